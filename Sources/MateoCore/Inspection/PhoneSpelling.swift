/// Telephone numbers, compared without regard to how they are spelled.
enum PhoneSpelling {
    /// The fewest digits of a number.
    private static let shortest = 6

    /// Whether a text, as JSON has it, has as many digits as a number.
    static func mayBeNumber(_ text: Span<UInt8>) -> Bool {
        var digits = 0
        for index in text.indices where text[index] &- 48 < 10 { digits += 1 }
        return digits >= shortest
    }

    /// Leaves only the digits of a number: `+49 (0) 171/23-45`, `0049 171 2345` and `491712345` become `491712345`. A
    /// text with anything else in it stays as it is.
    static func normalize(_ text: inout Bytes) {
        guard isNumber(text.span) else { return }
        let isInternational = text.base[0] == UInt8(ascii: "+")
        var count = 0
        for index in 0..<text.count {
            let byte = text.base[index]
            guard byte &- 48 < 10 else { continue }
            // The zero in brackets is dialled only inside the country.
            let isTrunk = byte == 48 && index > 0 && text.base[index - 1] == UInt8(ascii: "(")
            if isTrunk && index + 1 < text.count && text.base[index + 1] == UInt8(ascii: ")") && count > 0 { continue }
            text.base[count] = byte
            count += 1
        }
        text.count = count
        if !isInternational && count > 2 && text.base[0] == 48 && text.base[1] == 48 { text.removeFirst(2) }
    }

    /// Whether a text has nothing in it but what numbers are spelled with.
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
