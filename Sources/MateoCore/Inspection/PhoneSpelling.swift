/// Compares telephone numbers independently of their spelling.
enum PhoneSpelling {
    /// The fewest digits of a number.
    private static let shortest = 6

    /// Returns whether a text in JSON has enough digits for a number.
    static func mayBeNumber(_ text: Span<UInt8>) -> Bool {
        var digits = 0
        for index in text.indices where text[index] &- 48 < 10 { digits += 1 }
        return digits >= shortest
    }

    /// Keeps only the digits of a number: `+49 (0) 171/23-45`, `0049 171 2345` and `491712345` become `491712345`. A
    /// text with any other character stays unchanged.
    static func normalize(_ text: inout Bytes) {
        guard isNumber(text.span) else { return }
        let isInternational = text.base[0] == UInt8(ascii: "+")
        var count = 0
        for index in 0..<text.count {
            let byte = text.base[index]
            guard byte &- 48 < 10 else { continue }
            // The zero in parentheses is dialled only within the country.
            let isTrunk = byte == 48 && index > 0 && text.base[index - 1] == UInt8(ascii: "(")
            if isTrunk && index + 1 < text.count && text.base[index + 1] == UInt8(ascii: ")") && count > 0 { continue }
            text.base[count] = byte
            count += 1
        }
        text.count = count
        if !isInternational && count > 2 && text.base[0] == 48 && text.base[1] == 48 { text.removeFirst(2) }
    }

    /// Returns whether a text has only digits.
    static func isDigits(_ text: Span<UInt8>) -> Bool {
        for index in text.indices where text[index] &- 48 >= 10 { return false }
        return true
    }

    /// Returns whether a text has only characters that occur in numbers.
    private static func isNumber(_ text: Span<UInt8>) -> Bool {
        for index in text.indices {
            switch text[index] {
            case 48...57, 0x20, UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "("),
                UInt8(ascii: ")"):
                continue
            case UInt8(ascii: "+") where index == 0: continue
            default: return false
            }
        }
        return text.count > 0
    }
}
