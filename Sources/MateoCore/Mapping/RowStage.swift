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
        /// The check for a text.
        var checked = CheckedField.none
        var empty: EmptyCells
    }

    /// A step in the form that the hot loop needs. It usually copies a cell.
    struct Quick: BitwiseCopyable {
        /// The column; -1 for a step that the loop does not do.
        var column: Int32 = -1
        /// The place of the prefix with the quote behind it, and its length.
        var prefix: Int32 = 0
        var length: Int32 = 0
        /// The field whose check the value must pass before it is copied.
        var field = CheckedField.none
        /// Whether it searches for numbers that a program has rounded.
        var checksRounding = false
    }

    /// The place of a cell in its row, and whether it has escapes.
    struct Cell: BitwiseCopyable {
        var start: Int
        var end: Int
        var hasEscapes: Bool
    }

    let mapping: Mapping
    let type: RecordType
    /// The effect of an empty cell, unless the mapping sets it for the column.
    let emptyCells: EmptyCells
    var headings = Buffer<TextRange>(capacity: 64)
    var text = Bytes(capacity: 1024)
    var steps = Buffer<Step>(capacity: 64)
    /// The quick form of each step.
    var quicks = Buffer<Quick>(capacity: 64)
    var cells = Buffer<Cell>(capacity: 64)
    private var scratch = Bytes(capacity: 256)
    /// The length of all prefixes and constants in bytes.
    var fixedLength = 0
    /// The place of the value of `external_id` in the last record; empty if it has none.
    private(set) var externalID = TextRange.none
    private var hasListedHeadings = false
    /// The number of identifiers that lost blanks or invisible characters around them.
    var trimmed: Int64 = 0
    /// The length of the last row's cells in bytes, with the bracket behind them.
    private(set) var rowLength = 0
    /// The step that held the last row.
    var faultStep = 0
    /// Whether rows may be totals, see `TotalRow`.
    var expectsTotals = false

    init(_ mapping: Mapping, type: RecordType, emptyCells: EmptyCells) {
        self.mapping = mapping
        self.type = type
        self.emptyCells = emptyCells
    }

    /// Writes the record of a row with its brackets and the comma behind it.
    ///
    /// - Parameter row: the cells and the byte behind them. More may follow. 64 bytes behind them are readable.
    /// - Returns: `.written`, or why the row is held. Then nothing was written.
    mutating func write(_ row: Span<UInt8>, to output: inout Bytes) throws(MateoError) -> Conversion {
        try split(row)
        let room = rowLength + fixedLength + 80
        try output.reserve(room)
        let start = output.count
        externalID = .none
        var identifiers = 0
        for number in 0..<steps.count {
            let before = output.count
            if copies(number, row, &output) {
                guard output.count > before, quicks.base[number].field != .none else { continue }
            } else {
                if steps.base[number].isChained { continue }
                let result = try write(number, row, to: &output)
                try output.reserve(room)
                if result.rawValue > Conversion.empty.rawValue || result == .empty && steps.base[number].isRequired {
                    if result == .empty { faultStep = number }
                    output.count = start
                    return result == .empty ? .missing : result
                }
                guard result == .written, steps.base[number].kind.isIdentifier, output.count > before else { continue }
            }
            identifiers &+= 1
            if steps.base[number].isExternalID { externalID = TextRange(before - start..<output.count - start) }
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

    /// Copies the cell of a step if nothing else is to be done. An empty cell writes nothing. There must be room for
    /// it.
    @inline(__always)
    private func copies(_ number: Int, _ row: Span<UInt8>, _ output: inout Bytes) -> Bool {
        let quick = quicks.base[number]
        guard quick.column >= 0 else { return false }
        let cell = cells.base[Int(quick.column)]
        let count = cell.end &- cell.start
        if count == 0 { return true }
        return row.withUnsafeBufferPointer { bytes in
            guard let source = bytes.baseAddress else { return false }
            let value = source + cell.start
            if quick.field != .none && (cell.hasEscapes || !CleanText.isSure(value, count, quick.field)) {
                return false
            }
            if quick.checksRounding && value[count &- 1] &- 48 < 10
                && NumberCell.isRounded(row.extracting(cell.start..<cell.end))
            {
                return false
            }
            let length = Int(quick.length)
            let target = output.base + output.count
            copyRun(from: text.base + Int(quick.prefix), to: target, count: length)
            copyRun(from: value, to: target + length, count: count)
            target[length &+ count] = UInt8(ascii: "\"")
            output.count &+= length &+ count &+ 1
            return true
        }
    }

    /// Writes the cells of a row as a list. The headings come first.
    mutating func list(_ row: Span<UInt8>, to output: inout Bytes) throws(MateoError) -> Conversion {
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
        try split(row)
        try output.append("[")
        try output.append(row.extracting(0..<max(rowLength - 1, 0)))
        try output.append("],")
        return .written
    }

    /// Finds the cells of a row.
    private mutating func split(_ row: Span<UInt8>) throws(MateoError) {
        cells.count = 0
        try cells.reserve(headings.count)
        rowLength = row.withUnsafeBufferPointer { bytes in
            guard let source = bytes.baseAddress else { return 0 }
            var index = 0
            while index < bytes.count && cells.count < headings.count {
                index &+= 1
                let start = index
                var hasEscapes = false
                index = RecordCursor.special(source, index, bytes.count)
                while index < bytes.count && source[index] == UInt8(ascii: "\\") {
                    hasEscapes = true
                    index = RecordCursor.special(source, index &+ 2, bytes.count)
                }
                cells.put(Cell(start: start, end: min(index, bytes.count), hasEscapes: hasEscapes))
                index &+= 2
            }
            return min(index, bytes.count)
        }
        // Missing cells are empty.
        while cells.count < headings.count { cells.put(Cell(start: 0, end: 0, hasEscapes: false)) }
    }

    /// Writes one field.
    mutating func write(
        _ number: Int, _ row: Span<UInt8>, to output: inout Bytes
    ) throws(MateoError) -> Conversion {
        let step = steps.base[number]
        let before = output.count
        try output.append(text.base + step.prefix.place.lowerBound, count: step.prefix.place.count)
        var elements = 0
        if step.entry.role == .constant {
            try output.append(mapping.text(step.entry.source))
            return .written
        }
        let isList = step.isList || step.next >= 0
        if isList { output.put(UInt8(ascii: "[")) }
        let start = output.count
        var next = number
        while next >= 0 {
            let part = steps.base[next]
            let result =
                part.entry.role == .template
                ? try writeTemplate(part, row, to: &output, &elements)
                : try writeCell(part, row, to: &output, &elements)
            if result.rawValue > Conversion.empty.rawValue {
                faultStep = next
                return result
            }
            next = part.next
        }
        if elements > 1 && !isList {
            guard step.kind == .phone else {
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
        if step.empty == .omit || step.kind.isIdentifier { return .empty }
        try output.append(text.base + step.prefix.place.lowerBound, count: step.prefix.place.count)
        try output.append(step.empty == .null || isList ? "null" : "\"\"")
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
        _ step: Step, _ row: Span<UInt8>, to output: inout Bytes, _ elements: inout Int
    ) throws(MateoError) -> Conversion {
        let cell = cells.base[step.column]
        if cell.start == cell.end && (step.entry.type != .boolean && step.entry.type != .consent) { return .empty }
        let isText = step.entry.type == .text
        if isText && !step.kind.isIdentifier && step.checked == .none {
            let value = row.extracting(cell.start..<cell.end)
            if step.entry.number >= 0 && NumberCell.isRounded(value) { return .rounded }
            try output.reserve(value.count + fixedLength + 16)
            if elements > 0 { output.put(UInt8(ascii: ",")) }
            output.put(UInt8(ascii: "\""))
            output.put(value)
            output.put(UInt8(ascii: "\""))
            elements += 1
            return .written
        }
        if !cell.hasEscapes { return try convert(row.extracting(cell.start..<cell.end), step, to: &output, &elements) }
        scratch.count = 0
        try scratch.reserve(cell.end - cell.start)
        scratch.putUnescaped(row.extracting(cell.start..<cell.end))
        // Through a pointer: a span would borrow all of self.
        let plain = unsafe Span(_unsafeStart: UnsafePointer(scratch.base), count: scratch.count)
        return try convert(plain, step, to: &output, &elements)
    }

    /// Writes the value of a cell without escapes, after the checks of identifiers.
    private mutating func convert(
        _ cell: Span<UInt8>, _ step: Step, to output: inout Bytes, _ elements: inout Int
    ) throws(MateoError) -> Conversion {
        if step.checked != .none && step.entry.type == .text {
            return try writeChecked(cell, step, to: &output, &elements)
        }
        guard step.kind.isIdentifier else {
            return try step.entry.type.write(
                cell, mapping.text(step.entry.parameters), zone: mapping.text(step.entry.zone), to: &output,
                elements: &elements)
        }
        let place = Blank.trim(cell)
        let value = cell.extracting(place)
        if value.count == 0 || RowChecks.isNone(value) { return .empty }
        if value.count < cell.count { trimmed &+= 1 }
        if step.entry.type == .text || step.kind == .email {
            let fault = RowChecks.fault(of: step.kind, value)
            if fault != .written { return fault }
        }
        return try step.entry.type.write(
            value, mapping.text(step.entry.parameters), zone: mapping.text(step.entry.zone), to: &output,
            elements: &elements)
    }
}
