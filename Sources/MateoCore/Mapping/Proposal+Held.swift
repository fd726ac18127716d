/// Tries the proposed types with the cells, as an import converts them.
extension Proposal {
    /// Finds the columns with cells that an import would hold. A column that most cells do not fit is not mapped, except
    /// an identifier, without which the rows would become other records.
    mutating func findHeld() {
        nation = country()
        for column in headings.indices {
            faults.append([])
            if fields[column].isEmpty || isPart(fields[column]) { continue }
            let name = fields[column]
            let field = CheckedField(name.span, type)
            let isKey = field == .externalID || field == .reference
            let form = form(of: column)
            var (held, fractions, all) = (0, 0, 0)
            var words: [UInt8] = []
            for cell in cells(column) where !noDates.contains(cell) {
                all += 1
                if form.type == .text, isKey || isField(column, "zipcode"), NumberCell.isWhole(cell.span) {
                    fractions += 1
                }
                let fault = fault(cell, field, form)
                if fault == .written { continue }
                held += 1
                if held == 1 { words = Self.words(fault, cell, form.form) }
            }
            if held * 2 > all && !isKey {
                faults[column] = Self.bytes("most cells would hold their rows: ") + words
                fields[column] = []
                continue
            }
            let heading = Self.name(headings[column])
            if held > 0 { warn(held, " of the examined cells of ", heading, " would hold their rows: ", words) }
            if fractions > 0 {
                warn(
                    fractions, " of the examined cells of ", heading,
                    " end in .0, because a program read them as numbers; export the column as text")
            }
        }
    }

    /// Returns a fault of a cell for people.
    @inline(never)
    private static func words(_ fault: Conversion, _ cell: [UInt8], _ form: StaticString) -> [UInt8] {
        if fault == .phone, digits(cell).count == cell.count, cell[0] != 48 {
            return bytes("the 0 or the country's code with its + is missing; export the column as text, or write the +")
        }
        var words = bytes(fault.words)
        if fault == .date {
            words.append(0x20)
            words += bytes(form)
        }
        return words
    }

    /// Returns why an import would hold the row of a cell, or `.written`.
    @inline(never)
    private func fault(
        _ cell: [UInt8], _ field: CheckedField, _ form: (type: FieldType, form: StaticString, needsZone: Bool)
    ) -> Conversion {
        if form.type == .text {
            let isIdentifier = field.isIdentifier || field == .reference
            let fault = RowChecks.fault(of: field == .email ? .email : isIdentifier ? .identifier : .text, cell.span)
            if fault != .written { return fault }
        }
        let zone: StaticString = "+00"
        var output = Bytes(capacity: 256)
        var count = 0
        do throws(MateoError) {
            return try form.type.write(
                cell.span, form.type == .phone ? nation.span : form.form.bytes, zone: zone.bytes, to: &output,
                elements: &count)
        } catch { return .written }
    }

    /// Returns the type of a column's cells, its form except for the country of numbers, and whether the mapping has to
    /// name the zone.
    @inline(never)
    func form(of column: Int) -> (type: FieldType, form: StaticString, needsZone: Bool) {
        if isTime(fields[column]), let (form, needsZone) = zonedForm(column) { return (.datetime, form, needsZone) }
        if isField(column, "birthday"), let form = birthdayForm(cells(column)) { return (.date, form, false) }
        if isField(column, "sms") || isField(column, "whatsapp") { return (.phone, "", false) }
        return (isField(column, "is_blocked") ? .boolean : .text, "", false)
    }
}
