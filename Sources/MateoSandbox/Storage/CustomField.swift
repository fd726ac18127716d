/// A custom field or marketing channel of the organisation, declared on the command line.
struct CustomField: Equatable, Sendable {
    /// The fault of an invalid declaration.
    struct Unreadable: Error, Equatable, CustomStringConvertible {
        let description: String
    }

    static let types = ["string", "datetime", "boolean", "number", "date", "string_list"]

    let entity: Entity.Kind
    let key: String
    let type: String

    /// Parses `[ENTITY.]KEY:TYPE`. The default entity is `contact`.
    init(_ text: String) throws(Unreadable) {
        let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, Self.types.contains(String(halves[1])) else {
            let types = Self.types.joined(separator: ", ")
            throw Unreadable(description: "'\(text)' is not [ENTITY.]KEY:TYPE with a type of \(types)")
        }
        let parts = halves[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let entity = parts.count == 1 ? .contact : Entity.Kind(rawValue: String(parts[0])) else {
            throw Unreadable(description: "'\(parts[0])' is not contact, deal or appointment")
        }
        self.entity = entity
        key = try Self.key(String(parts[parts.count - 1]))
        type = String(halves[1])
    }

    /// Returns a valid key, which becomes a column name, or throws.
    static func key(_ text: String) throws(Unreadable) -> String {
        let isKey = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isKey, !text.isEmpty, !text.hasPrefix("_") else {
            throw Unreadable(description: "'\(text)' is not a key of a-z, 0-9, _ and -")
        }
        return text
    }

    var field: Field {
        switch type {
        case "datetime": Field(key, .datetime)
        case "boolean": Field(key, .boolean)
        case "number": Field(key, .number)
        case "date": Field(key, .date)
        case "string_list": Field(key, .list)
        default: Field(key, .text(limit: 10_000))
        }
    }
}
