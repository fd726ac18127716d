/// Telephone numbers as the service stores them: a plus sign and digits.
enum PhoneNumber {
    private static let callingCodes = [
        "DE": "49", "AT": "43", "CH": "41", "LI": "423", "LU": "352", "NL": "31", "BE": "32", "FR": "33",
        "IT": "39", "ES": "34", "PL": "48", "CZ": "420", "DK": "45", "GB": "44", "US": "1",
    ]

    /// The number in its international form, or nil if it is none. A national number is tried with each of the
    /// countries; Germany if there are none.
    static func parse(_ text: some Sequence<UInt8>, countries: [String]) -> [UInt8]? {
        var digits: [UInt8] = []
        var isInternational = false
        for byte in text {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits.append(byte)
            case UInt8(ascii: "+"):
                guard digits.isEmpty, !isInternational else { return nil }
                isInternational = true
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "("),
                UInt8(ascii: ")"),
                UInt8(ascii: "."):
                break
            default: return nil
            }
        }
        let zero = UInt8(ascii: "0")
        if !isInternational, digits.starts(with: [zero, zero]) {
            digits.removeFirst(2)
            isInternational = true
        }
        if !isInternational {
            guard digits.first == zero,
                let code = (countries.isEmpty ? ["DE"] : countries).lazy.compactMap({ callingCodes[$0] })
                    .first
            else { return nil }
            digits = Array(code.utf8) + digits.dropFirst()
        }
        guard (7...15).contains(digits.count), digits.first != zero else { return nil }
        return [UInt8(ascii: "+")] + digits
    }
}
