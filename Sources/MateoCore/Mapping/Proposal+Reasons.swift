/// Finds the reasons why known columns are not mapped.
extension Proposal {
    /// Returns why a column with a known heading is not mapped, or nil.
    func reason(_ column: Int) -> StaticString? {
        if isRepeated(column) { return "the heading occurs more than once; rename one of the columns" }
        let name = meanings[column]
        let cells = cells(column)
        if cells.isEmpty { return nil }
        if isConsent(column) {
            return isAmbiguous(cells) || dateForm(cells) != nil ? "the cells are dates, not answers" : nil
        }
        if isReference(column) { return "the cells are not UUIDs" }
        if name.isEmpty { return nil }
        let isKey = name.equals("external_id") || name.equals("weak")
        if fields.contains(isKey ? Self.bytes("external_id") : name) {
            return "another column is mapped to the same field"
        }
        if isKey { return isUnique(cells) ? nil : "the values repeat" }
        if isTime(name) {
            if isAmbiguous(cells) { return Self.ambiguous }
            return timeForm(column) == nil
                ? "the cells are not dates with a time of one form"
                : "the zone of the times is unknown; map it yourself, with datetime(FORM, ZONE)"
        }
        switch Mapping.place(
            of: name,
            in: "birthday;email;sms;phone;contact_external_id;key;address_line1;whatsapp;instagram;facebook;is_blocked;"
        )
        {
        case 0:
            if isAmbiguous(cells) { return Self.ambiguous }
            return dateForm(cells) == nil
                ? "the cells are not dates of one form" : "the dates have a time that may move them to another day"
        case 1: return "some cells are not e-mail addresses"
        case 3 where share(cells, .phone) >= 50: return "most cells are not mobile numbers"
        case 2, 3, 7: return "the cells are not telephone numbers"
        case 4: return "some cells have several values"
        case 5: return "the keys of the account are needed"
        case 6: return "the cells are numbers"
        case 8, 9: return "some cells are yes or no"
        case 10: return "some cells are neither yes nor no"
        default: return nil
        }
    }

    private static var ambiguous: StaticString {
        "day and month are ambiguous; map it yourself, with date(D/M/YYYY), or with date(M/D/YYYY) for US data"
    }

    /// Returns whether another column has the same heading. A mapping cannot name one of them.
    @inline(never)
    func isRepeated(_ column: Int) -> Bool {
        for other in headings.indices where other != column && headings[other] == headings[column] { return true }
        return false
    }

    /// Writes the reasons of the columns that are not mapped, and the refusals among the columns about consent.
    mutating func addReasons() {
        var isFirst = true
        for column in headings.indices where isListed(column) && isConsent(column) {
            guard KnownHeading.isRefusal(headings[column]) else { continue }
            add(isFirst ? ", \"refusals\": [" : ", ")
            isFirst = false
            quote(headings[column])
        }
        if !isFirst { add("]") }
        isFirst = true
        for column in headings.indices where isListed(column) && isConsent(column) {
            let words = words(column)
            if words.isEmpty { continue }
            add(isFirst ? ", \"words\": {" : ", ")
            isFirst = false
            quote(headings[column])
            addTexts(words, ": [")
        }
        if !isFirst { add("}") }
        isFirst = true
        for column in headings.indices where isListed(column) {
            let reason = faults[column].isEmpty ? reason(column).map(Self.bytes) ?? [] : faults[column]
            if reason.isEmpty { continue }
            if headings[..<column].contains(headings[column]) { continue }
            add(isFirst ? ", \"reasons\": {" : ", ")
            isFirst = false
            quote(headings[column])
            add(": ")
            quote(reason)
        }
        if !isFirst { add("}") }
    }

    /// Returns the two most common cells of a column, the first one first. Returns none if there are more than a few
    /// different cells, which may be personal data, or if one has a comma, which a mapping cannot have in a word.
    private func words(_ column: Int) -> [[UInt8]] {
        var (words, counts) = ([[UInt8]](), [Int]())
        for cell in cells(column) {
            if cell.contains(UInt8(ascii: ",")) { return [] }
            var place = 0
            while place < words.count {
                let word = words[place]
                if word.span.equalsIgnoringCase(cell.span) { break }
                place += 1
            }
            if place == Self.mostNamed { return [] }
            if place == words.count {
                words.append(cell)
                counts.append(0)
            }
            counts[place] += 1
            while place > 0, counts[place] > counts[place - 1] {
                words.swapAt(place, place - 1)
                counts.swapAt(place, place - 1)
                place -= 1
            }
        }
        return Array(words.prefix(2))
    }

    /// Adds a warning of rows that have a name only in a column that is not mapped.
    @inline(never)
    mutating func addLostNames() {
        if type != .contacts { return }
        var (rows, lost) = (0, 0)
        for row in lines.indices where row > 0 {
            var (hasName, other) = (false, 0)
            for column in headings.indices {
                let isLost = means(column, "name")
                guard
                    isLost || Mapping.place(of: fields[column], in: "full_name;company;name1;name2;first;last;") != nil,
                    hasText(column, row)
                else { continue }
                if isLost { other = column + 1 } else { hasName = true }
            }
            if hasName || other == 0 { continue }
            rows += 1
            lost = other
        }
        if rows == 0 { return }
        warn(
            rows,
            " of the examined rows get no full_name, although they have text in another column. Set full_name to a template with it, as in {Company} {Name}: ",
            Self.name(headings[lost - 1]))
    }

    /// Returns whether a column is not mapped, and has a heading.
    @inline(never)
    func isListed(_ column: Int) -> Bool {
        fields[column].isEmpty && !headings[column].isEmpty
    }

    /// Returns whether a column is about consent: its heading says so, or it has the answers yes and no for a channel.
    @inline(never)
    func isConsent(_ column: Int) -> Bool {
        !isRepeated(column)
            && (KnownHeading.isConsent(headings[column])
                || (KnownHeading.isChannel(headings[column]) && !KnownHeading.isPlace(meanings[column])
                    && share(cells(column), .answer) >= 90))
    }
}
