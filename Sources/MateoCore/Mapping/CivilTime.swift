/// A date with a time of day. Without an offset, it is not tied to a time zone.
struct CivilTime {
    var year = 0
    var month = 1
    var day = 1
    var hour = 0
    var minute = 0
    var second = 0
    /// Nanoseconds.
    var fraction = 0
    /// Minutes ahead of UTC; nil if the text has no offset.
    var offset: Int?

    /// Creates a time to fill in later.
    init() {}

    /// Creates the time this many seconds after 1970-01-01 00:00:00. Years are clamped to 1000 to 9999.
    init(seconds: Int64) {
        let seconds = min(max(seconds, -30_610_224_000), 253_402_300_799)
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let rest = Int(seconds - days * 86_400)
        (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
        // Years begin in March. 400 years are an era.
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = Int(dayOfYear - (153 * marchMonth + 2) / 5 + 1)
        month = Int(marchMonth < 10 ? marchMonth + 3 : marchMonth - 9)
        year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
    }

    /// Whether the date and the time exist. In the output of programs, a year before 1000 has another meaning.
    var exists: Bool {
        Self.exists(year: year, month: month, day: day) && hour < 24 && minute < 60 && second < 60
    }

    /// Returns whether a date exists.
    static func exists(year: Int, month: Int, day: Int) -> Bool {
        guard year >= 1000, year <= 9999, month >= 1, month <= 12, day >= 1 else { return false }
        return day <= days(in: month, of: year)
    }

    /// Returns the number of days in a month.
    static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Seconds since 1970-01-01 00:00:00 on the same clock.
    var seconds: Int64 {
        HTTPDate.days(year: Int64(year), month: Int64(month), day: Int64(day)) * 86_400
            + Int64(hour * 3600 + minute * 60 + second)
    }

    /// Writes `YYYY-MM-DD`.
    func putDate(to output: inout Bytes) {
        output.putDigits(year, 4)
        output.put(UInt8(ascii: "-"))
        output.putDigits(month, 2)
        output.put(UInt8(ascii: "-"))
        output.putDigits(day, 2)
    }

    /// Writes `THH:mm:ss`, a fraction if there is one, and the offset.
    func putTime(offset: Int, to output: inout Bytes) {
        output.put(UInt8(ascii: "T"))
        output.putDigits(hour, 2)
        output.put(UInt8(ascii: ":"))
        output.putDigits(minute, 2)
        output.put(UInt8(ascii: ":"))
        output.putDigits(second, 2)
        if fraction > 0 {
            output.put(UInt8(ascii: "."))
            var (rest, width) = (fraction, 9)
            while rest % 10 == 0 { (rest, width) = (rest / 10, width - 1) }
            output.putDigits(rest, width)
        }
        output.put(offset < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        output.putDigits(abs(offset) / 60, 2)
        output.put(UInt8(ascii: ":"))
        output.putDigits(abs(offset) % 60, 2)
    }
}
