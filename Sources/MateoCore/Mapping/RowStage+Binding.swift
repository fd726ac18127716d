/// Finds the use of each column before the first row.
extension RowStage {
    /// Adds the heading of the next column.
    mutating func addHeading(_ name: Span<UInt8>) throws(MateoError) {
        let start = text.count
        try text.append(name.extracting(Blank.trim(name)))
        try headings.append(TextRange(start..<text.count))
    }

    /// Finds the fields once all headings were added.
    ///
    /// - Throws: `.csv` for a missing heading or one that cannot be a field; `.argument` for two sources of one field.
    mutating func bind() throws(MateoError) {
        for number in mapping.entries.indices { try checkSources(of: number) }
        for column in 0..<headings.count { try bind(column: column) }
        for number in mapping.entries.indices {
            let entry = mapping.entries[number]
            switch entry.role {
            case .constant: try append(entry, column: -1)
            case .template:
                let program = try compile(entry)
                let start = text.count
                try text.append(program.base, count: program.count)
                var compiled = entry
                compiled.source = TextRange(start..<text.count)
                try append(compiled, column: -1)
            default: break
            }
        }
        for number in mapping.entries.indices where mapping.entries[number].role == .required {
            try require(mapping.entries[number])
        }
        try findQuicks()
        fixedLength += text.count
    }

    /// Returns the column with a heading, or -1.
    private func column(_ heading: Span<UInt8>) -> Int {
        for column in 0..<headings.count where headingText(column).equals(heading) { return column }
        return -1
    }

    /// Returns whether the mapping names a heading.
    @inline(never)
    func isMapped(_ heading: Span<UInt8>) -> Bool { mapping.names(heading) }

    /// Returns the heading of a column, without blanks around it.
    @_lifetime(borrow self)
    func headingText(_ column: Int) -> Span<UInt8> {
        text.span.extracting(headings.base[column].place)
    }

    /// Checks that the file has the column of an entry.
    private func checkSources(of number: Int) throws(MateoError) {
        let entry = mapping.entries[number]
        guard entry.role == .column, column(mapping.text(entry.source)) < 0 else { return }
        throw missingColumn(mapping.text(entry.source), entry)
    }

    /// Returns the error for a missing column. It suggests the most similar heading, and quotes all headings as the
    /// excerpt.
    private func missingColumn(_ name: Span<UInt8>, _ entry: MappingEntry) -> MateoError {
        var all: [UInt8] = []
        var (nearest, distance) = (-1, 3)
        for column in 0..<headings.count {
            if column > 0 { all.append(UInt8(ascii: ",")) }
            let heading = headingText(column)
            for index in heading.indices { all.append(heading[index]) }
            let found = heading.equalsIgnoringCase(name) ? 0 : NearText.distance(heading, name)
            if found < distance && found < name.count { (nearest, distance) = (column, found) }
        }
        let fault = mapping.fault(of: entry)
        let error =
            nearest < 0
            ? fault.error("", "the file has no column of this name", found: name)
            : fault.error(
                "", "the file has no column of this name. Did you mean", found: name, near: headingText(nearest))
        return MateoError(.csv, Text(stringLiteral: error.message)).with(excerpt: all)
    }

    /// Finds the fields of a column.
    private mutating func bind(column: Int) throws(MateoError) {
        var isNamed = false
        for number in mapping.entries.indices where mapping.entries[number].role == .column {
            let entry = mapping.entries[number]
            guard mapping.text(entry.source).equals(headingText(column)) else { continue }
            isNamed = true
            if !entry.target.isEmpty { try append(entry, column: column) }
        }
        // A column that is left out has no heading.
        if isNamed || mapping.isOnlyMapped || headings.base[column].place.isEmpty || isInTemplate(column) { return }
        guard Field.isPossible(headingText(column)) else {
            throw Field.impossible(headingText(column), column: column + 1, type)
        }
        var entry = MappingEntry(role: .column)
        entry.number = -1
        try append(entry, column: column)
    }

    /// Returns whether a template contains a column. Then the column is not a field of its own.
    private func isInTemplate(_ column: Int) -> Bool {
        for entry in mapping.entries where entry.role == .template {
            let template = mapping.text(entry.source)
            var index = 0
            while let part = Template.part(template, at: index) {
                if part.isCell && template.extracting(part.place).equals(headingText(column)) { return true }
                index = part.end
            }
        }
        return false
    }

    /// Compiles a template to escaped bytes. A cell becomes 0 and the number of its column in two bytes.
    private func compile(_ entry: MappingEntry) throws(MateoError) -> Bytes {
        let template = mapping.text(entry.source)
        var program = Bytes(capacity: 256)
        var index = 0
        while let part = Template.part(template, at: index) {
            index = part.end
            guard part.isCell else {
                try program.appendEscaped(template.extracting(part.place))
                continue
            }
            let column = column(template.extracting(part.place))
            guard column >= 0 else { throw missingColumn(template.extracting(part.place), entry) }
            try program.append(0)
            try program.append(UInt8(truncatingIfNeeded: column >> 8))
            try program.append(UInt8(truncatingIfNeeded: column))
        }
        return program
    }

    /// Adds the step of an entry. A field that already has a step becomes a list, if it can be one.
    private mutating func append(_ entry: MappingEntry, column: Int) throws(MateoError) {
        var spelling = Bytes(capacity: 64)
        let isOwn = entry.number >= 0
        var name = Bytes(capacity: 64)
        if isOwn { try name.append(mapping.text(entry.target)) } else { try name.append(headingText(column)) }
        let kind = try Field.kind(of: name.span, type, spelling: &spelling)
        if spelling.count == 0 { try spelling.append(name.span) }
        let start = text.count
        try text.append(",\"")
        try text.append(spelling.span)
        try text.append("\":")
        var step = Step(
            entry: entry, kind: kind, prefix: TextRange(start..<text.count), column: column,
            empty: entry.empty ?? emptyCells)
        step.isList = kind == .list || entry.type == .list
        let checked = CheckedField(spelling.span, type)
        if !checked.isIdentifier { step.checked = checked }
        // An empty text is a value only for texts. An empty list is null.
        let hasEmptyText =
            entry.type.hasEmptyText && (step.isList || Field.hasEmptyText(kind, spelling.span)) && checked == .none
        if step.empty == .text && !hasEmptyText { step.empty = .omit }
        try checkType(step)
        step.readsEmpty =
            (entry.type == .boolean || entry.type == .consent) && Words.haveEmpty(mapping.text(entry.parameters))
        step.isExternalID = kind == .identifier && spelling.span.equals("external_id")
        if entry.role == .constant { fixedLength += entry.source.place.count }
        try link(step)
    }

    /// Refuses types and words that the service would refuse in every row.
    private func checkType(_ step: Step) throws(MateoError) {
        let type = step.entry.type
        var why = step.checked.misfit.words
        var isRight = true
        switch step.checked {
        case .marketing:
            isRight = type != .consent
            why = "this field is true or false; map a column as boolean(ja=true, nein=false)"
        case .time:
            isRight = step.entry.role != .column || type == .text || type == .datetime
            why = RecordFault.zone.words
        case .none where type == .list && step.kind.isIdentifier && step.kind != .phone:
            isRight = false
            why = "this field takes one value; map the column as text"
        default: break
        }
        if step.entry.role == .constant, step.checked != .none {
            let value = mapping.text(step.entry.source)
            isRight =
                value[0] != UInt8(ascii: "\"")
                || RecordInspection.fault(of: value.extracting(1..<value.count - 1), step.checked) == .none
        }
        if isRight { return }
        throw mapping.fault(of: step.entry).error("", why, found: mapping.text(step.entry.target))
    }

    private mutating func link(_ step: Step) throws(MateoError) {
        var last = -1
        for number in 0..<steps.count where isSameField(steps.base[number], step) { last = number }
        if last >= 0 {
            let earlier = steps.base[last]
            guard step.column >= 0, earlier.column >= 0, step.kind == .phone || (step.isList && earlier.isList) else {
                let own = step.entry.number >= 0 ? step.entry : earlier.entry
                throw mapping.fault(of: own).error(
                    "", "two sources for a field that takes one value",
                    found: text.span.extracting(step.prefix.place.lowerBound + 2..<step.prefix.place.upperBound - 2))
            }
            steps.base[last].next = steps.count
        }
        var step = step
        step.isChained = last >= 0
        try steps.append(step)
    }

    private func isSameField(_ one: Step, _ other: Step) -> Bool {
        text.span.extracting(one.prefix.place).equals(text.span.extracting(other.prefix.place))
    }

    private mutating func require(_ entry: MappingEntry) throws(MateoError) {
        let name = mapping.text(entry.target)
        for number in 0..<steps.count where !steps.base[number].isChained {
            let place = steps.base[number].prefix.place
            if text.span.extracting(place.lowerBound + 2..<place.upperBound - 2).equals(name) {
                steps.base[number].isRequired = true
                return
            }
        }
        let message = mapping.fault(of: entry).error("", "no column is mapped to this field", found: name).message
        throw MateoError(.csv, Text(stringLiteral: message))
    }

    /// Returns why the last row is held, for people. The text has the name of the column or the field, never the cell.
    @inline(never)
    func reason(_ fault: Conversion) -> String {
        var reason = ""
        if fault != .noIdentifier, fault != .total, faultStep < steps.count {
            let step = steps.base[faultStep]
            let name =
                step.column >= 0
                ? headings.base[step.column].place : step.prefix.place.lowerBound + 2..<step.prefix.place.upperBound - 2
            reason = (step.column >= 0 ? "column \"" : "field \"") + Self.string(text.span.extracting(name)) + "\": "
            reason += fault.words.description
            let form = Self.string(mapping.text(step.entry.parameters))
            switch fault {
            case .consent where form.isEmpty: reason += " accepted, declined, requested"
            case .date, .consent: reason += " " + form
            case .number: if !form.isEmpty { reason += " in the form number(" + form + ")" }
            case .phone:
                reason +=
                    form.isEmpty
                    ? " with its country; correct it, or map it as phone(DE)"
                    : " of the country " + form + ", or with another one such as +49; correct it"
            default: break
            }
        } else {
            reason = fault.words.description
        }
        return Shown.line(reason)
    }

    private static func string(_ bytes: Span<UInt8>) -> String {
        bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
}
