/// Converts numbers in the notations of people and programs.
enum NumberCell {
    /// The most bytes of a number.
    private static let longest = 64

    /// Writes a number as JSON with its digits unchanged. There must be room for it.
    ///
    /// - Parameter decimal: the decimal separator; 0 to detect it. Then a single separator before three digits, as in
    ///   `1.235`, is ambiguous and is refused.
    @inline(never)
    static func write(_ cell: Span<UInt8>, decimal given: UInt8, to output: inout Bytes) -> Conversion {
        if let end = exponent(of: cell) {
            let result = write(cell.extracting(0..<end), decimal: given, to: &output)
            if result == .written { output.put(cell.extracting(end..<cell.count)) }
            return result
        }
        var text = InlineArray<64, UInt8>(repeating: 0)
        var count = 0
        var isNegative = false
        var index = 0
        while index < cell.count {
            guard count < longest else { return .number }
            let byte = cell[index]
            let blank = Blank.length(cell, at: index)
            let (start, rest) = (index, cell.count - index)
            index += max(blank, 1)
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "'"):
                text[count] = byte
                count += 1
            case UInt8(ascii: "+") where start == 0: break
            case UInt8(ascii: "-") where start == 0 || (rest == 1 && !isNegative): isNegative = true
            case 0xE2 where rest >= 3 && cell[start + 1] == 0x88 && cell[start + 2] == 0x92 && start == 0:
                isNegative = true
                index += 2
            case 0xE2 where rest >= 3 && cell[start + 1] == 0x80 && cell[start + 2] == 0x99:
                text[count] = UInt8(ascii: "'")
                count += 1
                index += 2
            default:
                // A blank between groups or behind the sign.
                guard blank > 0 else { return .number }
                if count > 0 && rest > 1 {
                    text[count] = UInt8(ascii: "'")
                    count += 1
                }
            }
        }
        let found = given > 0 ? given : decimal(text, count)
        guard found != 1 else { return .ambiguous }
        if isNegative { output.put(UInt8(ascii: "-")) }
        return write(text, count, decimal: found, to: &output) ? .written : .number
    }

    /// Returns the decimal separator of a number: 0 if there is none, 1 if it is ambiguous.
    private static func decimal(_ text: InlineArray<64, UInt8>, _ count: Int) -> UInt8 {
        var (last, place, amount, hasOther) = (UInt8(0), 0, 0, false)
        for index in 0..<count where text[index] < 48 {
            if text[index] == UInt8(ascii: "'") {
                hasOther = true
            } else {
                if last != 0 && last != text[index] { hasOther = true }
                amount = last == text[index] ? amount + 1 : 1
                (last, place) = (text[index], index)
            }
        }
        if amount == 0 || (amount > 1 && !hasOther) { return 0 }
        if !hasOther && count - place == 4 && place > 0 && place <= 3 && text[0] != 48 { return 1 }
        return last
    }

    /// Writes digits with a point. Returns false if a group is not of three digits, if the first begins with 0, or
    /// if there are no digits.
    private static func write(
        _ text: InlineArray<64, UInt8>, _ count: Int, decimal: UInt8, to output: inout Bytes
    ) -> Bool {
        var (group, groups, separator) = (0, 0, UInt8(0))
        var (hasDecimal, hasInteger, isZero) = (false, false, false)
        for index in 0..<count {
            let byte = text[index]
            if byte >= 48 {
                group += 1
                if !hasDecimal && !hasInteger {
                    isZero = byte == 48
                    if isZero { continue }
                    hasInteger = true
                }
                output.put(byte)
                continue
            }
            guard !hasDecimal else { return false }
            if byte == decimal {
                guard groups == 0 || group == 3 else { return false }
                hasDecimal = true
                if !hasInteger { output.put(48) }
                output.put(UInt8(ascii: "."))
            } else {
                // Nobody groups thousands behind a 0: 0.123 has another decimal separator.
                guard separator == 0 || separator == byte,
                    groups == 0 ? group >= 1 && group <= 3 && text[0] != 48 : group == 3
                else { return false }
                separator = byte
                groups += 1
            }
            group = 0
        }
        if hasDecimal { return group > 0 }
        if !hasInteger && isZero { output.put(48) }
        return (hasInteger || isZero) && (groups == 0 || group == 3)
    }

    /// Returns whether a text is a whole number with `.0` behind it.
    static func isWhole(_ cell: Span<UInt8>) -> Bool {
        let digits = cell.count - 2
        guard digits > 0, cell[digits] == UInt8(ascii: "."), cell[digits + 1] == 48 else { return false }
        for index in 0..<digits where cell[index] &- 48 >= 10 { return false }
        return true
    }

    /// Returns whether a text is a number with an exponent of a sign and up to three digits, such as `1e-07` and
    /// `4,91705E+11`. A spreadsheet or a data frame has rounded it.
    static func isRounded(_ cell: Span<UInt8>) -> Bool { exponent(of: cell) != nil }

    /// Returns the start of such an exponent, or nil for any other text.
    private static func exponent(of cell: Span<UInt8>) -> Int? {
        guard cell.count >= 4, cell.count <= 24, cell[cell.count - 1] &- 48 < 10 else { return nil }
        // From the end, since few texts have a sign before their last digits.
        var sign = cell.count - 2
        while sign > cell.count - 4, cell[sign] &- 48 < 10 { sign -= 1 }
        guard cell[sign] == UInt8(ascii: "-") || cell[sign] == UInt8(ascii: "+") else { return nil }
        let start = cell[0] == UInt8(ascii: "-") ? 1 : 0
        guard sign > start + 1, cell[sign - 1] | 0x20 == UInt8(ascii: "e") else { return nil }
        for index in start..<sign - 1 where cell[index] &- 48 >= 10 && cell[index] != 0x2C && cell[index] != 0x2E {
            return nil
        }
        return sign - 1
    }
}
