/// The fast lane of the second pass, for simple cells and rows. The cells are bare, or quoted with plain text inside.
/// The rows have all their cells and end with LF or CRLF. `CSVMachine` handles anything else.
///
/// It is a separate value in registers. For all the compiler knows, writing the output might change the machine's
/// properties.
struct CSVLane {
    private let source: UnsafePointer<UInt8>
    private let marks: UnsafePointer<UInt16>
    private let markCount: Int
    private let delimiter: UInt8
    /// All bits set if an empty cell needs the machine, and if it stays as an empty text, otherwise 0.
    private let stopsAtEmpty: Int
    private let keepsEmpty: Int
    private let first: UnsafePointer<CSVColumns.Column>
    private let last: UnsafePointer<CSVColumns.Column>
    private let prefixes: UnsafePointer<UInt8>
    /// The next mark, and the start of the bytes that are not yet copied.
    private var index: Int
    private var run: Int
    /// The record, the end of the output, the place for the cell's value, and the beginning of the cell.
    private var record: UnsafeMutablePointer<UInt8>
    private var out: UnsafeMutablePointer<UInt8>
    private var cell: UnsafeMutablePointer<UInt8>
    private var column: UnsafePointer<CSVColumns.Column>
    /// The list of cells, and how far from the row's last cell the next row's first one is.
    private var cells: UnsafeMutablePointer<CSVCell>
    private let cellStep: Int
    private let checks: CSVChecks
    /// The column where the lane began, if the row began before it, and the results of the columns before.
    private var begin: Int
    private var found: CSVChecks.Found
    /// The number of records with an `external_id` that ended here.
    private var externalIDs = 0
    /// The number of records that ended here, and the records and bytes that still fit into this batch.
    private var rows = 0
    private var recordsLeft: Int
    private var roomLeft: Int
    /// The start of the record, if it began here.
    private var recordStart = -1
    /// The places of the window and the record in the input, and the list of places of completed rows.
    private let offset: Int64
    private var rowStart: Int64
    private let places: UnsafeMutablePointer<SourceText.Place>
    /// How much longer than the row the bytes are that `endRecord` reckons with, where the row may repeat the header line.
    private let headerMost: Int

    /// Continues at the machine's place. `mode` is `.unquoted`, the cell has no text yet, and there are no extra cells.
    @inline(__always)
    init(_ machine: borrowing CSVMachine, _ window: CSVMachine.Window, _ target: CSVMachine.Target, mark: Int) {
        source = window.source
        marks = window.marks
        markCount = window.markCount
        delimiter = machine.delimiter
        // A mapping gets all cells. Then no column has checks.
        keepsEmpty = machine.isChecking ? 0 : -1
        stopsAtEmpty = (machine.emptyCells == .omit ? 0 : -1) & ~keepsEmpty
        first = target.columns
        last = target.columns + machine.lastColumn
        prefixes = target.prefixes
        index = mark
        run = machine.run
        record = target.record
        out = record + machine.at
        cell = record + machine.cell
        column = first + machine.column
        cells = target.cells + machine.column
        cellStep = target.cellsPerRow &- machine.lastColumn
        checks = target.checks
        begin = machine.column
        found = machine.found
        recordsLeft = target.recordsLeft
        roomLeft = target.roomLeft
        offset = window.offset
        rowStart = machine.recordStart
        places = target.places + target.placeCount
        headerMost = target.headerBytes &+ 1
    }

    /// Writes the state back to the machine. Returns the next mark.
    @inline(__always)
    func leave(_ machine: inout CSVMachine, _ window: CSVMachine.Window, _ target: inout CSVMachine.Target)
        -> Int
    {
        machine.run = run
        machine.at = out - record
        machine.cell = cell - record
        machine.content = machine.at
        machine.column = column - first
        target.cells = cells - (column - first)
        machine.found = checks.look(window.source, target.cells, begin..<max(column - first, begin), found)
        machine.externalIDs &+= Int64(externalIDs)
        machine.rows &+= Int64(rows)
        machine.line &+= Int64(rows)
        if rows > 0 { machine.startRecord(at: window.offset &+ Int64(recordStart)) }
        target.record = record
        target.recordsLeft = recordsLeft
        target.roomLeft = roomLeft
        target.placeCount &+= rows
        return index
    }

    /// Continues as far as it can.
    @inline(__always)
    mutating func drive() {
        while index < markCount {
            var end = Int(marks[index])
            var start = run
            var next = index
            var byte = source[end]
            if byte != delimiter && byte == UInt8(ascii: "\"") {
                // A simple quoted cell: the two quotes and the end of the cell are three consecutive marks.
                guard end == run && index &+ 2 < markCount else { return }
                start = end &+ 1
                end = Int(marks[index &+ 1])
                next = index &+ 2
                guard source[end] == UInt8(ascii: "\"") && Int(marks[next]) == end &+ 1 else { return }
                byte = source[end &+ 1]
            }
            let length = end &- start
            copyRun(from: source + start, to: out, count: length)
            let filled = Self.isPositive(length)
            if ~filled & stopsAtEmpty != 0 { return }
            // The machine counts such cells.
            if CSVMachine.mayBeNull(source + start, length) { return }
            cells.pointee = CSVCell(at: out - record, length: length, source: start)
            if byte == delimiter {
                guard column < last else { return }
                closeCell(length, filled)
                column += 1
                cells += 1
            } else {
                guard column == last, let end = lineEnd(&next), endRecord(length, filled) else { return }
                recordStart = end
                let rowEnd = offset &+ Int64(end)
                places[rows &- 1] = SourceText.Place(start: rowStart, end: rowEnd)
                rowStart = rowEnd
            }
            run = Int(marks[next]) &+ 1
            index = next &+ 1
            openCell()
            // A row may begin with a byte order mark, which the machine cuts.
            if column == first && source[run] == CSVMachine.mark.utf8Start[0] { return }
        }
    }

    /// Returns the start of the next line if a mark is LF or CRLF.
    @inline(__always)
    private func lineEnd(_ mark: inout Int) -> Int? {
        let behind = Int(marks[mark])
        if source[behind] == UInt8(ascii: "\n") { return behind &+ 1 }
        guard source[behind] == UInt8(ascii: "\r") && mark &+ 1 < markCount else { return nil }
        mark &+= 1
        guard Int(marks[mark]) == behind &+ 1 && source[behind &+ 1] == UInt8(ascii: "\n") else { return nil }
        return behind &+ 2
    }

    /// Returns all bits set for a positive number, and 0 for 0. It is computed without a branch, since empty cells are
    /// unpredictable.
    @inline(__always)
    private static func isPositive(_ number: Int) -> Int {
        (0 &- number) &>> 63
    }

    /// Ends a cell with `length` more bytes, or removes its key if it is not `filled`.
    @inline(__always)
    private mutating func closeCell(_ length: Int, _ filled: Int) {
        out += length
        out.pointee = UInt8(ascii: "\"")
        out = cell + ((out - cell &+ 1) & (filled | keepsEmpty))
    }

    /// Writes the key of a cell as if it were not empty.
    @inline(__always)
    private mutating func openCell() {
        cell = out
        UnsafeMutableRawPointer(out).storeBytes(of: column.pointee.text, as: SIMD32<UInt8>.self)
        let length = Int(column.pointee.length)
        if length > 32 { copyRun(from: prefixes + Int(column.pointee.start), to: out, count: length) }
        out += length
    }

    /// Ends a record and begins the next one. Stops if the record has no identifier, is the last one for this batch, or
    /// needs an inspection.
    @inline(__always)
    private mutating func endRecord(_ length: Int, _ filled: Int) -> Bool {
        let most = out - record &+ length &+ 2
        guard recordsLeft > 1 && most < roomLeft && most != headerMost else { return false }
        let all = checks.look(source, cells - (last - first), begin..<last - first + 1, found)
        guard all.doubts == 0 && all.hasIdentifier != 0 else { return false }
        externalIDs &-= all.hasExternalID
        closeCell(length, filled)
        record[0] = UInt8(ascii: "{")
        out[0] = UInt8(ascii: "}")
        out[1] = UInt8(ascii: ",")
        out += 2
        roomLeft &-= out - record
        recordsLeft &-= 1
        rows &+= 1
        record = out
        column = first
        cells += cellStep
        begin = 0
        found = CSVChecks.Found()
        return true
    }
}
