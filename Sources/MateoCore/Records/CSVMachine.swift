/// The second pass over a window of CSV: from mark to mark, it copies cells into a JSON record.
///
/// A cell's key is written before it is known whether the cell is empty, and taken back if it is. Positions in
/// the output count from the beginning of the record, so that the output may move between windows.
struct CSVMachine {
    /// Where in a cell the input stands.
    enum Mode: UInt8 {
        case unquoted
        case quoted
        /// Behind a quote that ends the cell, unless another quote follows.
        case afterQuote
        /// Behind such a quote and blanks.
        case closed
    }

    /// Why a pass ended before its window did.
    enum Stop: Equatable {
        case endOfWindow
        /// The record that was completed is the last for this batch.
        case full
        /// The record that was completed does not fit into this batch.
        case overflow
        /// The record that was completed fits into no batch.
        case tooLarge
        /// The record that was completed has to be inspected.
        case inspect
        /// All cells of the row are empty or blank: it is no record.
        case blank
        case cellCount(Int)
        /// There is text in a column without a name.
        case unnamed
        case textAfterQuote
        case nul
        /// The row has U+0000 as an escape.
        case holdsNUL
        /// The row repeats the header line.
        case header
    }

    /// A window and what the first pass found in it.
    struct Window {
        var source: UnsafePointer<UInt8>
        var marks: UnsafePointer<UInt16>
        var markCount: Int
        /// Where to begin, and the mark that is next there.
        var start = 0
        var firstMark = 0
        /// How many bytes to take, and how many of them are whole characters.
        var count: Int
        var whole: Int
        /// Where it stands in the input.
        var offset: Int64
    }

    /// Where records go; as many as there is room for. The writer has proved the space behind `record`.
    struct Target {
        var record: UnsafeMutablePointer<UInt8>
        var roomLeft: Int
        /// The most bytes of a record.
        var largest: Int
        var recordsLeft: Int
        var columns: UnsafeMutablePointer<CSVColumns.Column>
        var checks: CSVChecks
        var prefixes: UnsafePointer<UInt8>
        /// For each column how many cells look like a text for "no value".
        var nullCounts: UnsafeMutablePointer<Int64>
        /// The texts that count as empty: each with its length before it, as JSON has them.
        var nulls: UnsafePointer<UInt8>
        var nullBytes: Int
        /// The header line as if it were a row.
        var header: UnsafePointer<UInt8>
        var headerBytes: Int
        /// On which lines rows begin, and how many entries there are.
        var lines: UnsafeMutablePointer<LineMark>
        var lineCount: Int
        /// Where rows that ended stand in the input, and how many these are.
        var places: UnsafeMutablePointer<SourceText.Place>
        var placeCount = 0
    }

    /// A quote that no byte of UTF-8 is.
    static let noQuote: UInt8 = 0xFF
    static let mark: StaticString = "\u{FEFF}"

    let delimiter: UInt8
    let quote: UInt8
    let emptyCells: EmptyCells
    let lastColumn: Int
    /// How many columns at the end are those of a list of failed rows.
    let notes: Int
    /// Whether a backslash takes the meaning from the byte after it.
    let hasEscapes: Bool
    /// Whether the fast lane reads this dialect.
    let isPlain: Bool
    /// Whether cells that look like a text for "no value" are counted.
    let countsNulls: Bool
    /// Whether values are checked; a mapping does that itself.
    let isChecking: Bool
    /// Whether blanks around bare cells are cut.
    let trimsCells: Bool
    var mode = Mode.unquoted
    /// Whether the first key of the record has been written.
    var isOpen = false
    /// Whether the record surely has an identifier. False is no proof of the contrary.
    var hasIdentifier = false
    /// What was found out about the values of the record.
    var found = CSVChecks.Found()
    /// Records with an `external_id` that were completed.
    var externalIDs: Int64 = 0
    /// Whether a backslash waits for its byte, and whether the cell is `\N`.
    var isEscaping = false
    var isNull = false
    /// Whether there is text in cells behind the last column, and the first column without a name that has text.
    var hasExtraText = false
    var unnamedColumn = -1
    var unnamedText = InlineArray<64, UInt8>(repeating: 0)
    /// The first column with U+0000 as an escape.
    var nulColumn = -1
    /// Whether a CR alone ends a line, and whether one waits for the byte after it.
    var endsAtCR = false
    private var holdsCR = false
    /// Whether a cell of the record was closed by a quote with a backslash before it.
    var hasEscapedQuote = false
    var column = 0
    /// Cells behind the last column.
    var extraCells = 0
    /// The end of the output, the beginning of the cell and that of its value.
    var at = 0
    var cell = 0
    var content = 0
    /// How many bytes of the record were cut.
    var cut = 0
    /// Where the bytes begin that are not copied yet.
    var run = 0
    /// The mark behind the record that was completed.
    var nextMark = 0
    /// Records completed.
    var rows: Int64 = 0
    /// The current line, that on which the record began, and that on which the last quote opened.
    var line: Int64 = 2
    var recordLine: Int64 = 2
    var quoteLine: Int64 = 2
    /// The line on which the last record with a fault began.
    var faultLine: Int64 = 2
    /// Where the record and the line after the last CR began, in the input.
    var recordStart: Int64 = 0
    var afterCR: Int64 = -1
    /// The line on which a row begins less the rows before it, as noted last.
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
            quote == UInt8(ascii: "\"") && !columns.hasUnnamed && options.nulls.isEmpty && !hasEscapes && !trimsCells
        isChecking = !columns.hasHeadings
        countsNulls = options.nulls.isEmpty
    }

    /// The bytes of the record so far, without a key whose value has not begun, without cells that have no column, and
    /// without the last `rest` bytes of the cell; with the bytes that were cut. It never shrinks while a record is read, so that a record is too
    /// large at the same byte however the input is cut.
    func recordLength(without rest: Int = 0) -> Int {
        if extraCells > 0 { return cell &+ cut }
        let end = mode == .afterQuote || mode == .closed ? at : at &- rest
        return (end == content ? cell : end) &+ cut
    }

    /// Whether no byte of a record has been read.
    func isBetweenRecords(at offset: Int64) -> Bool { offset == recordStart }

    /// Goes through a window. `run` then says how many bytes were taken.
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

    /// Takes the CR before the next byte, which shows whether it is text or the first half of a line end. False when it
    /// is text behind a closing quote.
    @inline(never)
    private mutating func takeCR(_ window: Window, _ target: inout Target) -> Bool {
        holdsCR = false
        if window.source[run] == UInt8(ascii: "\n") { return true }
        if mode != .unquoted { return false }
        at &+= Escape.write(UInt8(ascii: "\r"), to: target.record + at)
        return true
    }

    /// Goes on in the fast lane. A function of its own, so that the code around it takes no registers from it.
    @inline(never)
    private mutating func drive(_ window: Window, _ target: inout Target, mark: Int) -> Int {
        noteLine(&target)
        let (rowsBefore, lineBefore) = (rows, line)
        var lane = CSVLane(self, window, target, mark: mark)
        lane.drive()
        let next = lane.leave(&self, window, &target)
        // The row that was open may have begun some lines before.
        if rows > rowsBefore { noteLine(lineBefore &+ 1, ofRowBehind: rowsBefore &+ 1, &target) }
        return next
    }

    /// Takes what is behind the last mark.
    @inline(__always)
    private mutating func endWindow(_ window: Window, _ target: inout Target) -> Stop {
        if run < window.count {
            if mode != .afterQuote && mode != .closed {
                take(window, to: window.count, &target)
            } else if run < window.whole {
                guard isBlank(window.source + run, window.whole &- run) else { return .textAfterQuote }
                mode = .closed
            }
            // A character that is not whole yet may turn out to be no UTF-8, which is then the fault.
            run = window.count
        }
        // One byte is enough to know that a cell has begun, and whether it is blank.
        if extraCells > 0 && at > content {
            if !Self.isBlankText(target.record + content, at &- content) {
                target.record[content] = UInt8(ascii: "x")
            }
            at = content &+ 1
        }
        return .endOfWindow
    }

    /// Copies the bytes before `position` into the cell, and goes on behind it.
    @inline(__always)
    mutating func take(_ window: Window, to position: Int, _ target: inout Target) {
        let length = position &- run
        copyRun(from: window.source + run, to: target.record + at, count: length)
        at &+= length
        run = position &+ 1
    }

    /// Copies the bytes before `position` into the cell, and behind them the escape of the byte that stands there.
    @inline(__always)
    mutating func escape(_ byte: UInt8, at position: Int, _ window: Window, _ target: inout Target) {
        take(window, to: position, &target)
        at &+= Escape.write(byte, to: target.record + at)
    }
}
