/// Chooses the field of each column, from its heading and its cells.
extension Proposal {
    /// Checks that the first line does not look like a row or a title. A message must not list the content of a row as
    /// headings.
    func checkHeadings() throws(MateoError) {
        guard options.columns.isEmpty else { return }
        let isKnown = isKnown
        var named = 0
        for heading in headings where !heading.isEmpty { named += 1 }
        if named == 1, !isKnown, headings.count > 1 || share(cells(0), .several) > 50 {
            throw MateoError(
                .csv,
                "the first line has one cell, and the rows seem to have more. If it is a title, set \"skip_lines\" to \(options.skipLines + 1) in the mapping"
            ).with(excerpt: headings[0])
        }
        for heading in headings where Self.isData(heading, isKnown: isKnown) {
            throw MateoError(
                .csv,
                "the first line looks like a row, not like headings. If the file has no header line, set \"columns\" to their names in the mapping. If the header line is further down, set \"skip_lines\" to its distance in the mapping"
            ).with(excerpt: heading)
        }
    }

    /// Whether any heading is known.
    var isKnown: Bool {
        for column in headings.indices
        where !meanings[column].isEmpty || KnownHeading.isConsent(headings[column]) { return true }
        return false
    }

    /// Returns whether a heading is an e-mail address or a date, or is mostly digits in a line without known headings.
    static func isData(_ heading: [UInt8], isKnown: Bool) -> Bool {
        if RowChecks.fault(of: .email, heading.span) == .written { return true }
        if isKnown { return false }
        let count = digits(heading).count
        return count >= 3 && count * 2 >= heading.count
    }

    /// Finds the field of each column.
    mutating func findFields() {
        for column in headings.indices where isRepeated(column) { mean(column, "") }
        chooseAddress()
        joinHouses()
        if let column = identifier() { fields[column] = Self.bytes("external_id") }
        if type == .contacts {
            joinNames()
            for column in headings.indices where fields[column].isEmpty { fields[column] = field(of: column) }
        } else {
            findRecordFields()
        }
        for column in headings.indices where !fields[column].isEmpty { findNoDates(column) }
    }

    /// Returns the field that a heading names. It is empty for no field, for a second column of it, and for `id`, which
    /// belongs to another program.
    func sameField(_ column: Int) -> [UInt8] {
        var spelling = Bytes(capacity: 64)
        let heading = headings[column]
        if isRepeated(column) || isReference(column) { return [] }
        guard let kind = try? Field.kind(of: heading.span, type, spelling: &spelling), kind == .text else {
            return []
        }
        let name = spelling.span.withUnsafeBufferPointer { Array($0) }
        return fields.contains(name) ? [] : name
    }

    /// Returns the column of the identifier: the first one with a heading for it and without repeated cells. An
    /// ambiguous heading counts only if there is no better one, and if most rows have a value.
    func identifier() -> Int? {
        var isStrong = false
        for column in headings.indices where means(column, "external_id") {
            let cells = cells(column)
            if cells.isEmpty { continue }
            if isUnique(cells) { return column }
            isStrong = true
        }
        if isStrong { return nil }
        for column in headings.indices where means(column, "weak") && !isBankAccount(column) {
            let cells = cells(column)
            if cells.count * 2 > lines.count - 1 && isUnique(cells) { return column }
        }
        return nil
    }

    /// Returns whether a column may contain bank accounts. Next to a bank column, `Konto-Nr.` does not mean a customer.
    func isBankAccount(_ column: Int) -> Bool {
        guard KnownHeading.isAccount(headings[column]) else { return false }
        for heading in headings where KnownHeading.isBank(heading) { return true }
        return false
    }

    /// Keeps the columns of one address: the one without another word in its headings, or else the first one that is
    /// not for deliveries.
    mutating func chooseAddress() {
        var main: [UInt8]?
        for pass in 0..<3 where main == nil {
            for column in headings.indices where main == nil {
                let name = meanings[column]
                guard Mapping.place(of: name, in: "address_line1;zipcode;city;") != nil else { continue }
                let affix = KnownHeading.affix(of: headings[column])
                if pass == 2 || affix.isEmpty || (pass == 1 && !KnownHeading.isDelivery(affix)) { main = affix }
            }
        }
        guard let main else { return }
        for column in headings.indices where KnownHeading.isPlace(meanings[column]) {
            let affix = KnownHeading.affix(of: headings[column])
            if !affix.isEmpty && affix != main { mean(column, "none") }
        }
    }

    /// Treats a column `Nr.` behind a street as the house number.
    mutating func joinHouses() {
        var hasHouse = false
        for column in headings.indices {
            if column > 0, means(column, "weak"), KnownHeading.isNumber(headings[column]),
                means(column - 1, "address_line1")
            {
                mean(column, share(cells(column), .house) >= 90 ? "house" : "")
            }
            if means(column, "house") {
                if has("address_line1") && canJoin(column) { hasHouse = true } else { mean(column, "") }
            }
        }
        guard hasHouse else { return }
        for column in headings.indices where means(column, "address_line1") {
            mean(column, canJoin(column) ? "street" : "")
        }
        if !has("street") { rename("house", "") }
    }

    /// Finds the columns of the name: those of a person, of a whole name, or of a company. Columns that never have text in
    /// one row are joined too, since exports have companies and persons in columns of their own. The others mean `name`.
    mutating func joinNames() {
        for column in headings.indices where !canJoin(column) {
            if Mapping.place(of: meanings[column], in: "first;last;name2;") != nil { mean(column, "") }
        }
        // Next to a first name, "Name" means the last name, unless it contains the first name.
        if has("first"), !has("last") {
            for column in headings.indices
            where means(column, "full_name") && headings[column].count <= 6 && canJoin(column) && !isWhole(column) {
                mean(column, "last")
            }
        }
        let isPerson = has("first") && has("last")
        if isPerson {
            if !isAlone("full_name") { rename("full_name", "name") }
        } else {
            if !has("full_name") { rename("display_name", "full_name") }
            rename("first", "name")
            rename("last", has("full_name") ? "name" : "full_name")
            if !has("full_name") { rename("company", "full_name") }
        }
        if !isAlone("company") { rename("company", "name") }
        var isSplit = false
        for column in headings.indices where means(column, "name2") {
            if column > 0, means(column - 1, "full_name"), canJoin(column - 1) {
                isSplit = true
            } else {
                mean(column, "")
            }
        }
        if isPerson || isSplit || has("company") { rename("full_name", "name1") }
    }

    /// Returns whether most cells of a column begin with the first name and a blank, or end with a blank and it.
    private func isWhole(_ column: Int) -> Bool {
        var (all, whole) = (0, 0)
        for first in headings.indices where means(first, "first") {
            for row in lines.indices where row > 0 {
                let (name, first) = (cell(column, row), cell(first, row))
                if name.isEmpty || first.isEmpty { continue }
                all += 1
                let rest = name.count - first.count
                guard rest > 1 else { continue }
                let (begin, end) = (name.span.extracting(0..<first.count), name.span.extracting(rest..<name.count))
                if (name[first.count] == 0x20 && begin.equals(first.span))
                    || (name[rest - 1] == 0x20 && end.equals(first.span))
                {
                    whole += 1
                }
            }
        }
        return whole * 2 > all
    }

    /// Returns whether a column for names has text in some rows, and the others for names have none in these rows.
    private func isAlone(_ name: StaticString) -> Bool {
        var isFilled = false
        for row in lines.indices where row > 0 {
            var (isOwn, isOther) = (false, false)
            for column in headings.indices
            where Mapping.place(of: meanings[column], in: "first;last;full_name;company;") != nil
                && hasText(column, row)
            {
                if !canJoin(column) { return false }
                if means(column, name) { isOwn = true } else { isOther = true }
            }
            if isOwn && isOther { return false }
            if isOwn { isFilled = true }
        }
        return isFilled
    }

    /// Returns the result for a column: a field, or a part of one.
    func field(of column: Int) -> [UInt8] {
        var name = meanings[column]
        if Mapping.place(of: name, in: "external_id;weak;none;name;") != nil { return [] }
        let cells = cells(column)
        if isConsent(column) { return [] }
        if name.equals("phone") {
            guard share(cells, .mobile) > 50 else { return [] }
            name = Self.bytes("sms")
        }
        if name.equals("sms") { return cells.isEmpty || share(cells, .phone) >= 50 ? name : [] }
        if name.equals("land") {
            guard share(cells, .country) >= 50 else { return [] }
            name = Self.bytes("country")
        }
        if name.equals("title") {
            guard !has("salutation"), share(cells, .salutation) >= 50 else { return [] }
            name = Self.bytes("salutation")
        }
        if name.equals("is_blocked"), share(cells, .answer) < 100 { return [] }
        // One column for each field: the one without another word, such as Billing, or else the first.
        if !KnownHeading.affix(of: headings[column]).isEmpty {
            for other in headings.indices
            where meanings[other] == meanings[column] && KnownHeading.affix(of: headings[other]).isEmpty {
                return []
            }
        }
        for earlier in 0..<column where fields[earlier] == name { return [] }
        if name.equals("birthday"), birthdayForm(cells) == nil { return [] }
        if name.equals("address_line1"), share(cells, .number) >= 50 { return [] }
        if name.equals("email"), share(cells, .email) < 90 { return [] }
        if name.equals("instagram") || name.equals("facebook"), share(cells, .answer) > 0 { return [] }
        if name.equals("whatsapp"), !cells.isEmpty, share(cells, .phone) < 50 { return [] }
        return name
    }

    @inline(never)
    func isPart(_ name: [UInt8]) -> Bool {
        Mapping.place(of: name, in: "company;name1;name2;first;last;street;house;") != nil
    }

    @inline(never)
    static func bytes(_ text: StaticString) -> [UInt8] {
        text.bytes.withUnsafeBufferPointer { Array($0) }
    }

    /// Returns whether the heading of a column means a field, or a part of one.
    @inline(never)
    func means(_ column: Int, _ name: StaticString) -> Bool { meanings[column].equals(name) }

    /// Returns whether a column becomes a field, or a part of one.
    @inline(never)
    func isField(_ column: Int, _ name: StaticString) -> Bool { fields[column].equals(name) }

    /// Returns whether any column means a field.
    @inline(never)
    func has(_ name: StaticString) -> Bool {
        for meaning in meanings where meaning.equals(name) { return true }
        return false
    }

    @inline(never)
    mutating func mean(_ column: Int, _ name: StaticString) { meanings[column] = Self.bytes(name) }

    @inline(never)
    mutating func rename(_ name: StaticString, _ other: StaticString) {
        for column in meanings.indices where means(column, name) { mean(column, other) }
    }

    /// Returns whether a heading may stand in the braces of a template.
    @inline(never)
    func canJoin(_ column: Int) -> Bool {
        !headings[column].contains(UInt8(ascii: "{")) && !headings[column].contains(UInt8(ascii: "}"))
    }
}
