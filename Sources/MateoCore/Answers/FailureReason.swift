/// Explains why the service refused a record, for the person who can correct it.
///
/// The code alone is not enough: the user's recipe shows the code of a check (23514) with the message of a unique
/// constraint.
public struct FailureReason {
    /// The field with the refused value; empty if unknown.
    public let field: [UInt8]
    /// The shape of the value without its content: digits are 9, letters a and A; empty if unknown.
    public let shape: [UInt8]
    /// What is wrong, without a value of the record.
    public let words: String
    /// Whether `words` is the service's message, because its code is too general. It may contain a value of the record.
    public let isService: Bool

    /// Explains a failure.
    ///
    /// - Parameters:
    ///   - code: an SQLSTATE, or a code of PostgREST.
    ///   - message: the service's words.
    ///   - input: the record as JSON; empty if unknown.
    @inline(never)
    public init(code: [UInt8], message: [UInt8], input: [UInt8]) {
        let record = JSONValue(input)
        let quoted = QuotedNames(message)
        let isTooLong = code.span.equals("22001")
        var name = Self.field(quoted, record)
        let most = isTooLong ? Self.limit(message) : nil
        if let most, name.isEmpty { name = Self.field(longerThan: most, record) }
        field = name
        var value: [UInt8] = []
        if let record, !name.isEmpty {
            for member in record.members where member.key == name { value = member.value.words }
        }
        shape = isTooLong ? [] : Self.shape(of: value)
        var words = Self.words(code.span, isUnique: message.span.contains("unique constraint") || quoted.hasKey)
        if let most {
            words += " (more than \(most) characters)"
        } else if isTooLong && !value.isEmpty {
            words += " (\(Self.characters(value)) characters)"
        }
        isService = words.utf8.isEmpty
        if words.utf8.isEmpty { words = Sentence.oneLine(quoted.masked) }
        self.words = words
    }

    /// The field and its fault.
    public var text: String {
        field.isEmpty ? words : String(decoding: field, as: UTF8.self) + ": " + words
    }

    /// Returns PostgreSQL's meaning of a code, or no text if the code is too general.
    private static func words(_ code: Span<UInt8>, isUnique: Bool) -> String {
        if isUnique { return "another record of the service has this value" }
        if FailureCode.isTransient(code) { return "the service failed, not the record: it can be sent again" }
        if code.equals("22001") { return "the text is too long" }
        if code.equals("22003") { return "the number is too large or too small" }
        if code.equals("22007") { return "not a date or time that the service can read" }
        if code.equals("22008") { return "this date or time does not exist" }
        if code.equals("22P02") { return "the value has the wrong type, or is not allowed" }
        if code.equals("23502") { return "a required value is missing" }
        if code.equals("23503") { return "the service does not have the record that this one refers to" }
        if code.equals("23514") { return "the service does not accept this value" }
        if code.equals("42703") || code.equals("PGRST204") { return "the service does not know this field" }
        return ""
    }

    /// Returns the field that a message is about. It is the column that the message names, the field with a quoted
    /// value, or the field that is part of a quoted name, such as a constraint's. Empty if several fields have the
    /// value.
    @inline(never)
    private static func field(_ quoted: QuotedNames, _ record: JSONValue?) -> [UInt8] {
        if let column = quoted.column { return column }
        var best: [UInt8] = []
        guard let record else { return best }
        for text in quoted.texts where !text.isEmpty {
            let members = record.members.filter { $0.value.words == text }
            if let member = members.first { return members.count == 1 ? member.key : [] }
        }
        for text in quoted.texts {
            for member in record.members {
                let key = member.key
                if key.count > best.count && text.span.contains(key.span) { best = key }
            }
        }
        return best
    }

    /// Returns the number in parentheses at the end of a message, or nil.
    private static func limit(_ message: [UInt8]) -> Int? {
        guard message.last == UInt8(ascii: ")"), let open = message.lastIndex(of: UInt8(ascii: "(")) else { return nil }
        var limit: Int?
        for byte in message[(open + 1)...].dropLast() {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), limit ?? 0 < 1 << 32 else { return nil }
            limit = (limit ?? 0) * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return limit
    }

    /// Returns the only field with a longer text, or no bytes if there are several.
    private static func field(longerThan most: Int, _ record: JSONValue?) -> [UInt8] {
        var found: [UInt8] = []
        guard let record else { return found }
        for member in record.members where characters(member.value.words) > most {
            if !found.isEmpty { return [] }
            found = member.key
        }
        return found
    }

    private static func characters(_ text: [UInt8]) -> Int {
        text.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    }

    /// Returns the shape of a value's first characters.
    @inline(never)
    private static func shape(of value: [UInt8]) -> [UInt8] {
        let most = 24
        var shape: [UInt8] = []
        for byte in value {
            if shape.count == most { return shape + Array("…".utf8) }
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): shape.append(UInt8(ascii: "9"))
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): shape.append(UInt8(ascii: "A"))
            case UInt8(ascii: "a")...UInt8(ascii: "z"), 0xC0...: shape.append(UInt8(ascii: "a"))
            case 0x20..<0x7F: shape.append(byte)
            default: break
            }
        }
        return shape
    }
}
