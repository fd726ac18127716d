/// Finds the country of telephone numbers.
extension Proposal {
    /// Returns the country of national telephone numbers, or an empty text if it is not certain.
    ///
    /// It is the only country in the country column. Without such a column, zip codes and mobile numbers show it.
    func country() -> [UInt8] {
        for column in headings.indices where isField(column, "country") {
            var found: [UInt8] = []
            for cell in cells(column) {
                guard let country = KnownHeading.country(cell), found.isEmpty || found == country else { return [] }
                found = country
            }
            if !found.isEmpty { return CallingCode.find(found.span) == nil ? [] : found }
        }
        var hasFour = false
        for column in headings.indices
        where isField(column, "zipcode") && KnownHeading.isGermanZip(headings[column]) {
            let cells = cells(column)
            if share(cells, .fiveDigits) >= 90 { return Self.bytes("DE") }
            hasFour = share(cells, .fourDigits) >= 90
        }
        var (german, austrian, swiss, all) = (0, 0, 0, 0)
        for column in headings.indices where isField(column, "sms") {
            for cell in cells(column) {
                let number = Self.digits(cell)
                guard cell[0] != UInt8(ascii: "+"), number.count > 3, number[1] != 48 else { continue }
                all += 1
                if Self.isNational(number, 49, 53, 55) { german += 1 }
                if Self.isNational(number, 54, 53, 57) { austrian += 1 }
                if Self.isNational(number, 55, 52, 57) { swiss += 1 }
            }
        }
        if german * 2 > all && austrian + swiss == 0 { return Self.bytes("DE") }
        if hasFour && austrian * 2 > all && german + swiss == 0 { return Self.bytes("AT") }
        return hasFour && swiss * 2 > all && german + austrian == 0 ? Self.bytes("CH") : []
    }

    /// Returns whether a column has national numbers.
    func hasNational(_ column: Int) -> Bool {
        for cell in cells(column) where cell[0] != UInt8(ascii: "+") {
            let number = Self.digits(cell)
            if number.count >= 6 && (number[0] != 48 || number[1] != 48) { return true }
        }
        return false
    }
}
