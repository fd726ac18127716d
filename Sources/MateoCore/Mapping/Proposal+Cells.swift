/// Recognizes the cells of a column.
extension Proposal {
    enum Test {
        case email, mobile, fourDigits, fiveDigits, date, country, phone, house, several, number, answer, uuid,
            salutation

        func accepts(_ cell: [UInt8], _ form: StaticString) -> Bool {
            switch self {
            case .email: return RowChecks.fault(of: .email, cell.span) == .written
            case .mobile: return Proposal.isMobile(cell)
            case .fourDigits: return cell.count == 4 && Proposal.digits(cell).count == 4
            case .fiveDigits: return cell.count == 5 && Proposal.digits(cell).count == 5
            case .date: return DateFormat.read(cell.span, form.bytes) != nil
            case .country: return KnownHeading.country(cell) != nil
            case .several:
                for byte in cell where byte == 9 || byte == UInt8(ascii: ";") || byte == UInt8(ascii: "|") {
                    return true
                }
                return cell.contains(UInt8(ascii: ","))
            case .phone: return Proposal.digits(cell).count >= 6 && Proposal.isPhone(cell)
            case .number: return Proposal.digits(cell).count == cell.count
            case .answer: return Words.isBoolean(cell.span)
            case .salutation:
                return Mapping.place(of: KnownHeading.fold(cell), in: "mr;mrs;ms;miss;mister;madam;herr;frau;") != nil
            case .uuid: return Proposal.isUUID(cell)
            case .house:
                let count = Proposal.digits(cell).count
                return cell[0] &- 48 < 10 && count <= 6 && cell.count <= 10 && (count < 5 || cell.count > count)
            }
        }
    }

    /// Returns the cells of a column that have a value, without blanks around them.
    @inline(never)
    func cells(_ column: Int) -> [[UInt8]] {
        var cells: [[UInt8]] = []
        for row in lines.indices where row > 0 {
            let cell = cell(column, row)
            if !cell.isEmpty && !RowChecks.isNone(cell.span) { cells.append(cell) }
        }
        return cells
    }

    /// Returns the cell of a column in a row, without blanks around it. Row 0 has the headings.
    @inline(never)
    func cell(_ column: Int, _ row: Int) -> [UInt8] {
        var number = 0
        for cell in lines[row].elements {
            if number == column {
                let text = cell.text
                return Array(text[Blank.trim(text.span)])
            }
            number += 1
        }
        return []
    }

    @inline(never)
    func hasText(_ column: Int, _ row: Int) -> Bool { !cell(column, row).isEmpty }

    /// Returns the percentage of the cells that pass a test; 0 without cells.
    @inline(never)
    func share(_ cells: [[UInt8]], _ test: Test, _ form: StaticString = "") -> Int {
        var (count, found) = (0, 0)
        for cell in cells {
            if test == .date && Self.isNoDate(cell) { continue }
            count += 1
            if test.accepts(cell, form) { found += 1 }
        }
        return count == 0 ? 0 : found * 100 / count
    }

    /// Returns whether no cell occurs twice. Words for totals do not count, see `TotalRow`.
    func isUnique(_ cells: [[UInt8]]) -> Bool {
        var keys = KeySet()
        for cell in cells where !TotalRow.isWord(cell.span) {
            do throws(MateoError) { try keys.reserve(keys: 1, bytes: cell.count) } catch { return false }
            if !keys.insert(cell.span, scope: 0) { return false }
        }
        return true
    }

    /// Returns whether an import can convert a telephone number, if it knows the country.
    private static func isPhone(_ cell: [UInt8]) -> Bool {
        let country: StaticString = ""
        var output = Bytes(capacity: 64)
        var count = 0
        do throws(MateoError) {
            try output.reserve(64)
            return try PhoneCell.write(cell.span, country.bytes, to: &output, elements: &count) == .written
        } catch { return false }
    }

    /// Returns whether a number belongs to a German mobile phone.
    static func isMobile(_ cell: [UInt8]) -> Bool {
        let number = digits(cell)
        let start = number.count > 2 && number[0] == 48 && number[1] == 48 ? 2 : 0
        guard number.count >= start + 4 else { return false }
        if number[start] == 52 && number[start + 1] == 57 {
            return number[start + 2] == 49 && number[start + 3] >= 53 && number[start + 3] <= 55
        }
        return start == 0 && isNational(number, 49, 53, 55)
    }

    /// Returns whether a number begins with 0, a digit, and one of some digits, and has the length of a mobile number.
    static func isNational(_ number: [UInt8], _ second: UInt8, _ first: UInt8, _ last: UInt8) -> Bool {
        number.count >= 10 && number[0] == 48 && number[1] == second && number[2] >= first && number[2] <= last
    }

    static func isUUID(_ cell: [UInt8]) -> Bool {
        guard cell.count == 36 else { return false }
        for index in cell.indices {
            let isHyphen = index == 8 || index == 13 || index == 18 || index == 23
            guard isHyphen ? cell[index] == UInt8(ascii: "-") : Hexadecimal.value(of: cell[index]) != nil else {
                return false
            }
        }
        return true
    }

    @inline(never)
    static func digits(_ cell: [UInt8]) -> [UInt8] {
        var digits: [UInt8] = []
        for byte in cell where byte &- 48 < 10 { digits.append(byte) }
        return digits
    }
}
