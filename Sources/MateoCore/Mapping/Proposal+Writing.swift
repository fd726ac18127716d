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
        if fields[column].equals("birthday"), let form = dateForm(cells(column)) {
            add(", \"type\": \"date(")
            add(form)
            add(")\"")
        } else if fields[column].equals("sms") || fields[column].equals("whatsapp") {
            let country = country()
            add(", \"type\": \"phone")
            if country.utf8CodeUnitCount > 0 {
                add("(")
                add(country)
                add(")")
            }
            add("\"")
        }
    }

    /// Writes a field that combines two columns. Returns false if they are missing.
    mutating func join(_ first: StaticString, _ second: StaticString, _ field: StaticString, isFirst: Bool)
        -> Bool
    {
        var (one, other) = (-1, -1)
        for column in headings.indices {
            if fields[column].equals(first) { one = column }
            if fields[column].equals(second) { other = column }
        }
        guard one >= 0, other >= 0 else { return false }
        if !isFirst { add(", ") }
        add(field)
        var template: [UInt8] = [UInt8(ascii: "{")]
        template += headings[one]
        template.append(UInt8(ascii: "}"))
        template.append(0x20)
        template.append(UInt8(ascii: "{"))
        template += headings[other]
        template.append(UInt8(ascii: "}"))
        quote(template)
        return true
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
        for column in headings.indices where fields[column].isEmpty {
            guard KnownHeading.isConsent(headings[column]) == consents else { continue }
            if !isFirst { add(", ") }
            isFirst = false
            quote(headings[column])
        }
    }

    /// Writes the warnings: an identifier column with unsuitable values, and a mapping without an identifier.
    mutating func addWarnings() {
        var (hasExternalID, hasIdentifier) = (false, false)
        for field in fields {
            if field.equals("external_id") { hasExternalID = true }
            if Mapping.place(of: field.span, in: "external_id;email;sms;whatsapp;instagram;facebook;") != nil {
                hasIdentifier = true
            }
        }
        if hasExternalID { return }
        var repeated: [UInt8] = []
        var others: [UInt8] = []
        var (repeatedCount, otherCount) = (0, 0)
        for column in headings.indices where fields[column].isEmpty && !KnownHeading.isConsent(headings[column]) {
            let cells = cells(column)
            if meanings[column].equals("external_id") && !cells.isEmpty {
                Self.name(headings[column], &repeated, &repeatedCount)
            } else if mayIdentify(column, cells) {
                Self.name(headings[column], &others, &otherCount)
            }
        }
        if hasIdentifier && repeatedCount == 0 { return }
        add(", \"warnings\": [")
        if repeatedCount > 0 {
            var text = Self.bytes("no column is proposed as external_id, because the values repeat: ")
            text += repeated
            quote(text)
        }
        if !hasIdentifier {
            if repeatedCount > 0 { add(", ") }
            var text = Self.bytes("every row would be held: no column is mapped to a field that identifies a record")
            if !isKnown {
                text += Self.bytes(". If the first line is a row, set \"columns\" to their names in the mapping")
            }
            if otherCount > 0 {
                text += Self.bytes(". Candidates: ")
                text += others
            }
            quote(text)
        }
        add("]")
    }

    /// Returns whether the values of a column may be identifiers: every row has one, none occurs twice, and most have
    /// digits or are addresses.
    func mayIdentify(_ column: Int, _ cells: [[UInt8]]) -> Bool {
        guard !cells.isEmpty else { return false }
        let isReach = meanings[column].equals("phone") || meanings[column].equals("email")
        if isReach || meanings[column].equals("weak") { return true }
        guard meanings[column].isEmpty, cells.count == lines.count - 1, dateForm(cells) == nil else { return false }
        var count = 0
        for cell in cells where !Self.digits(cell).isEmpty || cell.contains(UInt8(ascii: "@")) { count += 1 }
        return count * 2 > cells.count && isUnique(cells)
    }

    /// Adds a heading in quotes.
    static func name(_ heading: [UInt8], _ text: inout [UInt8], _ count: inout Int) {
        count += 1
        guard count <= mostNamed else { return }
        if !text.isEmpty { text += bytes(", ") }
        text.append(UInt8(ascii: "\""))
        text += heading
        text.append(UInt8(ascii: "\""))
    }
}
