/// The types of an account's own fields. The journal stores the raw values.
package enum AccountFieldType: Int64, Sendable {
    /// A type that this library does not know.
    case other = 0
    case string = 1
    case datetime = 2
    case boolean = 3
    case number = 4
    case date = 5
    case list = 6
    /// A marketing channel, whose values are consents.
    case channel = 7

    /// Returns the type of a custom field from the service's name for it.
    init(_ name: [UInt8]) {
        switch name.count {
        case 6 where name.equals("string"): self = .string
        case 8 where name.equals("datetime"): self = .datetime
        case 7 where name.equals("boolean"): self = .boolean
        case 6 where name.equals("number"): self = .number
        case 4 where name.equals("date"): self = .date
        case 11 where name.equals("string_list"): self = .list
        default: self = .other
        }
    }

    /// A description of such values, for people.
    var words: StaticString {
        switch self {
        case .other: ""
        case .string: "a text"
        case .datetime: "a date with a time, such as 2026-12-31T08:00:00Z"
        case .boolean: "true or false"
        case .number: "a number"
        case .date: "a date, such as 2026-12-31"
        case .list: "a list of texts"
        case .channel: "a consent: accepted, declined or requested"
        }
    }

    /// Returns whether a value has the type, or is a text that PostgreSQL parses as that type.
    ///
    /// - Parameter value: a JSON value as the record contains it, without blanks around it.
    func takes(_ value: Span<UInt8>) -> Bool {
        guard value.count > 0, !value.equals("null") else { return true }
        let isText = value[0] == UInt8(ascii: "\"") && value.count >= 2
        let text = isText ? value.extracting(1..<value.count - 1) : value
        let isList = value[0] == UInt8(ascii: "[")
        switch self {
        case .other: return true
        case .string: return !isList && value[0] != UInt8(ascii: "{")
        case .list: return isList
        case .boolean: return text.equals("true") || text.equals("false")
        case .number: return Self.isNumber(text)
        case .date: return isText && text.count == 10 && Self.isDate(text)
        case .datetime: return isText && Self.isTime(text)
        case .channel: return isText && Self.isConsent(text)
        }
    }

    /// Returns whether a text without quotes is a consent that a marketing channel accepts.
    static func isConsent(_ text: Span<UInt8>) -> Bool {
        text.equals("accepted") || text.equals("declined") || text.equals("requested")
    }

    private static func isNumber(_ text: Span<UInt8>) -> Bool {
        guard text.count > 0, var number = JSONNumber(first: text[0]) else { return false }
        for index in 1..<text.count {
            guard let next = number.next(text[index]) else { return false }
            number = next
        }
        return number.isComplete
    }

    /// Returns whether a text begins with a date that exists.
    private static func isDate(_ text: Span<UInt8>) -> Bool {
        guard text.count >= 10, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            let year = number(text, 0..<4), let month = number(text, 5..<7), let day = number(text, 8..<10)
        else { return false }
        var time = CivilTime()
        (time.year, time.month, time.day) = (year, month, day)
        return time.exists
    }

    /// Returns whether a text is a date, optionally with a time and an offset. Only the form of these two is checked.
    private static func isTime(_ text: Span<UInt8>) -> Bool {
        guard isDate(text) else { return false }
        if text.count == 10 { return true }
        guard text.count >= 16, text[10] | 32 == UInt8(ascii: "t") || text[10] == UInt8(ascii: " "),
            let hour = number(text, 11..<13), hour < 25, text[13] == UInt8(ascii: ":"),
            let minute = number(text, 14..<16), minute < 60
        else { return false }
        for index in 16..<text.count {
            switch text[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ":"), UInt8(ascii: "."), UInt8(ascii: "+"),
                UInt8(ascii: "-"), UInt8(ascii: "Z"), UInt8(ascii: "z"):
                break
            default: return false
            }
        }
        return true
    }

    private static func number(_ text: Span<UInt8>, _ place: Range<Int>) -> Int? {
        var number = 0
        for index in place {
            guard text[index] >= UInt8(ascii: "0"), text[index] <= UInt8(ascii: "9") else { return nil }
            number = number * 10 + Int(text[index] - UInt8(ascii: "0"))
        }
        return number
    }
}

/// A field that one account has and others need not have: a custom field, or a marketing channel.
package struct AccountField: Sendable {
    /// Its key in records.
    package let key: [UInt8]
    package let type: AccountFieldType
    /// The type of the records that have the field.
    package let owner: RecordType

    package init(key: [UInt8], type: AccountFieldType, owner: RecordType) {
        self.key = key
        self.type = type
        self.owner = owner
    }
}
