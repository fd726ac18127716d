/// Parses JSON text without building a tree. The sandbox accepts batches of thousands of records, and a tree of them
/// would cost more than the database.
struct JSONReader {
    /// The fault of an invalid text, and its place.
    struct Malformed: Error, Equatable {
        let message: String
        let offset: Int
    }

    enum Kind {
        case object, array, string, number, boolean, null
    }

    /// A value in the text.
    struct Value {
        let kind: Kind
        /// The place of the value's bytes; of a string, those between the quotes.
        let range: Range<Int>
        /// Whether the string contains escapes, so that its bytes differ from its text.
        let isEscaped: Bool
    }

    // PostgreSQL has its own limit of about 6,000 levels with its default stack.
    private static let deepest = 1_000

    private let text: Bytes
    private let bytes: UnsafeBufferPointer<UInt8>
    private(set) var offset: Int
    private let end: Int
    private var depth = 0

    /// Whether a string contained `\u0000`, which jsonb cannot store.
    private(set) var sawNull = false

    init(_ text: Bytes, in range: Range<Int>? = nil) {
        self.text = text
        bytes = text.buffer
        offset = range?.lowerBound ?? 0
        end = range?.upperBound ?? bytes.count
    }

    /// Reads and validates one value.
    mutating func value() throws(Malformed) -> Value {
        skipSpace()
        guard offset < end else { throw malformed("the text ends where a value should begin") }
        let start = offset
        switch bytes[offset] {
        case UInt8(ascii: "{"):
            try skipObject()
            return Value(kind: .object, range: start..<offset, isEscaped: false)
        case UInt8(ascii: "["):
            try skipArray()
            return Value(kind: .array, range: start..<offset, isEscaped: false)
        case UInt8(ascii: "\""):
            return try string()
        case UInt8(ascii: "t"):
            return try word("true", .boolean)
        case UInt8(ascii: "f"):
            return try word("false", .boolean)
        case UInt8(ascii: "n"):
            return try word("null", .null)
        default:
            return try number()
        }
    }

    /// Enters an object or array. The members follow by `key()` and `value()`, or by `element()`.
    mutating func enter(_ bracket: Unicode.Scalar) throws(Malformed) {
        skipSpace()
        guard offset < end, bytes[offset] == UInt8(ascii: bracket) else {
            throw malformed("expected \(bracket)")
        }
        depth += 1
        guard depth <= Self.deepest else { throw malformed("nested too deeply") }
        offset += 1
        isFirst = true
    }

    private var isFirst = false

    /// Returns the key of the next member, or nil after the closing brace.
    mutating func key() throws(Malformed) -> Value? {
        guard try hasNext(before: "}") else { return nil }
        guard offset < end, bytes[offset] == UInt8(ascii: "\"") else { throw malformed("expected a key") }
        let key = try string()
        skipSpace()
        guard offset < end, bytes[offset] == UInt8(ascii: ":") else { throw malformed("expected a colon") }
        offset += 1
        return key
    }

    /// Returns the next element, or nil after the closing bracket.
    mutating func element() throws(Malformed) -> Value? {
        guard try hasElement() else { return nil }
        return try value()
    }

    /// Returns whether an element follows, which must then be read. Otherwise it has passed the closing bracket.
    mutating func hasElement() throws(Malformed) -> Bool { try hasNext(before: "]") }

    /// Returns whether the next value begins with this byte.
    mutating func isAt(_ first: Unicode.Scalar) -> Bool {
        skipSpace()
        return peek(UInt8(ascii: first))
    }

    /// Checks that only space follows.
    mutating func finish() throws(Malformed) {
        skipSpace()
        guard offset == end else { throw malformed("text follows the value") }
    }

    private mutating func hasNext(before bracket: Unicode.Scalar) throws(Malformed) -> Bool {
        skipSpace()
        guard offset < end else { throw malformed("the text ends before \(bracket)") }
        if bytes[offset] == UInt8(ascii: bracket) {
            offset += 1
            depth -= 1
            isFirst = false
            return false
        }
        if !isFirst {
            guard bytes[offset] == UInt8(ascii: ",") else {
                throw malformed("expected a comma or \(bracket)")
            }
            offset += 1
            skipSpace()
            guard offset < end, bytes[offset] != UInt8(ascii: bracket) else {
                throw malformed("a comma before \(bracket)")
            }
        }
        isFirst = false
        return true
    }

    private mutating func skipObject() throws(Malformed) {
        try enter("{")
        while try key() != nil { _ = try value() }
    }

    private mutating func skipArray() throws(Malformed) {
        try enter("[")
        while try element() != nil {}
    }

    private mutating func string() throws(Malformed) -> Value {
        offset += 1
        let start = offset
        var isEscaped = false
        while true {
            skipPlain()
            guard offset < end else { throw malformed("a string without an end") }
            switch bytes[offset] {
            case UInt8(ascii: "\""):
                offset += 1
                return Value(kind: .string, range: start..<offset - 1, isEscaped: isEscaped)
            case UInt8(ascii: "\\"):
                isEscaped = true
                try escape()
            default:
                throw malformed("a control character in a string")
            }
        }
    }

    /// Skips plain text in a string, up to a quote, a backslash or a control character. It takes eight bytes at a time,
    /// because most of a payload is plain text.
    private mutating func skipPlain() {
        let ones: UInt64 = 0x0101_0101_0101_0101
        while offset + 8 <= end {
            let eight = UInt64(
                littleEndian: UnsafeRawBufferPointer(bytes).loadUnaligned(
                    fromByteOffset: offset, as: UInt64.self))
            let quotes = eight ^ (ones &* UInt64(UInt8(ascii: "\"")))
            let backslashes = eight ^ (ones &* UInt64(UInt8(ascii: "\\")))
            // The lowest byte with its high bit set is the first one that is less than its minuend.
            let marks =
                ((quotes &- ones) & ~quotes | (backslashes &- ones) & ~backslashes
                    | (eight &- ones &* 0x20) & ~eight) & (ones &* 0x80)
            guard marks == 0 else {
                offset += marks.trailingZeroBitCount / 8
                return
            }
            offset += 8
        }
        while offset < end, bytes[offset] >= 0x20, bytes[offset] != UInt8(ascii: "\""),
            bytes[offset] != UInt8(ascii: "\\")
        {
            offset += 1
        }
    }

    private mutating func escape() throws(Malformed) {
        guard offset + 1 < end else { throw malformed("a string without an end") }
        switch bytes[offset + 1] {
        case UInt8(ascii: "u"):
            guard offset + 6 <= end else { throw malformed("a short \\u escape") }
            var code: UInt32 = 0
            for index in offset + 2..<offset + 6 {
                guard let digit = Self.hexDigit(bytes[index]) else { throw malformed("a bad \\u escape") }
                code = code << 4 | UInt32(digit)
            }
            if code == 0 { sawNull = true }
            offset += 6
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            offset += 2
        default:
            throw malformed("an unknown escape")
        }
    }

    static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private mutating func word(_ word: StaticString, _ kind: Kind) throws(Malformed) -> Value {
        let start = offset
        let length = word.utf8CodeUnitCount
        let matches = word.withUTF8Buffer { text in
            offset + length <= end && bytes[offset..<offset + length].elementsEqual(text)
        }
        guard matches else { throw malformed("an unknown word") }
        offset += length
        return Value(kind: kind, range: start..<offset, isEscaped: false)
    }

    private mutating func number() throws(Malformed) -> Value {
        let start = offset
        if peek(UInt8(ascii: "-")) { offset += 1 }
        if peek(UInt8(ascii: "0")) { offset += 1 } else { try digits() }
        if peek(UInt8(ascii: ".")) {
            offset += 1
            try digits()
        }
        if peek(UInt8(ascii: "e")) || peek(UInt8(ascii: "E")) {
            offset += 1
            if peek(UInt8(ascii: "+")) || peek(UInt8(ascii: "-")) { offset += 1 }
            try digits()
        }
        return Value(kind: .number, range: start..<offset, isEscaped: false)
    }

    private func peek(_ byte: UInt8) -> Bool { offset < end && bytes[offset] == byte }

    private mutating func digits() throws(Malformed) {
        let start = offset
        while offset < end, bytes[offset] &- UInt8(ascii: "0") < 10 { offset += 1 }
        guard offset > start else { throw malformed("expected a value") }
    }

    private mutating func skipSpace() {
        while offset < end {
            switch bytes[offset] {
            case 0x20, 0x09, 0x0A, 0x0D: offset += 1
            default: return
            }
        }
    }

    private func malformed(_ message: String) -> Malformed { Malformed(message: message, offset: offset) }
}
