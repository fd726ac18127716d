/// Reads CSV by RFC 4180 and in the variants of common programs, in UTF-8, with a header line of field names. All
/// values become JSON strings.
///
/// Byte order marks at the beginning of lines, and a `sep=` line, are skipped; lines end with LF or CRLF, or with CR too if
/// the first line ends with CR alone; rows without any text are skipped. A quote inside a cell that does not begin with one is text, as most programs read it. Blanks before and behind a quoted cell are
/// no part of it; other text behind a closing quote is an error, since it is unknown what was meant. Columns without a name
/// at the beginning and at the end must be empty.
///
/// Lists with bars as delimiters pad their columns with blanks. So blanks around bare cells between bars are cut. Rules
/// such as `-----+----` and `|---+---|` are skipped wherever they are.
///
/// Identifiers and consent are checked, see `RecordInspection`. Rows that have a fault are held, and so are those without
/// a value in any identifying column (`no_identifier`), those with U+0000 as an escape (`nul`), those that repeat the
/// header line (`header`) and totals (`total`, see `TotalRow`).
///
/// Errors: `.csv` (header and rows that do not agree, quotes), `.encoding` (not UTF-8, a NUL byte), `.limit` (a record
/// larger than a batch may be, an oversized header), `.argument` (impossible options), `.state` (the batch was changed
/// between two calls of a record), `.memory`.
public struct CSVReader: RecordReader, ~Copyable {
    let type: RecordType
    let options: CSVOptions
    private let headings: Headings
    var header: CSVHeader
    /// The possible fault of the header line, and its cells, for an error about headings that a mapping finds.
    private(set) var headerAdvice: Text = ""
    private(set) var headerCells: [UInt8] = []
    var columns = CSVColumns()
    var scan: CSVScan
    var machine: CSVMachine
    var marks = Buffer<UInt16>(capacity: CSVScan.window + 64)
    /// The cells of the batch's records and of the row, each time as many as there are columns. Without a mapping, only
    /// those of the row.
    private(set) var cells = Buffer<CSVCell>(capacity: 64)
    private var scratch = Bytes(capacity: CSVReader.scratchSize + CSVScan.slack + 64)
    /// See `CSVMachine.Target`.
    private var nulls = Bytes(capacity: 64)
    private var headerRow = Bytes(capacity: 64)
    /// On which lines the rows of a window begin, before the batch is told.
    private var lines = Buffer<LineMark>(capacity: 64)
    /// The places of the rows of a window in the input.
    var places = Buffer<SourceText.Place>(capacity: CSVScan.window + 64)
    var inspection: RecordInspection
    var heldRows: Int64 = 0
    private var nullCounts = Buffer<NullCount>(capacity: 64)
    private var toldColumns = 0
    private var isMissingTold = false
    /// The notice about the last record of the last batch, and the row that was held last.
    private var footer: Text?
    var heldRow: Int64 = 0
    private(set) var isInHeader = true
    /// Whether the first cells of the rows are numbers, see `TotalRow`.
    private(set) var hasNumberedRows = false
    /// The start of the unread rows in the text that was collected for the header.
    private var pendingAt = 0
    /// Whether a row with one cell was read, which may be a footer.
    var awaitsEnd = false
    /// The part of the faulty row or cell that was read.
    var found: [UInt8] = []
    private var failure: MateoError?
    /// The number of bytes read.
    var offset: Int64 = 0
    /// The rows of the import before this input.
    let rowsBefore: Int64

    /// The most bytes to read from a copy, so that nothing is read behind the input's end.
    private static let scratchSize = 160

    /// Creates a reader at the beginning of its input.
    public init(type: RecordType, options: CSVOptions = CSVOptions()) {
        self.init(type: type, options: options, headings: .names, rowsBefore: 0)
    }

    init(type: RecordType, options: CSVOptions, headings: Headings, rowsBefore: Int64) {
        self.rowsBefore = rowsBefore
        self.type = type
        self.headings = headings
        self.options = options
        inspection = RecordInspection(type: type)
        header = CSVHeader(options)
        scan = CSVScan(delimiter: UInt8(ascii: ","))
        machine = CSVMachine(delimiter: UInt8(ascii: ","), columns: columns, options)
        failure = Self.fault(options)
    }

    /// See `RecordReader`.
    public mutating func read(_ input: Span<UInt8>, into batch: inout BatchBuilder) throws(MateoError) -> Int {
        if let failure { throw failure }
        do throws(MateoError) {
            let headerBytes = isInHeader ? try readHeader(input) : 0
            if isInHeader { return headerBytes }
            try readPending(into: &batch)
            if batch.isFull || headerBytes == input.count { return headerBytes }
            return try input.withUnsafeBufferPointer { (bytes) throws(MateoError) -> Int in
                guard let start = bytes.baseAddress else { return 0 }
                return headerBytes
                    + (try readRows(start + headerBytes, count: bytes.count - headerBytes, into: &batch))
            }
        } catch {
            throw fail(error, &batch)
        }
    }

    /// See `RecordReader`.
    public mutating func finish(into batch: inout BatchBuilder) throws(MateoError) -> Bool {
        if let failure { throw failure }
        do throws(MateoError) {
            if isInHeader {
                header.finish()
                try finishHeader()
            }
            try readPending(into: &batch)
            if batch.isFull { return false }
            if awaitsEnd { throw ragged(cells: 1, isLast: true) }
            if scan.utf8.isInside {
                found = read(batch.output.base + batch.wholeEnd, from: machine.content)
                throw notUTF8(atEnd: true)
            }
            if machine.mode == .quoted { throw unclosedQuote() }
            if !machine.isBetweenRecords(at: offset) {
                // A backslash at the very end is text.
                machine.isEscaping = false
                scratch.base[0] = UInt8(ascii: "\n")
                _ = try readWindow(scratch.base, count: 1, into: &batch)
                if awaitsEnd { throw ragged(cells: 1, isLast: true) }
            }
        } catch {
            throw fail(error, &batch)
        }
        batch.rollBackRecord()
        if batch.records > 0 { footer = footer(batch) }
        failure = MateoError(.state, "the CSV input has ended")
        return true
    }

    /// See `RecordReader`.
    public mutating func fault(
        _ status: Status, _ message: Text, _ batch: inout BatchBuilder
    ) -> MateoError? {
        if let failure { return failure }
        if isInHeader && !header.isHeaderOver {
            return fail(MateoError(status, "line \(header.line): \(message)"), &batch)
        }
        do throws(MateoError) {
            if isInHeader { try finishHeader() }
            try readPending(into: &batch)
        } catch {
            return fail(error, &batch)
        }
        if batch.isFull { return nil }
        return fail(error(status, line: machine.line, column: machine.column, message), &batch)
    }

    /// See `RecordReader`.
    public mutating func nextNotice() -> Text? {
        if let notice = columns.caseNotice() { return notice }
        while toldColumns < nullCounts.count {
            let nulls = nullCounts.span[toldColumns]
            toldColumns += 1
            if nulls.count > 0 {
                // A mapping may hold them.
                let sent: Text = headings == .cells ? "" : ", and sent as such"
                let escape: Text =
                    nulls.isEscape && !machine.hasEscapes
                    ? ". If a backslash is an escape in this file, set \"escape\" to \"backslash\" in the mapping instead"
                    : ""
                return
                    "\(place(toldColumns - 1)): \(nulls.count) \(nulls.count == 1 ? "cell is" : "cells are") a word such as \(nulls.text)\(sent). To count it as empty, set \"null\" to [\"\(nulls.text)\"] in the mapping\(escape)"
            }
        }
        if let notice = inspection.nextNotice() { return notice }
        // It is known once the input has ended.
        if failure != nil, heldRow < machine.rows, let notice = footer {
            footer = nil
            return notice
        }
        if isMissingTold || !machine.isChecking { return nil }
        isMissingTold = true
        return RecordInspection.missingNotice(
            records: machine.rows - heldRows, externalIDs: machine.externalIDs,
            advice: ". To hold such rows, set \"require\" to [\"external_id\"] in the mapping")
    }

    private mutating func fail(_ error: MateoError, _ batch: inout BatchBuilder) -> MateoError {
        batch.rollBackRecord()
        footer = nil
        failure = error
        return error
    }

    /// Collects the header line and the first rows. Returns the number of bytes it took.
    private mutating func readHeader(_ input: Span<UInt8>) throws(MateoError) -> Int {
        for index in input.indices where try header.take(input[index]) {
            try finishHeader()
            return index + 1
        }
        return input.count
    }

    private mutating func finishHeader() throws(MateoError) {
        try marks.reserve(CSVScan.window + 64)
        try scratch.reserve(CSVReader.scratchSize + CSVScan.slack + 64)
        scratch.base.update(repeating: 0, count: scratch.capacity)
        if header.isInsideQuotes {
            throw MateoError(.csv, "line \(header.line): a quote in the header line is not closed")
        }
        if header.isEmpty && (options.columns.isEmpty || options.skipLines > 0) {
            throw MateoError(
                .csv,
                options.skipLines > 0
                    ? "the input ends inside the \(options.skipLines) skipped lines"
                    : "the input is empty; it needs a header line")
        }
        let delimiter = header.delimiter(columns: options.columns.count)
        if !Self.isPossible(delimiter, header.quote) { throw Self.badDelimiter }
        columns = try header.columns(
            CSVHeader.Naming(type: type, headings: headings, mapping: options.mapping), given: options.columns,
            delimiter: delimiter)
        if headings == .cells {
            headerAdvice = header.advice(delimiter)
            headerCells = header.split(delimiter)
        }
        let first = columns.firstNamed
        hasNumberedRows = header.hasNumberedRows(delimiter, leading: first)
        inspection.expectsTotals =
            hasNumberedRows && first < columns.count && columns.columns.base[first].field == .externalID
        try prepareNulls()
        headerRow = try columns.headerRow()
        scan = CSVScan(delimiter: delimiter)
        var options = options
        // A mapping handles empty cells itself.
        if headings == .cells { options.emptyCells = .text }
        machine = CSVMachine(delimiter: delimiter, columns: columns, options)
        machine.endsAtCR = header.endsAtCR
        try cells.reserve(columns.count)
        cells.count = columns.count
        startRows()
        isInHeader = false
    }

    /// How many cells a mapping needs of each record in the batch.
    private var cellsPerRow: Int { machine.isChecking ? 0 : columns.count }

    /// Returns a record of the batch as a row for a mapping.
    @inline(__always)
    func row(_ index: Int, _ record: UnsafePointer<UInt8>) -> CSVRow {
        CSVRow(
            record: record, cells: cells.base + (index &* columns.count &+ columns.leading),
            count: columns.headingPlaces.count)
    }

    /// Removes the cells of the first records, which were taken from the batch.
    mutating func dropCells(ofRecords amount: Int) { cells.removeFirst(amount * cellsPerRow) }

    /// Moves the machine behind the header line.
    private mutating func startRows() {
        machine.line = header.line
        if header.end > 0 {
            machine.line += header.lineEnds(upTo: header.end) + 1
            pendingAt = min(header.end + 1, header.text.count)
        }
        offset = header.taken - Int64(header.text.count - pendingAt)
        if pendingAt > 0 && header.text.span[pendingAt - 1] == UInt8(ascii: "\r") { machine.afterCR = offset }
        machine.startRecord(at: offset)
    }

    /// Writes the texts that count as empty in JSON, and allocates the counts of the others.
    private mutating func prepareNulls() throws(MateoError) {
        // The machine finds \N. Behind an escape, a text with a backslash is a value.
        for text in options.nulls where !(options.hasBackslashEscapes && text.contains(UInt8(ascii: "\\"))) {
            var escaped = Bytes(capacity: 64)
            try escaped.appendEscaped(text.span)
            try nulls.append(UInt8(truncatingIfNeeded: escaped.count >> 8))
            try nulls.append(UInt8(truncatingIfNeeded: escaped.count))
            try nulls.append(escaped.base, count: escaped.count)
        }
        try nullCounts.reserve(columns.count)
        for _ in 0..<columns.count { nullCounts.put(NullCount()) }
    }

    /// Reads the rows that were collected with the header.
    private mutating func readPending(into batch: inout BatchBuilder) throws(MateoError) {
        guard pendingAt < header.text.count else { return }
        pendingAt += try readRows(
            header.text.base + pendingAt, count: header.text.count - pendingAt, into: &batch)
        if pendingAt == header.text.count {
            header.text = Bytes(capacity: 64)
            pendingAt = 0
        }
    }

    /// Reads rows window by window. It reads the last bytes from a copy that is readable beyond its end.
    private mutating func readRows(
        _ source: UnsafePointer<UInt8>, count: Int, into batch: inout BatchBuilder
    ) throws(MateoError) -> Int {
        var done = 0
        while done < count && !batch.isFull {
            if awaitsEnd {
                try checkEnd(source[done])
                done += 1
                continue
            }
            let rest = count - done
            if rest >= 64 + CSVScan.slack {
                let length = min(CSVScan.window, (rest - CSVScan.slack) & ~63)
                done += try readWindow(source + done, count: length, into: &batch)
            } else {
                UnsafeMutableRawPointer(scratch.base).copyMemory(from: source + done, byteCount: rest)
                done += try readWindow(scratch.base, count: rest, into: &batch)
            }
        }
        return done
    }

    /// Checks a byte behind a row with one cell. Any text shows that the row is not a footer.
    private mutating func checkEnd(_ byte: UInt8) throws(MateoError) {
        offset += 1
        if byte > 0x20 && byte != machine.delimiter && byte != machine.quote {
            throw ragged(cells: 1, isLast: false)
        }
    }

    /// Reads one window. Returns the number of bytes it took: all, or those before the batch became full.
    private mutating func readWindow(
        _ source: UnsafePointer<UInt8>, count: Int, into batch: inout BatchBuilder
    ) throws(MateoError) -> Int {
        guard batch.output.count == batch.wholeEnd + machine.at else {
            throw MateoError(.state, "the batch is not the one that the record was begun in")
        }
        var found = scan.scan(source, count: count, offset: offset, marks: marks.base)
        if machine.quote != UInt8(ascii: "\"") { found.marks = remark(source, count: found.valid) }
        try batch.output.reserve(
            found.valid + (found.marks + 2) * (columns.longestPrefix + 16) + CSVScan.slack)
        let rest = scan.incomplete(at: offset + Int64(found.valid))
        try lines.reserve(found.valid + 64)
        try places.reserve(found.valid + 64)
        try cells.reserve(found.marks + 64)
        var window = CSVMachine.Window(
            source: source, marks: marks.base, markCount: found.marks, count: found.valid,
            whole: found.valid - rest, offset: offset)
        var stop: CSVMachine.Stop
        repeat {
            var target = CSVMachine.Target(
                record: batch.output.base + batch.wholeEnd, roomLeft: batch.room, largest: batch.limits.bytes,
                recordsLeft: batch.limits.records - batch.records, columns: columns.columns.base,
                cells: cells.base + batch.records * cellsPerRow, cellsPerRow: cellsPerRow,
                checks: CSVChecks(checks: columns.checks.base, count: columns.checks.count),
                prefixes: columns.prefixes.base, nullCounts: nullCounts.base,
                nulls: nulls.base, nullBytes: nulls.count, header: headerRow.base, headerBytes: headerRow.count,
                lines: lines.base, lineCount: 0, places: places.base)
            let (rowsBefore, shift) = (machine.rows, batch.totalRecords - machine.rows)
            stop = machine.pass(window, &target)
            let start = batch.output.base + batch.wholeEnd
            batch.commit(records: Int(machine.rows - rowsBefore), length: target.record - start)
            batch.output.count = batch.wholeEnd + machine.at
            for mark in 0..<target.lineCount {
                try batch.lines.note(lines.base[mark].line, of: lines.base[mark].row + shift)
            }
            if batch.keepsSource { try keep(window, target.placeCount, firstRow: rowsBefore + shift + 1, &batch) }
            try settle(stop, rest: rest, isWrong: found.valid < count, &batch)
            if batch.isFull { footer = footer(batch) }
            (window.start, window.firstMark) = (machine.run, machine.nextMark)
        } while stop == .inspect && !batch.isFull
        cells.count = batch.records * cellsPerRow + columns.count
        if machine.run < count { scan.utf8 = UTF8Check() }
        offset += Int64(machine.run)
        return machine.run
    }
}
