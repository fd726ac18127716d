/// Writes JSON.
enum JSON {
    /// Returns a text in quotes.
    static func text(_ value: some StringProtocol) -> String {
        var text = String.UnicodeScalarView()
        text.append("\"")
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"", "\\":
                text.append("\\")
                text.append(scalar)
            case "\n": text.append(contentsOf: "\\n".unicodeScalars)
            case _ where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value):
                let digits = String(scalar.value, radix: 16)
                let zeros = String(repeating: "0", count: 4 - digits.utf8.count)
                text.append(contentsOf: "\\u\(zeros)\(digits)".unicodeScalars)
            default: text.append(scalar)
            }
        }
        text.append("\"")
        return String(text)
    }

    /// Returns a text in quotes, or null.
    static func text(_ value: String?) -> String {
        value.map { text($0) } ?? "null"
    }

    /// Returns an object. The values are already JSON.
    static func object(_ members: KeyValuePairs<String, String>) -> String {
        "{" + self.members(members) + "}"
    }

    /// Returns the members of an object. The values are already JSON.
    static func members(_ members: KeyValuePairs<String, String>) -> String {
        members.map { "\(text($0.key)):\($0.value)" }.joined(separator: ",")
    }
}
