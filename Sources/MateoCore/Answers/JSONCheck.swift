/// Checks that a text is JSON by RFC 8259 and valid UTF-8. It keeps a bit for each open bracket instead of recursing,
/// so no text can exhaust the stack.
struct JSONCheck {
    /// The deepest nesting of brackets.
    static let deepest = 1000

    private let text: UnsafeBufferPointer<UInt8>
    private var index = 0
    private var depth = 0
    /// For each open bracket, whether it opens an object.
    private var objects = InlineArray<16, UInt64>(repeating: 0)

    /// Returns whether the text is one value, with optional blanks around it.
    static func accepts(_ text: Span<UInt8>) -> Bool {
        check(text, isList: false)
    }

    /// Returns whether the text is values with commas between them, like the inside of an array.
    static func acceptsList(_ text: Span<UInt8>) -> Bool {
        check(text, isList: true)
    }

    /// Returns roughly where a text stops being valid JSON.
    static func fault(in text: Span<UInt8>) -> Int {
        if let fault = UTF8Check.firstFault(in: text) { return fault }
        return text.withUnsafeBufferPointer { bytes in
            var check = JSONCheck(bytes)
            _ = check.document()
            return check.index
        }
    }

    @inline(never)
    private static func check(_ text: Span<UInt8>, isList: Bool) -> Bool {
        guard UTF8Check.firstFault(in: text) == nil else { return false }
        return text.withUnsafeBufferPointer { bytes in
            var check = JSONCheck(bytes)
            return isList ? check.list() : check.document()
        }
    }

    private init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
    }

    private mutating func document() -> Bool {
        guard value() else { return false }
        while depth > 0 {
            guard afterValue() else { return false }
        }
        return isAtEnd
    }

    private mutating func list() -> Bool {
        depth = 1
        if isAtEnd { return true }
        guard value() else { return false }
        while !isAtEnd {
            guard depth > 0, afterValue() else { return false }
        }
        return depth == 1
    }

    /// Reads a value. Of an object or array, it reads up to the end of the first value inside, if there is one.
    @inline(never)
    private mutating func value() -> Bool {
        while true {
            let byte = next()
            switch byte {
            case UInt8(ascii: "\""): return string()
            case UInt8(ascii: "t"): return literal("rue")
            case UInt8(ascii: "f"): return literal("alse")
            case UInt8(ascii: "n"): return literal("ull")
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard open(isObject: byte == UInt8(ascii: "{")) else { return false }
                skipBlanks()
                if current == closingBracket {
                    depth -= 1
                    index += 1
                    return true
                }
                guard !isInObject || key() else { return false }
            default: return number(byte)
            }
        }
    }

    /// Reads what follows a value: a comma and the next value, or a closing bracket.
    @inline(never)
    private mutating func afterValue() -> Bool {
        let byte = next()
        if byte == UInt8(ascii: ",") { return (!isInObject || key()) && value() }
        guard byte == closingBracket else { return false }
        depth -= 1
        return true
    }

    private mutating func key() -> Bool {
        next() == UInt8(ascii: "\"") && string() && next() == UInt8(ascii: ":")
    }

    private mutating func open(isObject: Bool) -> Bool {
        guard depth < Self.deepest else { return false }
        let bit: UInt64 = 1 << UInt64(depth % 64)
        if isObject { objects[depth / 64] |= bit } else { objects[depth / 64] &= ~bit }
        depth += 1
        return true
    }

    private var isInObject: Bool {
        depth > 0 && objects[(depth - 1) / 64] >> UInt64((depth - 1) % 64) & 1 == 1
    }

    private var closingBracket: UInt8 { isInObject ? UInt8(ascii: "}") : UInt8(ascii: "]") }

    /// Reads a string behind its first quote.
    @inline(never)
    private mutating func string() -> Bool {
        while index < text.count {
            let byte = text[index]
            index += 1
            if byte == UInt8(ascii: "\"") { return true }
            guard byte >= 0x20, byte != UInt8(ascii: "\\") || escape() else { return false }
        }
        return false
    }

    private mutating func escape() -> Bool {
        let byte = current
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return true
        case UInt8(ascii: "u"):
            for _ in 0..<4 {
                guard Hexadecimal.value(of: current) != nil else { return false }
                index += 1
            }
            return true
        default: return false
        }
    }

    private mutating func literal(_ rest: StaticString) -> Bool {
        for place in 0..<rest.utf8CodeUnitCount {
            guard current == rest.utf8Start[place] else { return false }
            index += 1
        }
        return true
    }

    private mutating func number(_ first: UInt8) -> Bool {
        guard var number = JSONNumber(first: first) else { return false }
        while let next = number.next(current) {
            number = next
            index += 1
        }
        return number.isComplete
    }

    /// The byte at the index; 0 at the end, a byte that JSON never contains.
    private var current: UInt8 { index < text.count ? text[index] : 0 }

    private mutating func skipBlanks() {
        while JSONElements.isBlank(current) { index += 1 }
    }

    /// Returns the next byte that is not a blank and goes past it.
    @inline(never)
    private mutating func next() -> UInt8 {
        skipBlanks()
        let byte = current
        index += 1
        return byte
    }

    private var isAtEnd: Bool {
        mutating get {
            skipBlanks()
            return index == text.count
        }
    }
}
