/// Finds the forms of dates.
extension Proposal {
    /// Returns whether a date means "no date": all its digits are zeros, as in `0000-00-00` and `0.0.00`, or it is `NaT`.
    @inline(never)
    static func isNoDate(_ cell: [UInt8]) -> Bool {
        if cell.equals("NaT") { return true }
        let digits = digits(cell)
        for digit in digits where digit != 48 { return false }
        // Plain numbers do not match, because such texts count as empty in every column.
        return digits.count >= 8 || (digits.count >= 4 && digits.count < cell.count)
    }

    /// Remembers the cells of dates that mean "no date", and the words for "no value". An import would hold their rows.
    /// Other cells are texts, in which only `NaN` certainly means no value.
    mutating func findNoDates(_ column: Int) {
        let isDate = isField(column, "birthday") || isTime(fields[column])
        for row in lines.indices where row > 0 {
            let cell = cell(column, row)
            if isDate ? Self.isNoDate(cell) || RowChecks.isNone(cell.span) : cell.equals("NaN"),
                !noDates.contains(cell), noDates.count < 4
            {
                noDates.append(cell)
            }
        }
    }

    /// Returns the form of most dates among cells. Returns nil if few fit any form, or if they are ambiguous.
    func dateForm(_ cells: [[UInt8]]) -> StaticString? {
        if isAmbiguous(cells) { return nil }
        var (best, most) = (StaticString?.none, 89)
        for number in 0..<Self.forms where most < 100 {
            let form = Self.form(number)
            let share = share(cells, form)
            if share > most { (best, most) = (form, share) }
        }
        // A date with the year first may look like one with the day first, in a year such as 1112.
        if best == nil, share(cells, "DDMMYYYY") == 100, share(cells, "YYYYMMDD") == 0 { return "DDMMYYYY" }
        return best
    }

    /// Returns whether day and month can be read in two ways.
    func isAmbiguous(_ cells: [[UInt8]]) -> Bool {
        (share(cells, "D/M/YYYY") >= 90 && share(cells, "M/D/YYYY") >= 90)
            || (share(cells, "D-M-YYYY") >= 90 && share(cells, "M-D-YYYY") >= 90)
            || (share(cells, "D/M/YYYY H:mm") >= 90 && share(cells, "M/D/YYYY H:mm") >= 90)
    }

    /// Returns the form of birthdays. With an offset, they must be at midnight. Another time is that of another zone,
    /// where the day may be the next one.
    func birthdayForm(_ cells: [[UInt8]]) -> StaticString? {
        guard let form = dateForm(cells), DateFormat.hasOffset(form.bytes) else { return dateForm(cells) }
        for cell in cells {
            if let time = DateFormat.read(cell.span, form.bytes), time.hour != 0 || time.minute != 0 { return nil }
        }
        return form
    }

    static let forms = 32

    static func form(_ number: Int) -> StaticString {
        switch number {
        case 0: "DD.MM.YYYY"
        case 1: "YYYY-MM-DD"
        case 2: "D.M.YYYY"
        case 3: "D.M.YY"
        case 4: "YYYYMMDD"
        case 5: "DD.MM.YYYY HH:mm:ss"
        case 6: "YYYY-MM-DD HH:mm:ss"
        case 7: "D.M.YYYY H:mm"
        case 8: "DD/MM/YYYY"
        case 9: "D/M/YYYY"
        case 10: "MM/DD/YYYY"
        case 11: "M/D/YYYY"
        case 12: "DD-MM-YYYY"
        case 13: "D-M-YYYY"
        case 14: "MM-DD-YYYY"
        case 15: "YYYY/MM/DD"
        case 16: "YYYY-MM-DDTHH:mm:ss"
        case 17: "YYYY-MM-DDTHH:mm:ss.S"
        case 18: "YYYY-MM-DD HH:mm:ss.S"
        case 19: "YYYY-MM-DDTHH:mm:ss.SZ"
        case 20: "YYYY-MM-DDTHH:mm:ssZ"
        case 21: "YYYY-MM-DDTHH:mmZ"
        case 22: "YYYY-MM-DD HH:mm:ssZ"
        case 23: "YYYY-MM-DD HH:mm:ss Z"
        case 24: "YYYY-MM-DD HH:mm"
        case 25: "YYYY-MM-DDTHH:mm"
        case 26: "D.M.YYYY H:mm:ss"
        case 27: "D.M.YY H:mm"
        case 28: "D/M/YYYY H:mm"
        case 29: "M/D/YYYY H:mm"
        case 30: "YYYYMMDDTHHmmssZ"
        default: "excel"
        }
    }

    func share(_ cells: [[UInt8]], _ form: StaticString) -> Int {
        // In these years, a serial number has five digits.
        if form.utf8CodeUnitCount == 5 { return share(cells, .fiveDigits) }
        return share(cells, .date, form)
    }
}
