/// Writes JSON numbers so that equal numbers have the same bytes: 1, 1.0 and 10e-1 become `1`.
enum CanonicalNumber {
    /// Whole numbers with more digits are written with an exponent.
    private static let mostDigits = 20

    /// Appends a number: its digits without zeros at either end, then its exponent in four bytes. A short whole number
    /// has no exponent.
    @inline(never)
    static func append(_ number: ArraySlice<UInt8>, to output: inout Bytes) throws(MateoError) {
        try output.reserve(number.count + mostDigits + 12)
        let start = output.count
        var firstDigit = start
        var exponent = 0
        var isFraction = false
        var index = number.startIndex
        while index < number.endIndex {
            let byte = number[index]
            index += 1
            switch byte {
            case UInt8(ascii: "-"):
                output.put(byte)
                firstDigit += 1
            case UInt8(ascii: "."): isFraction = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if isFraction { exponent -= 1 }
                if byte != UInt8(ascii: "0") || output.count > firstDigit { output.put(byte) }
            default:
                guard let written = Self.exponent(number[index...]) else {
                    // Such an exponent does not occur in practice. The number is compared as it is written.
                    output.count = start
                    return try output.append(number.span)
                }
                exponent += written
                index = number.endIndex
            }
        }
        while output.count > firstDigit, output.base[output.count - 1] == UInt8(ascii: "0") {
            output.count -= 1
            exponent += 1
        }
        guard output.count > firstDigit else {
            output.count = start
            return output.put(UInt8(ascii: "0"))
        }
        if exponent >= 0, exponent <= mostDigits - (output.count - firstDigit) {
            for _ in 0..<exponent { output.put(UInt8(ascii: "0")) }
        } else {
            output.put(UInt8(ascii: "e"))
            for shift in 0..<4 { output.put(UInt8(truncatingIfNeeded: exponent >> (shift * 8))) }
        }
    }

    /// Returns the exponent behind its `e`, or nil if it has more than eight digits.
    private static func exponent(_ text: ArraySlice<UInt8>) -> Int? {
        guard text.count <= 9 else { return nil }
        var value = 0
        for byte in text where byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") {
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return text.first == UInt8(ascii: "-") ? -value : value
    }
}
