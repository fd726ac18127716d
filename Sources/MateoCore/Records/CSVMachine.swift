/// The second pass over a window of CSV. It goes from mark to mark and copies cells into a JSON record.
///
/// It writes a cell's key before it knows whether the cell is empty, and removes the key if it is. Positions in the
/// output count from the beginning of the record, so the output may move between windows.
struct CSVMachine {
    /// The place of the input within a cell.
    enum Mode: UInt8 {
        case unquoted
        case quoted
        /// Behind a quote that ends the cell, unless another quote follows.
        case afterQuote
        /// Behind such a quote and blanks.
        case closed
    }

    /// Why a pass ended.
    enum Stop: Equatable {
        case endOfWindow
        /// The completed record is the last one for this batch.
        case full
        /// The completed record does not fit into this batch.
        case overflow
        /// The completed record is too large for any batch.
        case tooLarge
        /// The completed record needs an inspection.
        case inspect
        /// All cells of the row are empty or blank, so it is not a record.
        case blank
        case cellCount(Int)
        /// There is text in a column without a name.
        case unnamed
        case textAfterQuote
        case nul
        /// The row contains an escape of U+0000.
        case holdsNUL
        /// The row repeats the header line.
        case header
        /// A list of failed rows has the row as it was held before, with so many cells and those of the list.
        case stillShort(Int)
    }

    /// A window with the results of the first pass.
    struct Window {
        var source: UnsafePointer<UInt8>
        var marks: UnsafePointer<UInt16>
        var markCount: Int
        /// The place to begin, and the next mark there.
        var start = 0
        var firstMark = 0
        /// The number of bytes to read, and how many of them are complete characters.
        var count: Int
        var whole: Int
        /// The window's place in the input.
        var offset: Int64
    }

    /// The target for records, as many as there is room for. The space behind `record` was reserved.
    struct Target {
        var record: UnsafeMutablePointer<UInt8>
        var roomLeft: Int
        /// The most bytes of a record.
        var largest: Int
        var recordsLeft: Int
        var columns: UnsafePointer<CSVColumns.Column>
        /// The cells of the row, and how far behind them those of the next row are. Without a mapping, that is 0.
        var cells: UnsafeMutablePointer<CSVCell>
        var cellsPerRow: Int
        var checks: CSVChecks
        var prefixes: UnsafePointer<UInt8>
        /// For each column, its cells with a word for "no value".
        var nullCounts: UnsafeMutablePointer<NullCount>
        /// The texts that count as empty in JSON, each with its length before it.
        var nulls: UnsafePointer<UInt8>
        var nullBytes: Int
        /// The header line as if it were a row.
        var header: UnsafePointer<UInt8>
        var headerBytes: Int
        /// On which lines rows begin, and how many entries there are.
        var lines: UnsafeMutablePointer<LineMark>
        var lineCount: Int
        /// The places of completed rows in the input, and their number.
        var places: UnsafeMutablePointer<SourceText.Place>
        var placeCount = 0
    }

    /// A byte that never occurs in UTF-8, for no quote.
    static let noQuote: UInt8 = 0xFF
    static let mark: StaticString = "\u{FEFF}"

    let delimiter: UInt8
    let quote: UInt8
    let emptyCells: EmptyCells
    let lastColumn: Int
    /// How many columns at the end are those of a list of failed rows, and what `followNotes` finds there.
    let notes: Int
    var (filledCells, heldCells) = (0, 0)
    /// Whether a backslash takes the meaning from the byte after it.
    let hasEscapes: Bool
    /// Whether the fast lane reads this dialect.
    let isPlain: Bool
    /// Whether to check values. A mapping does that itself.
    let isChecking: Bool
    /// Whether to cut blanks around bare cells.
    let trimsCells: Bool
    var mode = Mode.unquoted
    /// Whether the first key of the record is written.
    var isOpen = false
    /// The results of the checks of the record's values.
    var found = CSVChecks.Found()
    /// The number of completed records with an `external_id`.
    var externalIDs: Int64 = 0
    /// Whether a backslash waits for its byte, and whether the cell is `\N`.
    var isEscaping = false
    var isNull = false
    /// Whether cells behind the last column have text, and the first column without a name that has text.
    var hasExtraText = false
    var unnamedColumn = -1
    var unnamedText = InlineArray<64, UInt8>(repeating: 0)
    /// The first column with an escape of U+0000.
    var nulColumn = -1
    /// Whether a CR alone ends a line, and whether a CR waits for the next byte.
    var endsAtCR = false
    var holdsCR = false
    /// Whether a quote behind a backslash closed a cell of the record.
    var hasEscapedQuote = false
    var column = 0
    /// The number of cells behind the last column.
    var extraCells = 0
    /// The strokes of a row that may be a rule; negative for other rows.
    var strokes = 0
    /// The end of the output, and the beginnings of the cell and of its value.
    var at = 0
    var cell = 0
    var content = 0
    /// The number of bytes that were cut from the record.
    var cut = 0
    /// The start of the bytes that are not yet copied.
    var run = 0
    /// The mark behind the completed record.
    var nextMark = 0
    /// The number of completed records.
    var rows: Int64 = 0
    /// The current line, the line on which the record began, and the one on which the last quote opened.
    var line: Int64 = 2
    var recordLine: Int64 = 2
    var quoteLine: Int64 = 2
    /// The line on which the last faulty record began.
    var faultLine: Int64 = 2
    /// The start of the record in the input, and of the line behind the last CR.
    var recordStart: Int64 = 0
    var afterCR: Int64 = -1
    /// The place behind the last CR with a backslash before it. A LF there is text too.
    var afterEscapedCR: Int64 = -1
    /// The line of a row minus the number of rows before it, as noted last.
    var lineShift: Int64 = .min

    init(delimiter: UInt8, columns: borrowing CSVColumns, _ options: CSVOptions) {
        self.delimiter = delimiter
        quote = options.quote ?? Self.noQuote
        emptyCells = options.emptyCells
        hasEscapes = options.hasBackslashEscapes
        lastColumn = max(columns.count, 1) - 1
        notes = columns.notes
        trimsCells = delimiter == UInt8(ascii: "|")
        isPlain =
            quote == UInt8(ascii: "\"") && !columns.hasUnnamed && notes == 0 && options.nulls.isEmpty && !hasEscapes
            && !trimsCells
        isChecking = !columns.hasHeadings
    }

    /// Returns the length of the record so far, including the bytes that were cut. A key without a started value, cells
    /// without a column, and the last `rest` bytes of the cell do not count. The length never shrinks while a record is
    /// read. So a record becomes too large at the same byte, however the input is divided.
    func recordLength(without rest: Int = 0) -> Int {
        if extraCells > 0 { return cell &+ cut }
        let end = mode == .afterQuote || mode == .closed ? at : at &- rest
        return (end == content ? cell : end) &+ cut
    }

    /// Returns whether no byte of a record has been read.
    func isBetweenRecords(at offset: Int64) -> Bool { offset == recordStart }

    /// Processes a window. Afterwards, `run` is the number of bytes it took.
    mutating func pass(_ window: Window, _ target: inout Target) -> Stop {
        run = window.start
        if !isOpen { openRecord(&target) }
        var index = window.firstMark
        if isEscaping && window.count > 0 {
            let stop = unescape(at: 0, &index, window, &target)
            if stop != .endOfWindow { return stop }
        }
        if holdsCR && window.count > 0 && !takeCR(window, &target) { return .textAfterQuote }
        while index < window.markCount {
            if isPlain && mode == .unquoted && at == content && extraCells == 0
                && !(column == 0 && window.source[run] == Self.mark.utf8Start[0])
            {
                index = drive(window, &target, mark: index)
                if index == window.markCount { break }
            }
            let position = Int(window.marks[index])
            let byte = window.source[position]
            index &+= 1
            if byte == delimiter {
                if mode == .quoted {
                    // A tab, a control character or a backslash may be the delimiter, and needs its escape here.
                    if Escape.isNeeded(byte) { escape(byte, at: position, window, &target) }
                    continue
                }
                guard isClean(window, to: position) else { return .textAfterQuote }
                take(window, to: position, &target)
                nextCell(&target)
            } else if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                if byte == UInt8(ascii: "\r") && !endsAtCR && mode != .quoted
                    && (position &+ 1 >= window.count || window.source[position &+ 1] != UInt8(ascii: "\n"))
                {
                    guard isClean(window, to: position) else { return .textAfterQuote }
                    take(window, to: position, &target)
                    holdsCR = true
                    if position &+ 1 < window.count && !takeCR(window, &target) { return .textAfterQuote }
                    continue
                }
                let stop = lineEnd(byte, at: position, window, &target)
                nextMark = index
                if stop != .endOfWindow { return stop }
            } else if byte == quote {
                if mode == .closed || (mode == .afterQuote && position != run) { return .textAfterQuote }
                takeQuote(at: position, window, &target)
            } else if byte == 0 {
                if mode == .afterQuote || mode == .closed { return .textAfterQuote }
                take(window, to: position, &target)
                run = position
                return .nul
            } else if mode == .afterQuote || mode == .closed {
                guard byte == UInt8(ascii: "\t") && isClean(window, to: position) else { return .textAfterQuote }
                mode = .closed
                run = position &+ 1
            } else if hasEscapes && byte == UInt8(ascii: "\\") {
                take(window, to: position, &target)
                isEscaping = true
                if position &+ 1 < window.count {
                    let stop = unescape(at: position &+ 1, &index, window, &target)
                    if stop != .endOfWindow { return stop }
                }
            } else {
                escape(byte, at: position, window, &target)
            }
        }
        return endWindow(window, &target)
    }

    /// Continues in the fast lane. It is a separate function, so that the code around it does not use up its registers.
    @inline(never) @_optimize(speed)
    private mutating func drive(_ window: Window, _ target: inout Target, mark: Int) -> Int {
        let (rowsBefore, lineBefore, firstLine) = (rows, line, recordLine)
        var lane = CSVLane(self, window, target, mark: mark)
        lane.drive()
        let next = lane.leave(&self, window, &target)
        // Only complete rows have a note: rows without text before them would need one each. The first row may have begun
        // some lines before.
        if rows > rowsBefore { noteLine(firstLine, ofRowBehind: rowsBefore, &target) }
        if rows > rowsBefore &+ 1 { noteLine(lineBefore &+ 1, ofRowBehind: rowsBefore &+ 1, &target) }
        return next
    }

    /// Takes the bytes behind the last mark.
    @inline(__always)
    private mutating func endWindow(_ window: Window, _ target: inout Target) -> Stop {
        if run < window.count {
            if mode != .afterQuote && mode != .closed {
                take(window, to: window.count, &target)
            } else if run < window.whole {
                guard isBlank(window.source + run, window.whole &- run) else { return .textAfterQuote }
                mode = .closed
            }
            // An incomplete character may turn out to be invalid UTF-8. That is then the fault.
            run = window.count
        }
        // One byte shows that a cell has begun, and whether it is blank.
        if extraCells > 0 && at > content {
            if !Self.isBlankText(target.record + content, at &- content) {
                if trimsCells { followRule(target.record) }
                // A part of a rule, but not a stroke.
                target.record[content] = UInt8(ascii: "+")
            }
            at = content &+ 1
        }
        return .endOfWindow
    }

    /// Copies the bytes before `position` into the cell, and moves past it.
    @inline(__always)
    mutating func take(_ window: Window, to position: Int, _ target: inout Target) {
        let length = position &- run
        copyRun(from: window.source + run, to: target.record + at, count: length)
        at &+= length
        run = position &+ 1
    }

    /// Copies the bytes before `position` into the cell, and then the escape of the byte at `position`.
    @inline(__always)
    mutating func escape(_ byte: UInt8, at position: Int, _ window: Window, _ target: inout Target) {
        take(window, to: position, &target)
        at &+= Escape.write(byte, to: target.record + at)
    }
}
