import MateoEngine

/// A point in time, to the millisecond.
public struct Timestamp: Comparable, Hashable, Sendable {
    /// Milliseconds since the beginning of 1970 in UTC.
    public var milliseconds: Int64

    /// Creates a time from the milliseconds since the beginning of 1970 in UTC.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// The current time of the machine's clock.
    public static var now: Timestamp {
        Timestamp(milliseconds: SystemHost().wallMilliseconds)
    }

    /// Returns whether one time is before another.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }
}

extension Timestamp: CustomStringConvertible {
    /// The time in ISO 8601 and UTC, such as `2026-11-24T18:00:00Z`. A fraction of a second is rounded up, so that
    /// anything possible at the time is also possible at the shown time.
    public var description: String {
        Self.text(ofSecond: milliseconds / 1000 + (milliseconds % 1000 > 0 ? 1 : 0)) + "Z"
    }

    /// The same, with milliseconds if there are any.
    var exactDescription: String {
        let second = Self.floorDivision(milliseconds, 1000)
        let rest = milliseconds - second * 1000
        return Self.text(ofSecond: second) + (rest > 0 ? ".\(Self.padded(rest, 3))Z" : "Z")
    }

    private static func text(ofSecond seconds: Int64) -> String {
        let day = floorDivision(seconds, 86_400)
        let rest = seconds - day * 86_400
        let date = date(ofDay: day)
        return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
            + "T\(padded(rest / 3600, 2)):\(padded(rest / 60 % 60, 2)):\(padded(rest % 60, 2))"
    }

    /// Returns the date of a day counted from 1970-01-01, in the Gregorian calendar. Years are counted from March, so
    /// that the leap day is the last day of its year.
    private static func date(ofDay number: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let sinceYear0 = number + 719_468
        let era = floorDivision(sinceYear0, 146_097)
        let dayOfEra = sinceYear0 - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
            dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        )
    }

    private static func floorDivision(_ number: Int64, _ divisor: Int64) -> Int64 {
        number >= 0 ? number / divisor : -((-number + divisor - 1) / divisor)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = "\(number)"
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
