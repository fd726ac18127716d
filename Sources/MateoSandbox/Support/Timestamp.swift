/// A point in time in microseconds since 1970, like `timestamptz`.
struct Timestamp: Equatable, Comparable, Sendable {
    let microseconds: Int64

    static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }

    /// The text in the form of PostgREST.
    var text: String {
        let (seconds, fraction) = microseconds.quotientAndFloorRemainder(1_000_000)
        let (days, second) = seconds.quotientAndFloorRemainder(86_400)
        let (year, month, day) = Self.civil(fromDays: days)
        var text = "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))T"
        text +=
            "\(Self.padded(second / 3_600, 2)):\(Self.padded(second / 60 % 60, 2)):\(Self.padded(second % 60, 2))"
        if fraction > 0 { text += ".\(Self.padded(fraction, 6))" }
        return text + "+00:00"
    }

    init(microseconds: Int64) { self.microseconds = microseconds }

    /// Parses ISO 8601: a date, or a date and a time with an optional zone (UTC without one).
    init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 10, let days = Self.days(Array(bytes[..<10])) else { return nil }
        guard bytes.count > 10 else {
            microseconds = days * 86_400_000_000
            return
        }
        guard bytes.count >= 16, bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "),
            bytes[13] == UInt8(ascii: ":"), let hour = Self.number(bytes[11..<13], to: 24),
            let minute = Self.number(bytes[14..<16], to: 59)
        else { return nil }
        var rest = bytes[16...]
        var micros = ((hour * 60) + minute) * 60_000_000
        if rest.first == UInt8(ascii: ":") {
            guard rest.count >= 3, let second = Self.number(rest.dropFirst().prefix(2), to: 60) else {
                return nil
            }
            micros += second * 1_000_000
            rest = rest.dropFirst(3)
            guard let fraction = Self.fraction(&rest) else { return nil }
            micros += fraction
        }
        guard let zone = Self.zone(rest) else { return nil }
        microseconds = days * 86_400_000_000 + micros - zone * 60_000_000
    }

    /// Returns the days from 1970 to `YYYY-MM-DD`, or nil if there is no such day.
    static func days<Text: RandomAccessCollection<UInt8>>(_ text: Text) -> Int64? where Text.Index == Int {
        guard text.count == 10, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            let year = number(text[0..<4], to: 9_999), let month = number(text[5..<7], to: 12),
            let day = number(text[8..<10], to: 31), year > 0, month > 0, day > 0
        else { return nil }
        let days = days(fromYear: year, month: month, day: day)
        // The 30th of February would become a day of March.
        return civil(fromDays: days) == (year, month, day) ? days : nil
    }

    private static func fraction(_ rest: inout ArraySlice<UInt8>) -> Int64? {
        guard rest.first == UInt8(ascii: ".") else { return 0 }
        let digits = rest.dropFirst().prefix { $0 &- UInt8(ascii: "0") < 10 }
        guard !digits.isEmpty, digits.count <= 9 else { return nil }
        rest = rest.dropFirst(1 + digits.count)
        let zeros = repeatElement(UInt8(ascii: "0"), count: max(0, 6 - digits.count))
        return number(digits.prefix(6) + zeros, to: 999_999)
    }

    private static func zone(_ text: ArraySlice<UInt8>) -> Int64? {
        guard let sign = text.first else { return 0 }
        if sign == UInt8(ascii: "Z") || sign == UInt8(ascii: "z") { return text.count == 1 ? 0 : nil }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
        let digits = text.dropFirst().filter { $0 != UInt8(ascii: ":") }
        guard digits.count == 2 || digits.count == 4, let hours = number(digits[..<2], to: 15),
            let minutes = digits.count == 2 ? 0 : number(digits[2...], to: 59)
        else { return nil }
        return (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes)
    }

    private static func number(_ digits: some Sequence<UInt8>, to most: Int64) -> Int64? {
        var number: Int64 = 0
        for digit in digits {
            guard digit &- UInt8(ascii: "0") < 10 else { return nil }
            number = number * 10 + Int64(digit - UInt8(ascii: "0"))
        }
        return number <= most ? number : nil
    }

    private static func days(fromYear year: Int64, month: Int64, day: Int64) -> Int64 {
        // Years begin in March here, so that the leap day is the last day.
        let shifted = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }

    private static func civil(fromDays days: Int64) -> (Int64, Int64, Int64) {
        let (era, dayOfEra) = (days + 719_468).quotientAndFloorRemainder(146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Int64 {
    fileprivate func quotientAndFloorRemainder(_ divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
