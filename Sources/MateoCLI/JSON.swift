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
            case _ where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) || isOfDirection(scalar):
                let digits = String(scalar.value, radix: 16)
                let zeros = String(repeating: "0", count: 4 - digits.utf8.count)
                text.append(contentsOf: "\\u\(zeros)\(digits)".unicodeScalars)
            default: text.append(scalar)
            }
        }
        text.append("\"")
        return String(text)
    }

    /// Returns whether a character changes the direction of text or ends a line on a terminal.
    private static func isOfDirection(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
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
