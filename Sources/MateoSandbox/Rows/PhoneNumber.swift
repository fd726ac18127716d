/// A telephone number in a person's notation.
struct PhoneNumber {
    private static let callingCodes = [
        "DE": "49", "AT": "43", "CH": "41", "LI": "423", "LU": "352", "NL": "31", "BE": "32", "FR": "33",
        "IT": "39", "ES": "34", "PL": "48", "CZ": "420", "DK": "45", "GB": "44", "US": "1",
    ]

    /// Returns whether the text is a number in the service's form.
    static func isStored(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard (8...16).contains(text.count), text[0] == UInt8(ascii: "+"), text[1] != UInt8(ascii: "0") else {
            return false
        }
        return text.dropFirst().allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
    }

    private let digits: [UInt8]
    private let isInternational: Bool

    /// Parses a number. Returns nil if the text has characters other than digits, usual separators, and a plus sign at
    /// the start.
    init?(_ text: [UInt8]) {
        var digits: [UInt8] = []
        digits.reserveCapacity(text.count)
        var hasPlus = false
        for byte in text {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits.append(byte)
            case UInt8(ascii: "+"):
                guard digits.isEmpty, !hasPlus else { return nil }
                hasPlus = true
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "("),
                UInt8(ascii: ")"),
                UInt8(ascii: "."):
                break
            default: return nil
            }
        }
        let zero = UInt8(ascii: "0")
        if !hasPlus, digits.count > 2, digits[0] == zero, digits[1] == zero {
            digits.removeFirst(2)
            hasPlus = true
        }
        self.digits = digits
        isInternational = hasPlus
    }

    /// Returns the number in the service's form, a plus sign and digits, or nil if it is invalid. A national number
    /// belongs to the first known country of the list, or to Germany if the list is empty.
    func international(_ countries: () throws(RowFailure) -> [String]) throws(RowFailure) -> [UInt8]? {
        let zero = UInt8(ascii: "0")
        var number: [UInt8] = [UInt8(ascii: "+")]
        number.reserveCapacity(16)
        if isInternational {
            number += digits
        } else {
            var countries = try countries()
            if countries.isEmpty { countries = ["DE"] }
            guard digits.first == zero, let code = countries.lazy.compactMap({ Self.callingCodes[$0] }).first
            else {
                return nil
            }
            number += Array(code.utf8)
            number += digits.dropFirst()
        }
        guard (8...16).contains(number.count), number[1] != zero else { return nil }
        return number
    }
}
