/// Converts telephone numbers in the notations of people.
enum PhoneCell {
    /// The most digits of a number including its country's code, the fewest, and the fewest without that code.
    private static let longest = 15
    private static let shortest = 7
    private static let shortestNational = 5
    /// The most numbers in a cell.
    private static let most = 100

    /// Writes the numbers of a cell with commas between them. The comma before the first is already written.
    ///
    /// - Parameter country: the country of national numbers. If it is empty, they stay unchanged, without blanks.
    @inline(never)
    static func write(
        _ cell: Span<UInt8>, _ country: Span<UInt8>, to output: inout Bytes, elements: inout Int
    ) throws(MateoError) -> Conversion {
        if cell.withUnsafeBufferPointer({ $0.baseAddress.map { isComplete($0, cell.count) } ?? false }) {
            output.put(UInt8(ascii: "\""))
            output.put(cell)
            output.put(UInt8(ascii: "\""))
            elements += 1
            return .written
        }
        let before = elements
        var start = 0
        while start < cell.count {
            let end = end(of: cell, from: start)
            let part = cell.extracting(start..<end)
            start = min(end + 1, cell.count)
            let number = part.extracting(Blank.trim(part))
            if number.count == 0 { continue }
            guard elements - before < most else { return .phone }
            try output.reserve(64)
            if elements > before { output.put(UInt8(ascii: ",")) }
            guard writeNumber(number, country, to: &output) else { return .phone }
            elements += 1
        }
        return elements > before ? .written : .phone
    }

    /// Returns whether a text is one number in its international form without separators, and certainly without a prefix
    /// behind the calling code. In North America, the form depends on the length.
    @inline(__always)
    static func isComplete(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        // A longer one may be a mobile number with an extension.
        guard count > shortest, count <= 14, text[0] == UInt8(ascii: "+") else { return false }
        let raw = UnsafeRawPointer(text)
        // The first byte is not a digit. The other bytes are in the first eight or in the last eight.
        let first = raw.loadUnaligned(as: UInt64.self) &+ UInt64(48 - UInt8(ascii: "+"))
        let last = count == 8 ? first : raw.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
        return first.isEightDigits && last.isEightDigits && text[1] > 49 && text[2] > 48 && text[3] > 48
            && text[4] > 48
    }

    /// Returns the end of a number. It is a comma, a semicolon, a line break, or a slash with blanks around it that the
    /// beginning of a whole number follows.
    private static func end(of cell: Span<UInt8>, from start: Int) -> Int {
        for index in start..<cell.count {
            switch cell[index] {
            case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): return index
            case UInt8(ascii: "/"):
                guard index > start, index + 2 < cell.count, cell[index - 1] == 0x20, cell[index + 1] == 0x20 else {
                    continue
                }
                if cell[index + 2] == 48 || cell[index + 2] == UInt8(ascii: "+"),
                    digits(cell, from: start, to: index) >= 6, digits(cell, from: index, to: cell.count) >= 6
                {
                    return index
                }
            default: break
            }
        }
        return cell.count
    }

    @inline(never)
    private static func digits(_ cell: Span<UInt8>, from start: Int, to end: Int) -> Int {
        var count = 0
        for index in start..<end where cell[index] &- 48 < 10 { count += 1 }
        return count
    }

    /// Writes one number in quotes. Returns false if it is not a number.
    private static func writeNumber(_ text: Span<UInt8>, _ country: Span<UInt8>, to output: inout Bytes) -> Bool {
        // A program turned it into a fraction: 1705551111.0.
        if text.count > 2, text[text.count - 1] == 48, text[text.count - 2] == UInt8(ascii: ".") { return false }
        var digits = InlineArray<24, UInt8>(repeating: 0)
        var count = 0
        // The calling code may be in parentheses.
        let plus = text[0] == UInt8(ascii: "(") && text.count > 1 ? 1 : 0
        var isInternational = text[plus] == UInt8(ascii: "+")
        var index = isInternational ? plus + 1 : 0
        var hasExtension = false
        let start = output.count
        while index < text.count {
            let byte = text[index]
            if byte &- 48 < 10 {
                guard count < 24 else { return false }
                digits[count] = byte
                count += 1
                index += 1
                if count == 2 && !isInternational && digits[0] == 48 && digits[1] == 48 {
                    isInternational = true
                    count = 0
                }
                continue
            }
            let isInParentheses = byte == UInt8(ascii: "(") && index + 2 < text.count && text[index + 1] == 48
            if isInParentheses && text[index + 2] == UInt8(ascii: ")") && count > 0 {
                // It belongs behind a calling code.
                guard isInternational else { return false }
                if !CallingCode.keepsZero(digits, count) {
                    index += 3
                    continue
                }
            }
            let length = separator(text, at: index)
            if length == 0 || beginsAnother(text, at: index, behind: count, isInternational, &hasExtension) {
                return false
            }
            index += length
        }
        output.put(UInt8(ascii: "\""))
        var first = 0
        var code = 0
        var trunk = 0..<0
        if isInternational {
            // In North America, all numbers have the same length, and none begins with 0 or 1.
            guard count > 3, digits[0] != 48, digits[0] != 49 || count == 11 && digits[1] > 49 else { return false }
            if digits[1] == 48 || digits[2] == 48 || digits[3] == 48 { trunk = CallingCode.trunk(in: digits, count) }
            // Two prefixes: +49 00170.
            if !trunk.isEmpty, trunk.upperBound < count, digits[trunk.upperBound] == 48 { return false }
            output.put(UInt8(ascii: "+"))
        } else if let found = CallingCode.find(country) {
            let callingCode = CallingCode.text.extracting(found.code)
            first = prefix(digits, count, CallingCode.text.extracting(found.trunk))
            if first < 0 || (found.trunk.isEmpty && isOfOtherForm(digits, count, callingCode)) { return false }
            output.put(UInt8(ascii: "+"))
            output.put(callingCode)
            code = found.code.count
        }
        let length = count - first + code - trunk.count
        let least = isInternational || code > 0 ? shortest : shortestNational
        guard length >= least, length <= longest else { return false }
        for index in first..<count where !trunk.contains(index) { output.put(digits[index]) }
        // German mobile numbers have up to 11 digits behind +49, and no extensions.
        if length > 13, output.span.extracting(start + 1..<start + 5).equals("+491"),
            output.base[start + 5] &- 53 < 3
        {
            return false
        }
        output.put(UInt8(ascii: "\""))
        return true
    }

    /// Returns whether a separator behind some digits begins another number, or a second direct-dial extension, as in
    /// `030 1234567/68` and `030 1234567-68-70`. Hyphens between groups of digits stay possible: `030-12-34-56`.
    private static func beginsAnother(
        _ text: Span<UInt8>, at index: Int, behind count: Int, _ isInternational: Bool, _ hasExtension: inout Bool
    ) -> Bool {
        switch text[index] {
        case UInt8(ascii: "/"), UInt8(ascii: "("):
            // An area code has up to 6 digits with its 0, and up to 8 with a calling code too.
            if count <= 6 { return false }
            if !isInternational || count > 8 || digits(text, from: index, to: text.count) <= 3 { return true }
            for place in index..<text.count where isHyphen(text, at: place) {
                // The ends of a range of extensions have the same length.
                if group(text, before: index) != count &- 2
                    || digits(text, from: index, to: place) <= digits(text, from: place, to: text.count)
                {
                    return true
                }
            }
            return false
        default:
            guard isHyphen(text, at: index), count >= (isInternational ? 10 : 9) else { return false }
            if hasExtension { return true }
            hasExtension = true
            return false
        }
    }

    /// Returns the number of digits in the group before an index. If it has all but two digits, it is an area code behind
    /// a calling code.
    private static func group(_ text: Span<UInt8>, before index: Int) -> Int {
        var end = index
        while end > 0, text[end &- 1] == 0x20 { end &-= 1 }
        var start = end
        while start > 0, text[start &- 1] &- 48 < 10 { start &-= 1 }
        return end &- start
    }

    /// Returns how many digits of a national number the international form drops. Returns -1 if the number lacks them,
    /// so its meaning is unknown.
    private static func prefix(_ digits: InlineArray<24, UInt8>, _ count: Int, _ trunk: Span<UInt8>) -> Int {
        // In North America, ten digits are a complete number.
        let first = trunk.equals("1") && count == 10 ? 0 : trunk.count
        if count < first { return -1 }
        for index in 0..<first where digits[index] != trunk[index] { return -1 }
        return trunk.equals("1") && (count - first != 10 || digits[first] <= 49) ? -1 : first
    }

    /// Returns whether a number of a country without a prefix has the calling code already, or a 0 that does not belong to
    /// it. Mobile numbers of Italy may begin with 39, and numbers of Italy and San Marino with 0.
    private static func isOfOtherForm(_ digits: InlineArray<24, UInt8>, _ count: Int, _ code: Span<UInt8>) -> Bool {
        let isItalian = code.equals("39")
        if digits[0] == 48 { return !isItalian && !code.equals("378") }
        for index in code.indices where digits[index] != code[index] { return false }
        return count > (isItalian ? 10 : 9)
    }

    /// Returns the length of a separator between digits at an index: blanks, slashes, dots, parentheses and all kinds
    /// of hyphens.
    private static func separator(_ text: Span<UInt8>, at index: Int) -> Int {
        switch text[index] {
        case UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "("), UInt8(ascii: ")"): 1
        default: isHyphen(text, at: index) ? 3 : Blank.length(text, at: index)
        }
    }

    private static func isHyphen(_ text: Span<UInt8>, at index: Int) -> Bool {
        if text[index] == UInt8(ascii: "-") { return true }
        guard text[index] == 0xE2, index + 2 < text.count, text[index + 1] == 0x80 else { return false }
        return text[index + 2] >= 0x90 && text[index + 2] <= 0x95
    }
}
