/// Writes the document.
extension Proposal {
    @inline(never)
    mutating func add(_ text: StaticString) {
        for index in 0..<text.utf8CodeUnitCount { output.append(text.utf8Start[index]) }
    }

    @inline(never)
    mutating func quote(_ text: [UInt8]) {
        output.appendQuoted(String(decoding: text, as: UTF8.self))
    }

    mutating func addType(of column: Int) {
        let form = form(of: column)
        if form.type == .text { return }
        add(", \"type\": \"")
        add(form.type.name)
        let parameters = form.type == .phone ? nation : Self.bytes(form.form)
        if !parameters.isEmpty {
            add("(")
            output += parameters
            add(form.needsZone ? ", Europe/Berlin)" : ")")
        }
        add("\"")
    }

    /// Writes a field that combines the columns of its parts, in the order of a list of parts. Writes nothing without
    /// such columns.
    @inline(never)
    mutating func join(_ parts: StaticString, _ field: StaticString, _ isFirst: inout Bool) {
        var template: [UInt8] = []
        for part in 0..<UInt32(5) {
            for column in headings.indices where Mapping.place(of: fields[column], in: parts) == part {
                if !template.isEmpty { template.append(0x20) }
                template.append(UInt8(ascii: "{"))
                template += headings[column]
                template.append(UInt8(ascii: "}"))
            }
        }
        if template.isEmpty { return }
        add(isFirst ? "\"" : ", \"")
        isFirst = false
        add(field)
        add("\": ")
        quote(template)
    }

    /// Writes the settings for reading the file that a program cannot detect.
    mutating func addDialect() {
        if !options.encoding.name.equals("auto") {
            add(",\n \"encoding\": ")
            quote(options.encoding.name)
        }
        if let delimiter = options.delimiter {
            add(",\n \"delimiter\": ")
            quote([delimiter])
        }
        if let quote = options.quote {
            if quote != UInt8(ascii: "\"") {
                add(",\n \"quote\": ")
                self.quote([quote])
            }
        } else {
            add(",\n \"quote\": null")
        }
        if options.hasBackslashEscapes { add(",\n \"escape\": \"backslash\"") }
        if options.skipLines > 0 {
            add(",\n \"skip_lines\": ")
            for byte in options.skipLines.description.utf8 { output.append(byte) }
        }
        addTexts(options.columns, ",\n \"columns\": [")
        addTexts(options.nulls + noDates, ",\n \"null\": [")
        if options.ragged == .hold { add(",\n \"ragged\": \"hold\"") }
    }

    mutating func addTexts(_ texts: [[UInt8]], _ start: StaticString) {
        var isFirst = true
        for text in texts {
            if isFirst { add(start) } else { add(", ") }
            isFirst = false
            quote(text)
        }
        if !isFirst { add("]") }
    }

    /// Writes the headings that are not mapped: those about consent, or the others.
    mutating func list(consents: Bool) {
        var isFirst = true
        for column in headings.indices where isListed(column) && isConsent(column) == consents {
            if !isFirst { add(", ") }
            isFirst = false
            quote(headings[column])
        }
    }

    /// Writes the warnings: an identifier column with unsuitable values, a mapping without an identifier, and national
    /// numbers of an unknown country. Then writes the notes.
    mutating func addWarnings() {
        var notes: [[UInt8]] = []
        var (hasExternalID, hasIdentifier, hasEmail, needsZone, hasLink) = (false, false, false, false, false)
        for column in headings.indices {
            let field = fields[column]
            if field.equals("external_id") { hasExternalID = true }
            if Mapping.place(of: field, in: "contact_external_id;contact_id;") != nil { hasLink = true }
            if field.equals("email") { hasEmail = true }
            if Mapping.place(of: field, in: "external_id;email;sms;whatsapp;instagram;facebook;") != nil {
                hasIdentifier = true
            }
            if isTime(field), zonedForm(column)?.needsZone == true { needsZone = true }
        }
        if !hasExternalID { addIdentifierWarnings(hasIdentifier) }
        if nation.isEmpty { addNationals() }
        addLostNames()
        if type != .contacts, !hasLink {
            warn(0, "no column is mapped to contact_external_id or contact_id, so the records belong to no contact")
        }
        if hasEmail && !hasExternalID {
            notes.append(
                Self.bytes("no column is mapped to external_id. Contacts are identified by their e-mail addresses"))
        }
        if needsZone { notes.append(Self.bytes("times without an offset are read in the zone Europe/Berlin")) }
        addTexts(warnings, ", \"warnings\": [")
        addTexts(notes, ", \"notes\": [")
    }

    /// Adds the warnings of a mapping without an external_id.
    private mutating func addIdentifierWarnings(_ hasIdentifier: Bool) {
        var repeated: [UInt8] = []
        var others: [UInt8] = []
        var (repeatedCount, otherCount) = (0, 0)
        for column in headings.indices where isListed(column) && !isConsent(column) {
            let cells = cells(column)
            if means(column, "external_id") && !cells.isEmpty {
                Self.name(headings[column], &repeated, &repeatedCount)
            } else if mayIdentify(column, cells) {
                Self.name(headings[column], &others, &otherCount)
            }
        }
        if repeatedCount > 0 {
            warn(0, "no column is proposed as external_id, because the values repeat: ", repeated)
        }
        if hasIdentifier { return }
        let advice: StaticString = ". If the first line is a row, set \"columns\" to their names in the mapping"
        warn(
            0, "every row would be held: no column is mapped to a field that identifies a record",
            isKnown ? [] : Self.bytes(advice), otherCount > 0 ? ". Candidates: " : "", others)
    }

    /// Adds a warning. A number above 0 stands before it.
    @inline(never)
    mutating func warn(
        _ count: Int, _ text: StaticString, _ more: [UInt8] = [], _ end: StaticString = "", _ last: [UInt8] = []
    ) {
        var line: [UInt8] = []
        if count > 0 { line += count.description.utf8 }
        line += Self.bytes(text)
        line += more
        line += Self.bytes(end)
        line += last
        warnings.append(line)
    }

    /// Returns whether the values of a column may be identifiers: every row has one, none occurs twice, and most have
    /// digits or are addresses.
    func mayIdentify(_ column: Int, _ cells: [[UInt8]]) -> Bool {
        guard !cells.isEmpty, !isRepeated(column), !KnownHeading.isMoney(headings[column]) else { return false }
        let isReach = means(column, "phone") || means(column, "email")
        if isReach || means(column, "weak") { return true }
        guard meanings[column].isEmpty, cells.count == lines.count - 1, dateForm(cells) == nil else { return false }
        var count = 0
        for cell in cells where !Self.digits(cell).isEmpty || cell.contains(UInt8(ascii: "@")) { count += 1 }
        return count * 2 > cells.count && isUnique(cells)
    }

    /// Adds a heading in quotes to a list.
    @inline(never)
    static func name(_ heading: [UInt8], _ text: inout [UInt8], _ count: inout Int) {
        count += 1
        guard count <= mostNamed else { return }
        if !text.isEmpty { text += bytes(", ") }
        text += name(heading)
    }

    /// Returns a heading in quotes.
    @inline(never)
    static func name(_ heading: [UInt8]) -> [UInt8] {
        var text = bytes("\"")
        text += heading
        text.append(UInt8(ascii: "\""))
        return text
    }
}
