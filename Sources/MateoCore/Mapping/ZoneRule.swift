/// The rule for later years at the end of a zone's file: `CET-1CEST,M3.5.0,M10.5.0/3` (POSIX `TZ`).
enum ZoneRule {
    /// Returns the seconds ahead of UTC at a time, or nil if the rule is invalid.
    @inline(never)
    static func offset(_ rule: Span<UInt8>, at utc: Int64) -> Int64? {
        var index = 0
        guard skipName(rule, &index), let standard = time(rule, &index) else { return nil }
        if isEnd(rule, index) { return -standard }
        guard skipName(rule, &index) else { return nil }
        var summer = -standard + 3600
        if index < rule.count, rule[index] != UInt8(ascii: ",") {
            guard let given = time(rule, &index) else { return nil }
            summer = -given
        }
        let year = CivilTime(seconds: utc - standard).year
        guard let start = change(rule, &index, year), let end = change(rule, &index, year), isEnd(rule, index) else {
            return nil
        }
        // Rules give each change in the time before it.
        let (begins, ends) = (start + standard, end - summer)
        let isSummer = begins < ends ? utc >= begins && utc < ends : utc >= begins || utc < ends
        return isSummer ? summer : -standard
    }

    private static func isEnd(_ rule: Span<UInt8>, _ index: Int) -> Bool {
        index >= rule.count || rule[index] == UInt8(ascii: "\n")
    }

    /// Moves past a name: letters, or anything in angle brackets.
    private static func skipName(_ rule: Span<UInt8>, _ index: inout Int) -> Bool {
        let start = index
        if index < rule.count, rule[index] == UInt8(ascii: "<") {
            while index < rule.count, rule[index] != UInt8(ascii: ">") { index += 1 }
            index += 1
            return index <= rule.count
        }
        while index < rule.count, (rule[index] | 0x20) &- UInt8(ascii: "a") < 26 { index += 1 }
        return index > start
    }

    /// Reads `[+-]hh[:mm[:ss]]` as seconds.
    @inline(never)
    private static func time(_ rule: Span<UInt8>, _ index: inout Int) -> Int64? {
        var isNegative = false
        if index < rule.count, rule[index] == UInt8(ascii: "-") || rule[index] == UInt8(ascii: "+") {
            isNegative = rule[index] == UInt8(ascii: "-")
            index += 1
        }
        guard var seconds = number(rule, &index) else { return nil }
        seconds *= 3600
        var unit: Int64 = 60
        while unit > 0, index < rule.count, rule[index] == UInt8(ascii: ":") {
            index += 1
            guard let part = number(rule, &index) else { return nil }
            seconds += part * unit
            unit /= 60
        }
        return isNegative ? -seconds : seconds
    }

    /// Reads up to three digits.
    private static func number(_ rule: Span<UInt8>, _ index: inout Int) -> Int64? {
        let start = index
        var value: Int64 = 0
        while index < rule.count, index - start < 3, rule[index] &- 48 < 10 {
            value = value * 10 + Int64(rule[index] - 48)
            index += 1
        }
        return index > start ? value : nil
    }

    /// Reads `,Mmonth.week.day[/time]` as seconds since 1970 on the clock before the change.
    @inline(never)
    private static func change(_ rule: Span<UInt8>, _ index: inout Int, _ year: Int) -> Int64? {
        guard index + 1 < rule.count, rule[index] == UInt8(ascii: ","), rule[index + 1] == UInt8(ascii: "M") else {
            return nil
        }
        index += 2
        guard let month = number(rule, &index), month >= 1, month <= 12, index < rule.count else { return nil }
        index += 1
        guard let week = number(rule, &index), week >= 1, week <= 5, index < rule.count else { return nil }
        index += 1
        guard let weekday = number(rule, &index), weekday <= 6 else { return nil }
        var seconds: Int64 = 7200
        if index < rule.count, rule[index] == UInt8(ascii: "/") {
            index += 1
            guard let given = time(rule, &index) else { return nil }
            seconds = given
        }
        let first = HTTPDate.days(year: Int64(year), month: month, day: 1)
        // 1970-01-01 was a Thursday.
        let firstWeekday = ((first + 4) % 7 + 7) % 7
        var day = (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
        if day >= Int64(CivilTime.days(in: Int(month), of: year)) { day -= 7 }
        return (first + day) * 86_400 + seconds
    }
}
