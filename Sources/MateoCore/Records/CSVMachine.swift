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
        case noIdentifier
        case cellCount(Int)
        case textAfterQuote
        case nul
    }

    /// A window and what the first pass found in it.
    struct Window {
        var source: UnsafePointer<UInt8>
        var marks: UnsafePointer<UInt16>
        var markCount: Int
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
        var columns: UnsafePointer<CSVColumns.Column>
        var prefixes: UnsafePointer<UInt8>
    }

    let delimiter: UInt8
    let emptyCells: EmptyCells
    let lastColumn: Int
    var mode = Mode.unquoted
    /// Whether the first key of the record has been written.
    var isOpen = false
    var hasIdentifier = false
    var column = 0
    /// Cells behind the last column.
    var extraCells = 0
    /// The end of the output, the beginning of the cell and that of its value.
    var at = 0
    var cell = 0
    var content = 0
    /// Where the bytes begin that are not copied yet.
    var run = 0
    /// Records completed.
    var rows: Int64 = 0
    /// The current line, that on which the record began, and that on which the last quote opened.
    var line: Int64 = 2
    var recordLine: Int64 = 2
    var quoteLine: Int64 = 2
    /// Where the record and the line after the last CR began, in the input.
    var recordStart: Int64 = 0
    var afterCR: Int64 = -1

    init(delimiter: UInt8, emptyCells: EmptyCells, columns: Int) {
        self.delimiter = delimiter
        self.emptyCells = emptyCells
        lastColumn = columns - 1
    }

    /// The bytes of the record so far, without a key whose value has not begun, without cells that have no column, and
    /// without the last `rest` bytes of the cell. It never shrinks while a record is read, so that a record is too
    /// large at the same byte however the input is cut.
    func recordLength(without rest: Int = 0) -> Int {
        if extraCells > 0 { return cell }
        let end = mode == .afterQuote ? at : at &- rest
        return end == content ? cell : end
    }

    /// Whether no byte of a record has been read.
    func isBetweenRecords(at offset: Int64) -> Bool { offset == recordStart }

    /// Goes through a window. `run` then says how many bytes were taken.
    mutating func pass(_ window: Window, _ target: inout Target) -> Stop {
        run = 0
        if !isOpen { openRecord(target) }
        var index = 0
        while index < window.markCount {
            if mode == .unquoted && extraCells == 0 {
                index = drive(window, &target, mark: index)
                if index == window.markCount { break }
            }
            let position = Int(window.marks[index])
            let byte = window.source[position]
            index &+= 1
            if byte == delimiter {
                if mode == .quoted {
                    // A tab, a control character or a backslash may be the delimiter, and needs its escape here.
                    if Escape.isNeeded(byte) { escape(byte, at: position, window, target) }
                    continue
                }
                if mode == .afterQuote && position != run { return .textAfterQuote }
                take(window, to: position, target)
                nextCell(target)
            } else if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                let stop = lineEnd(byte, at: position, window, &target)
                if stop != .endOfWindow { return stop }
            } else if byte == UInt8(ascii: "\"") {
                if mode == .afterQuote && position != run { return .textAfterQuote }
                quote(at: position, window, target)
            } else {
                if mode == .afterQuote { return .textAfterQuote }
                if byte == 0 {
                    take(window, to: position, target)
                    run = position
                    return .nul
                }
                escape(byte, at: position, window, target)
            }
        }
        return endWindow(window, target)
    }

    /// Goes on in the fast lane. A function of its own, so that the code around it takes no registers from it.
    @inline(never)
    private mutating func drive(_ window: Window, _ target: inout Target, mark: Int) -> Int {
        var lane = CSVLane(self, window, target, mark: mark)
        lane.drive()
        return lane.leave(&self, window, &target)
    }

    /// Takes what is behind the last mark.
    @inline(__always)
    private mutating func endWindow(_ window: Window, _ target: Target) -> Stop {
        if run < window.count {
            if mode != .afterQuote {
                take(window, to: window.count, target)
            } else if run < window.whole {
                return .textAfterQuote
            }
            // A character that is not whole yet may turn out to be no UTF-8, which is then the fault.
            run = window.count
        }
        // One byte is enough to know that a cell has begun.
        if extraCells > 0 && at > content { at = content &+ 1 }
        return .endOfWindow
    }

    /// Copies the bytes before `position` into the cell, and goes on behind it.
    @inline(__always)
    private mutating func take(_ window: Window, to position: Int, _ target: Target) {
        let length = position &- run
        copyRun(from: window.source + run, to: target.record + at, count: length)
        at &+= length
        run = position &+ 1
    }

    /// Copies the bytes before `position` into the cell, and behind them the escape of the byte that stands there.
    @inline(__always)
    private mutating func escape(_ byte: UInt8, at position: Int, _ window: Window, _ target: Target) {
        take(window, to: position, target)
        at &+= Escape.write(byte, to: target.record + at)
    }

    /// A quote opens a cell, closes it, stands for itself after another one, or is text inside a bare cell.
    @inline(__always)
    private mutating func quote(at position: Int, _ window: Window, _ target: Target) {
        switch mode {
        case .unquoted where at == content && run == position:
            mode = .quoted
            quoteLine = line
            run = position &+ 1
        case .unquoted:
            escape(UInt8(ascii: "\""), at: position, window, target)
        case .quoted:
            take(window, to: position, target)
            mode = .afterQuote
        case .afterQuote:
            at &+= Escape.write(UInt8(ascii: "\""), to: target.record + at)
            mode = .quoted
            run = position &+ 1
        }
    }

    /// Ends a line: inside quotes it is text, else the record is complete.
    @inline(__always)
    private mutating func lineEnd(
        _ byte: UInt8, at position: Int, _ window: Window, _ target: inout Target
    ) -> Stop {
        let here = window.offset &+ Int64(position)
        let isSecondHalf = byte == UInt8(ascii: "\n") && here == afterCR
        if mode == .quoted {
            escape(byte, at: position, window, target)
            countLine(byte, here, isSecondHalf)
            return .endOfWindow
        }
        if mode == .afterQuote && position != run { return .textAfterQuote }
        if isSecondHalf || (here == recordStart && lastColumn > 0) {
            countLine(byte, here, isSecondHalf)
            run = position &+ 1
            startRecord(at: here &+ 1)
            return .endOfWindow
        }
        take(window, to: position, target)
        let stop = closeRecord(&target)
        switch stop {
        case .endOfWindow, .full, .overflow:
            countLine(byte, here, false)
            startRecord(at: here &+ 1)
            if stop == .endOfWindow { openRecord(target) }
        default: break
        }
        return stop
    }

    @inline(__always)
    private mutating func countLine(_ byte: UInt8, _ here: Int64, _ isSecondHalf: Bool) {
        if !isSecondHalf { line &+= 1 }
        if byte == UInt8(ascii: "\r") { afterCR = here &+ 1 }
    }
}
