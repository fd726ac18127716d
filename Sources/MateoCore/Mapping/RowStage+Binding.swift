/// Finds for each column what becomes of it, before the first row.
extension RowStage {
    /// Adds the heading of the next column.
    @_optimize(size)
    mutating func addHeading(_ name: Span<UInt8>) throws(MateoError) {
        let start = text.count
        try text.append(name.extracting(Blank.trim(name)))
        try headings.append(TextRange(start..<text.count))
    }

    /// All headings are there: finds the fields.
    ///
    /// - Throws: `.csv` for a heading that is missing, or that can be no field; `.argument` for two sources of one field.
    @_optimize(size)
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

    /// Finds the steps that copy a text of one cell to one field.
    @_optimize(size)
    private mutating func findQuicks() throws(MateoError) {
        for number in 0..<steps.count {
            let step = steps.base[number]
            var quick = Quick()
            let place = step.prefix.place
            let field = CheckedField(text.span.extracting(place.lowerBound + 2..<place.upperBound - 2), type)
            if step.entry.role == .column && step.entry.type == .text && step.empty == .omit && step.next < 0
                && !step.isChained && !step.isList && !step.isRequired
                && (step.kind.isIdentifier ? field.isIdentifier : field == .none)
            {
                quick.column = Int32(truncatingIfNeeded: step.column)
                quick.prefix = Int32(truncatingIfNeeded: text.count)
                quick.checksRounding = step.entry.number >= 0 || field.isIdentifier
                quick.field = field
                try text.reserve(place.count + 1)
                for index in place { text.put(text.base[index]) }
                text.put(UInt8(ascii: "\""))
                quick.length = Int32(truncatingIfNeeded: place.count + 1)
            }
            try quicks.append(quick)
        }
        // Prefixes are copied 32 bytes at a time.
        try text.reserve(64)
    }

    /// The column with a heading; -1 when there is none.
    @_optimize(size)
    private func column(_ heading: Span<UInt8>) -> Int {
        for column in 0..<headings.count where headingText(column).equals(heading) { return column }
        return -1
    }

    /// The heading of a column, without blanks around it.
    @_optimize(size)
    @_lifetime(borrow self)
    func headingText(_ column: Int) -> Span<UInt8> {
        text.span.extracting(headings.base[column].place)
    }

    /// Checks that the file has the column that an entry names.
    @_optimize(size)
    private func checkSources(of number: Int) throws(MateoError) {
        let entry = mapping.entries[number]
        guard entry.role == .column, column(mapping.text(entry.source)) < 0 else { return }
        throw MappingFault(entry.target.isEmpty ? "column" : "fields", entry.number).error(
            "column", "the file has no column of this name", found: mapping.text(entry.source))
    }

    /// Finds the fields that a column becomes.
    @_optimize(size)
    private mutating func bind(column: Int) throws(MateoError) {
        var isNamed = false
        for number in mapping.entries.indices where mapping.entries[number].role == .column {
            let entry = mapping.entries[number]
            guard mapping.text(entry.source).equals(headingText(column)) else { continue }
            isNamed = true
            if !entry.target.isEmpty { try append(entry, column: column) }
        }
        if isNamed || mapping.isOnlyMapped || isInTemplate(column) { return }
        guard Field.isPossible(headingText(column)) else {
            throw Field.impossible(headingText(column), column: column + 1, type)
        }
        var entry = MappingEntry(role: .column)
        entry.number = -1
        try append(entry, column: column)
    }

    /// Whether a template has the cells of a column in it. Then the column is no field of its own.
    @_optimize(size)
    private func isInTemplate(_ column: Int) -> Bool {
        for entry in mapping.entries where entry.role == .template {
            let template = mapping.text(entry.source)
            var start = 0
            while let place = Self.placeholder(template, from: start) {
                if template.extracting(place).equals(headingText(column)) { return true }
                start = place.upperBound
            }
        }
        return false
    }

    /// The heading in the next pair of braces, without blanks around it; nil when there is none.
    @_optimize(size)
    private static func placeholder(_ template: Span<UInt8>, from start: Int) -> Range<Int>? {
        var open = start
        while open < template.count, template[open] != UInt8(ascii: "{") { open += 1 }
        var end = open
        while end < template.count, template[end] != UInt8(ascii: "}") { end += 1 }
        guard end < template.count else { return nil }
        let place = Blank.trim(template.extracting(open + 1..<end))
        return open + 1 + place.lowerBound..<open + 1 + place.upperBound
    }

    /// A template as its program: escaped bytes, and for a cell 0 and the number of the column in two bytes.
    @_optimize(size)
    private func compile(_ entry: MappingEntry) throws(MateoError) -> Bytes {
        let template = mapping.text(entry.source)
        var program = Bytes(capacity: 256)
        var start = 0
        while let place = Self.placeholder(template, from: start) {
            var open = start
            while template[open] != UInt8(ascii: "{") { open += 1 }
            try program.appendEscaped(template.extracting(start..<open))
            let column = column(template.extracting(place))
            guard column >= 0 else {
                throw MappingFault("set", entry.number).error(
                    "", "the file has no column of this name", found: template.extracting(place))
            }
            try program.append(0)
            try program.append(UInt8(truncatingIfNeeded: column >> 8))
            try program.append(UInt8(truncatingIfNeeded: column))
            start = place.upperBound
            while template[start] != UInt8(ascii: "}") { start += 1 }
            start += 1
        }
        try program.appendEscaped(template.extracting(start..<template.count))
        return program
    }

    /// Adds the step of an entry. A field that has one already becomes a list, if it can be one.
    @_optimize(size)
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
        step.isExternalID = kind == .identifier && spelling.span.equals("external_id")
        if entry.role == .constant { fixedLength += entry.source.place.count }
        try link(step)
    }

    @_optimize(size)
    private mutating func link(_ step: Step) throws(MateoError) {
        var last = -1
        for number in 0..<steps.count where isSameField(steps.base[number], step) { last = number }
        if last >= 0 {
            let earlier = steps.base[last]
            guard step.column >= 0, earlier.column >= 0, step.kind == .phone || (step.isList && earlier.isList) else {
                throw MappingFault("", 0).error(
                    "", "two sources for one field, which takes one value",
                    found: text.span.extracting(step.prefix.place.lowerBound + 2..<step.prefix.place.upperBound - 2))
            }
            steps.base[last].next = steps.count
        }
        var step = step
        step.isChained = last >= 0
        try steps.append(step)
    }

    @_optimize(size)
    private func isSameField(_ one: Step, _ other: Step) -> Bool {
        text.span.extracting(one.prefix.place).equals(text.span.extracting(other.prefix.place))
    }

    @_optimize(size)
    private mutating func require(_ entry: MappingEntry) throws(MateoError) {
        let name = mapping.text(entry.target)
        for number in 0..<steps.count where !steps.base[number].isChained {
            let place = steps.base[number].prefix.place
            if text.span.extracting(place.lowerBound + 2..<place.upperBound - 2).equals(name) {
                steps.base[number].isRequired = true
                return
            }
        }
        throw MappingFault("require", entry.number).error("", "no column becomes this field", found: name)
    }

    /// Why the row that was written last is held, for a person. It names the column or the field, never the cell.
    @_optimize(size)
    @inline(never)
    func reason(_ fault: Conversion) -> String {
        var reason = ""
        if fault != .noIdentifier, faultStep < steps.count {
            let step = steps.base[faultStep]
            let name =
                step.column >= 0
                ? headings.base[step.column].place : step.prefix.place.lowerBound + 2..<step.prefix.place.upperBound - 2
            reason = (step.column >= 0 ? "column \"" : "field \"") + Self.string(text.span.extracting(name)) + "\": "
            reason += fault.words.description
            if fault == .date || fault == .consent {
                reason += " " + Self.string(mapping.text(step.entry.parameters))
            }
        } else {
            reason = fault.words.description
        }
        return Shown.line(reason)
    }

    @_optimize(size)
    private static func string(_ bytes: Span<UInt8>) -> String {
        bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
}
