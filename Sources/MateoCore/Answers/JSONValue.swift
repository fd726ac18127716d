/// A value in a text that was checked to be JSON. It keeps the whole text and its own place in the text.
///
/// Each property parses the text when it is read. So a value takes no extra memory, however large or deep it is.
public struct JSONValue: Sendable {
    /// The kinds of JSON values.
    public enum Kind: Equatable, Sendable {
        /// `null`.
        case null
        /// `true` or `false`.
        case bool
        /// A number.
        case number
        /// A string.
        case string
        /// An array.
        case array
        /// An object.
        case object
    }

    private let body: [UInt8]
    /// The value's place in the text.
    let place: Range<Int>

    /// Parses a text that is one value, with optional blanks around it.
    ///
    /// - Returns: nil if the text is empty, is not valid UTF-8 or JSON, or nests more than 1,000 brackets.
    public init?(_ text: [UInt8]) {
        guard JSONCheck.accepts(text.span) else { return nil }
        self.init(checked: text)
    }

    /// Parses a text that was checked, or was written by this library.
    init(checked text: [UInt8]) {
        var value = JSONElements(text, 0..<text.count)
        self = value.next() ?? JSONValue(text, 0..<0)
    }

    init(_ body: [UInt8], _ place: Range<Int>) {
        self.body = body
        self.place = place
    }

    /// The value's kind.
    public var kind: Kind {
        guard !place.isEmpty else { return .null }
        return switch body[place.lowerBound] {
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .bool
        case UInt8(ascii: "n"): .null
        default: .number
        }
    }

    /// The value's bytes in the text, including blanks.
    public var raw: ArraySlice<UInt8> { body[place] }

    /// The place between the first and the last byte.
    private var inside: Range<Int> {
        place.count < 2 ? place.lowerBound..<place.lowerBound : place.lowerBound + 1..<place.upperBound - 1
    }

    /// The elements of an array; none for other values.
    public var elements: JSONElements {
        JSONElements(body, kind == .array ? inside : 0..<0)
    }

    /// The members of an object in the order of the text; none for other values.
    public var members: JSONMembers {
        JSONMembers(JSONElements(body, kind == .object ? inside : 0..<0))
    }

    /// Returns the first member with a key, or nil if the object has none.
    @inline(never)
    public func member(_ key: StaticString) -> JSONValue? {
        for member in members where member.name.isString(key) { return member.value }
        return nil
    }

    /// A string without its quotes and escapes, as UTF-8. Halves of surrogate pairs and NUL become U+FFFD. Empty for
    /// other values.
    @inline(never)
    public var text: [UInt8] {
        guard kind == .string else { return [] }
        let inside = body.span.extracting(inside)
        return Array(unsafeUninitializedCapacity: inside.count) { output, count in
            guard let start = output.baseAddress else { return }
            count = Unescape.write(inside, to: start)
        }
    }

    /// The value as JSON without blanks.
    @inline(never)
    public var compact: [UInt8] {
        Array(unsafeUninitializedCapacity: place.count) { output, count in
            var isInString = false
            var isEscaped = false
            for index in place {
                let byte = body[index]
                if !isInString && JSONElements.isBlank(byte) { continue }
                if byte == UInt8(ascii: "\"") && !isEscaped { isInString.toggle() }
                isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
                output[count] = byte
                count += 1
            }
        }
    }

    /// The value for a person: the text of a string, nothing for null, and JSON without blanks for others.
    public var words: [UInt8] {
        switch kind {
        case .string: text
        case .null: []
        default: compact
        }
    }

    /// Returns whether this is a string of these bytes. The text must not need escapes.
    func isString(_ other: StaticString) -> Bool {
        guard kind == .string else { return false }
        let inside = inside
        if inside.count == other.utf8CodeUnitCount {
            for index in 0..<inside.count where body[inside.lowerBound + index] != other.utf8Start[index] {
                return false
            }
            return true
        }
        return inside.count > other.utf8CodeUnitCount && body[inside].contains(UInt8(ascii: "\\"))
            && text.equals(other)
    }

    /// Appends what `text` is.
    func appendText(to output: inout Bytes) throws(MateoError) {
        guard kind == .string else { return }
        try output.reserve(place.count)
        output.putUnescaped(body.span.extracting(inside))
    }
}
