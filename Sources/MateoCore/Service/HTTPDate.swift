/// The date forms of RFC 9110, section 5.6.7.
public enum HTTPDate {
    /// Parses the preferred form, `Sun, 06 Nov 1994 08:49:37 GMT`.
    ///
    /// It does not accept the two obsolete forms: no server with rate limits sends them.
    ///
    /// - Returns: seconds since 1970, or nil if the text does not have that form.
    public static func seconds(_ text: Span<UInt8>) -> Int64? {
        guard text.count == 29, text[3] == UInt8(ascii: ","), text[4] == space, text[7] == space,
            text[11] == space, text[16] == space, text[19] == colon, text[22] == colon,
            let day = number(text, 5, 2), let month = month(text), let year = number(text, 12, 4),
            let hour = number(text, 17, 2), let minute = number(text, 20, 2),
            let second = number(text, 23, 2),
            (1...31).contains(day), year >= 1970, hour < 24, minute < 60, second <= 60
        else { return nil }
        return days(year: year, month: month, day: day) * 86_400 + hour * 3600 + minute * 60 + second
    }

    private static let space = UInt8(ascii: " ")
    private static let colon = UInt8(ascii: ":")

    private static func number(_ text: Span<UInt8>, _ start: Int, _ count: Int) -> Int64? {
        var value: Int64 = 0
        for index in start..<start + count {
            guard text[index] >= 48, text[index] <= 57 else { return nil }
            value = value * 10 + Int64(text[index] - 48)
        }
        return value
    }

    private static func month(_ text: Span<UInt8>) -> Int64? {
        let names: StaticString = "JanFebMarAprMayJunJulAugSepOctNovDec"
        return names.withUTF8Buffer { names in
            for month in 0..<12
            where names[month * 3] == text[8] && names[month * 3 + 1] == text[9]
                && names[month * 3 + 2] == text[10]
            {
                return Int64(month + 1)
            }
            return nil
        }
    }

    /// Returns the days from 1970-01-01 to a date in the Gregorian calendar. Years begin in March, so the leap day is
    /// the last day of its year.
    static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let marchYear = month <= 2 ? year - 1 : year
        let marchMonth = (month + 9) % 12
        let leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400
        return marchYear * 365 + leapDays + (marchMonth * 153 + 2) / 5 + day - 1 - 719_468
    }
}
