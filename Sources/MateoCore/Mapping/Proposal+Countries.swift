/// Finds the country of telephone numbers.
extension Proposal {
    /// Returns the country of national telephone numbers, or an empty text if it is not certain.
    ///
    /// It is the only country in the country column. Without such a column, and if rows with national numbers have no
    /// country, zip codes and mobile numbers show it.
    @inline(never)
    func country() -> [UInt8] {
        var (land, zip, hasFour) = (-1, -1, false)
        for column in headings.indices {
            if isField(column, "country") { land = column }
            if isField(column, "zipcode"), KnownHeading.isGermanZip(headings[column]) {
                zip = column
                hasFour = share(cells(column), .fourDigits) >= 90
            }
        }
        var (found, hasBlank, isUsed) = ([UInt8](), false, false)
        var (form, isMixed, count, all) = (Form.unknown, false, 0, 0)
        for row in lines.indices where row > 0 {
            let name = land < 0 ? [] : cell(land, row)
            let isBlank = name.isEmpty || RowChecks.isNone(name.span)
            if !isBlank {
                guard let country = KnownHeading.country(name), found.isEmpty || found == country else { return [] }
                found = country
            }
            for column in headings.indices where isField(column, "sms") || isField(column, "whatsapp") {
                guard let own = Self.form(ofNumber: cell(column, row)) else { continue }
                if isBlank { hasBlank = true } else { isUsed = true }
                all += 1
                // Landline numbers of Germany may look like mobile numbers of the others.
                if own == .unknown || (own != .german && zip >= 0 && Self.digits(cell(zip, row)).count == 5) {
                    continue
                }
                if count > 0 && own != form { isMixed = true }
                form = own
                count += 1
            }
        }
        if !found.isEmpty && !hasBlank { return CallingCode.find(found.span) == nil ? [] : found }
        if isMixed || count * 2 <= all || (form != .german && !hasFour) { return [] }
        let shown = Self.bytes(form == .german ? "DE" : form == .austrian ? "AT" : "CH")
        return isUsed && shown != found ? [] : shown
    }

    private enum Form { case unknown, german, austrian, swiss }

    /// Returns the country that a national number has the form of a mobile number of, or nil for other numbers.
    @inline(never)
    private static func form(ofNumber cell: [UInt8]) -> Form? {
        let number = digits(cell)
        guard number.count >= 6, cell[0] != UInt8(ascii: "+"), number[0] != 48 || number[1] != 48 else { return nil }
        if isNational(number, 49, 53, 55) { return .german }
        if isNational(number, 54, 53, 57) { return .austrian }
        return isNational(number, 55, 52, 57) ? .swiss : .unknown
    }

    /// Adds a warning of national numbers whose country is not certain, and how to make it certain.
    mutating func addNationals() {
        var (names, count, countries, amount, hasCode) = ([UInt8](), 0, [UInt8](), 0, false)
        for column in headings.indices where isField(column, "sms") || isField(column, "whatsapp") {
            var isNational = false
            for row in lines.indices where row > 0 {
                let number = cell(column, row)
                guard Self.form(ofNumber: number) != nil else { continue }
                isNational = true
                // A calling code without its sign. That of North America may be the prefix of a national number.
                if number[0] &- 50 < 8, Self.digits(number).count >= 11 { hasCode = true }
                for land in headings.indices where isField(land, "country") {
                    guard let country = KnownHeading.country(cell(land, row)) else { continue }
                    if !KnownHeading.contains(countries, country.span) { Self.name(country, &countries, &amount) }
                }
            }
            if isNational { Self.name(headings[column], &names, &count) }
        }
        if count == 0 { return }
        if amount > 1 {
            warn(
                0, "national numbers are of several countries: ", countries,
                ". Split the file by country, or write + and the country's code before the numbers of ", names)
        } else {
            warn(
                0, "the country of national numbers is unknown. ", [],
                hasCode
                    ? "Write + and the country's code before the numbers of "
                    : "Set the type to phone(COUNTRY), as in phone(GB): ", names)
        }
    }
}
