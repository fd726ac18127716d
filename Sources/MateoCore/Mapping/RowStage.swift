/// Converts rows to records: it reads the cells of a row and writes the fields of a mapping.
///
/// It first gets the headings one by one, then `bind`, then rows. A row is a list of cells as JSON strings with commas
/// between them. Where a field is a text, its cell is copied unchanged.
struct RowStage: ~Copyable {
    /// A step of writing a record. Steps run in order.
    struct Step: BitwiseCopyable {
        /// The mapping's entry. `source` is a place among its texts, or the program of a template among the stage's.
        var entry: MappingEntry
        /// The kind of the service's field.
        var kind: FieldKind
        /// The text before the value: a comma, the name and a colon.
        var prefix = TextRange.none
        /// The column; -1 for none.
        var column: Int
        /// The step with the next source of the same field; -1 for none.
        var next = -1
        /// Whether another step writes the value of this one.
        var isChained = false
        /// Whether the field is always a list.
        var isList = false
        var isRequired = false
        var isExternalID = false
        /// Whether a word stands for an empty cell.
        var readsEmpty = false
        /// The check for a text.
        var checked = CheckedField.none
        var empty: EmptyCells
    }

    let mapping: Mapping
    let type: RecordType
    /// The effect of an empty cell, unless the mapping sets it for the column.
    let emptyCells: EmptyCells
    var headings = Buffer<TextRange>(capacity: 64)
    var text = Bytes(capacity: 1024)
    var steps = Buffer<Step>(capacity: 64)
    /// The quick form of each step.
    var quicks = Buffer<QuickStep>(capacity: 64)
    /// The words that the quick steps know.
    var words = Buffer<KnownWord>(capacity: 64)
    private var scratch = Bytes(capacity: 256)
    /// The length of all prefixes and constants in bytes.
    var fixedLength = 0
    /// Whether the last record has an `external_id`.
    private(set) var hasExternalID = false
    private var hasListedHeadings = false
    /// The number of identifiers that lost blanks or invisible characters around them.
    var trimmed: Int64 = 0
    /// The number of identifiers such as 10001.0.
    var wholes: Int64 = 0
    /// The step that held the last row.
    var faultStep = 0
    /// Whether rows may be totals, see `TotalRow`.
    var expectsTotals = false
    /// The first column with a heading.
    var firstColumn = 0
    /// How many columns at the end are those of a list of failed rows.
    var notes = 0

    init(_ mapping: Mapping, type: RecordType, emptyCells: EmptyCells) {
        self.mapping = mapping
        self.type = type
        self.emptyCells = emptyCells
    }

    /// Writes the record of a row with its brackets and the comma behind it.
    ///
    /// - Returns: `.written`, or why the row is held. Then nothing was written.
    mutating func write(_ row: CSVRow, to output: inout Bytes) throws(MateoError) -> Conversion {
        let room = row.end + fixedLength + 80
        try output.reserve(room)
        let start = output.count
        hasExternalID = false
        var identifiers = 0
        var number = copyCells(row, to: &output, from: 0, &identifiers)
        while number < steps.count {
            let step = steps.base + number
            if !step.pointee.isChained {
                let before = output.count
                let result = try write(number, row, to: &output)
                try output.reserve(room)
                if result.rawValue > Conversion.empty.rawValue || result == .empty && step.pointee.isRequired {
                    if result == .empty { faultStep = number }
                    output.count = start
                    return result == .empty ? .missing : result
                }
                if result == .written {
                    note(number, row, output, valueAt: before + step.pointee.prefix.place.count)
                    if step.pointee.kind.isIdentifier, output.count > before {
                        identifiers &+= 1
                        hasExternalID = hasExternalID || step.pointee.isExternalID
                    }
                }
            }
            number = copyCells(row, to: &output, from: number + 1, &identifiers)
        }
        guard identifiers > 0, identifiers > 1 || !isTotal(row) else {
            output.count = start
            return identifiers == 0 ? .noIdentifier : .total
        }
        output.base[start] = UInt8(ascii: "{")
        output.put(UInt8(ascii: "}"))
        output.put(UInt8(ascii: ","))
        return .written
    }

    /// Writes the cells of the quick steps. There must be room for them.
    ///
    /// - Returns: the first step that it did not do.
    @inline(never) @_optimize(speed)
    private mutating func copyCells(
        _ row: CSVRow, to output: inout Bytes, from first: Int, _ identifiers: inout Int
    ) -> Int {
        // Copies in registers. For all the compiler knows, writing the output might change the properties.
        let (quicks, count, prefixes, words) = (quicks.base, quicks.count, text.base, words.base)
        var out = output.base + output.count
        var number = first
        while number < count {
            let quick = quicks + number
            if quick.pointee.column < 0 { break }
            let cell = row.cells[Int(quick.pointee.column)]
            let (length, value) = (Int(quick.pointee.length), row.record + cell.place.lowerBound)
            copyRun(from: prefixes + Int(quick.pointee.prefix), to: out, count: length)
            if quick.pointee.way == .text {
                if Blank.mayBegin(value[0]) { break }
                if quick.pointee.checksRounding && CleanText.mayBeRounded(value, cell.count) { break }
                copyRun(from: value, to: out + length, count: cell.count)
                // Without a branch, since empty cells are unpredictable.
                let end = length &+ cell.count
                out[end] = UInt8(ascii: "\"")
                out += (end &+ 1) & ((0 &- cell.count) &>> 63)
            } else if cell.count > 0 {
                let written = QuickStep.write(quick, value, cell, words, to: out + length)
                if written < 0 { break }
                out += length &+ written
                if quick.pointee.field != .none { identifiers &+= 1 }
                if quick.pointee.field == .externalID { hasExternalID = true }
            }
            number &+= 1
        }
        output.count = out - output.base
        return number
    }

    /// Notes the value of a cell of a quick step, which begins at a place in the output.
    private func note(_ number: Int, _ row: CSVRow, _ output: borrowing Bytes, valueAt place: Int) {
        let quick = quicks.base[number]
        guard quick.way == .word else { return }
        let cell = row.cells[Int(quick.column)]
        let (text, count) = (row.record + cell.place.lowerBound, cell.count)
        guard let word = KnownWord(text, count, value: output.base + place, output.count - place) else { return }
        words.base[Int(quick.words) + KnownWord.place(text, count)] = word
    }

    /// Writes the cells of a row as a list. The headings come first.
    mutating func list(_ row: CSVRow, to output: inout Bytes) throws(MateoError) -> Conversion {
        if !hasListedHeadings {
            hasListedHeadings = true
            for column in 0..<headings.count {
                try output.append(column == 0 ? "[" : ",")
                let place = headings.base[column].place
                let heading = unsafe Span(
                    _unsafeStart: UnsafePointer(text.base + place.lowerBound), count: place.count)
                try output.appendQuoted(heading)
            }
            try output.append("],")
        }
        try output.append("[")
        try output.append(row.record + 1, count: row.end - 1)
        try output.append("],")
        return .written
    }

    /// Writes one field. There must be room for its name.
    mutating func write(
        _ number: Int, _ row: CSVRow, to output: inout Bytes
    ) throws(MateoError) -> Conversion {
        let step = UnsafePointer(steps.base + number)
        let before = output.count
        let prefix = step.pointee.prefix.place
        copyRun(from: text.base + prefix.lowerBound, to: output.base + before, count: prefix.count)
        output.count &+= prefix.count
        var elements = 0
        if step.pointee.entry.role == .constant {
            try output.append(mapping.text(step.pointee.entry.source))
            return .written
        }
        let isList = step.pointee.isList || step.pointee.next >= 0
        if isList { output.put(UInt8(ascii: "[")) }
        let start = output.count
        var next = number
        while next >= 0 {
            let part = UnsafePointer(steps.base + next)
            let result =
                part.pointee.entry.role == .template
                ? try writeTemplate(part, row, to: &output, &elements)
                : try writeCell(part, row, to: &output, &elements)
            if result.rawValue > Conversion.empty.rawValue {
                faultStep = next
                return result
            }
            next = part.pointee.next
        }
        if elements > 1 && !isList {
            guard step.pointee.kind == .phone else {
                faultStep = number
                return .several
            }
            try putBracket(at: start, &output)
            try output.append(UInt8(ascii: "]"))
        } else if elements > 0 && isList {
            try output.append(UInt8(ascii: "]"))
        }
        if elements > 0 { return .written }
        output.count = before
        // An identifier is never erased.
        if step.pointee.empty == .omit || step.pointee.kind.isIdentifier { return .empty }
        try output.append(text.base + prefix.lowerBound, count: prefix.count)
        try output.append(step.pointee.empty == .null || isList ? "null" : "\"\"")
        return .empty
    }

    /// Inserts a bracket before the bytes that were written since `start`.
    private func putBracket(at start: Int, _ output: inout Bytes) throws(MateoError) {
        try output.append(0)
        var index = output.count - 1
        while index > start {
            output.base[index] = output.base[index - 1]
            index -= 1
        }
        output.base[start] = UInt8(ascii: "[")
    }

    private mutating func writeCell(
        _ step: UnsafePointer<Step>, _ row: CSVRow, to output: inout Bytes, _ elements: inout Int
    ) throws(MateoError) -> Conversion {
        let (cell, text) = (row.cells[step.pointee.column], row.text(step.pointee.column))
        if text.count == 0 && !step.pointee.readsEmpty { return .empty }
        let isText = step.pointee.entry.type == .text
        // A text of only blanks is empty. Behind an escape it can only be seen once the cell has none.
        if isText && !cell.hasEscapes && !step.pointee.kind.isIdentifier && step.pointee.checked == .none {
            if Blank.trim(text).isEmpty { return .empty }
            if step.pointee.entry.number >= 0 && NumberCell.isRounded(text) { return .rounded }
            try output.reserve(text.count + fixedLength + 16)
            if elements > 0 { output.put(UInt8(ascii: ",")) }
            output.put(UInt8(ascii: "\""))
            output.put(text)
            output.put(UInt8(ascii: "\""))
            elements += 1
            return .written
        }
        if !cell.hasEscapes { return try convert(text, step, to: &output, &elements) }
        scratch.count = 0
        try scratch.reserve(text.count)
        scratch.putUnescaped(text)
        // Through a pointer: a span would borrow all of self.
        let plain = unsafe Span(_unsafeStart: UnsafePointer(scratch.base), count: scratch.count)
        return try convert(plain, step, to: &output, &elements)
    }

    /// Writes the value of a cell without escapes, after the checks of identifiers.
    private mutating func convert(
        _ cell: Span<UInt8>, _ step: UnsafePointer<Step>, to output: inout Bytes, _ elements: inout Int
    ) throws(MateoError) -> Conversion {
        if step.pointee.checked != .none && step.pointee.entry.type == .text {
            return try writeChecked(cell, step, to: &output, &elements)
        }
        guard step.pointee.kind.isIdentifier else {
            return try step.pointee.entry.type.write(
                cell, mapping.text(step.pointee.entry.parameters), zone: mapping.text(step.pointee.entry.zone),
                to: &output,
                elements: &elements)
        }
        let place = Blank.trim(cell)
        let value = cell.extracting(place)
        if value.count == 0 || RowChecks.isNone(value) { return .empty }
        if value.count < cell.count { trimmed &+= 1 }
        if step.pointee.entry.type == .text || step.pointee.kind == .email {
            let fault = RowChecks.fault(of: step.pointee.kind, value)
            if fault != .written { return fault }
            if NumberCell.isWhole(value) { wholes &+= 1 }
        }
        return try step.pointee.entry.type.write(
            value, mapping.text(step.pointee.entry.parameters), zone: mapping.text(step.pointee.entry.zone),
            to: &output,
            elements: &elements)
    }
}
