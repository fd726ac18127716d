/// Handles line ends, and counts lines.
extension CSVMachine {
    /// Notes the line of the next row, unless it follows from the row before.
    @inline(__always)
    mutating func noteLine(_ target: inout Target) {
        noteLine(recordLine, ofRowBehind: rows, &target)
    }

    /// Notes the line of the row behind this many others. Rows come in order.
    @inline(__always)
    mutating func noteLine(_ line: Int64, ofRowBehind rows: Int64, _ target: inout Target) {
        if line &- rows == lineShift { return }
        lineShift = line &- rows
        target.lines[target.lineCount] = LineMark(row: rows &+ 1, line: line)
        target.lineCount &+= 1
    }

    /// Handles the end of a line. Inside quotes it is text, otherwise it ends the record.
    @inline(__always)
    mutating func lineEnd(
        _ byte: UInt8, at position: Int, _ window: Window, _ target: inout Target
    ) -> Stop {
        let here = window.offset &+ Int64(position)
        let isSecondHalf = byte == UInt8(ascii: "\n") && here == afterCR
        if mode == .quoted || (here == afterEscapedCR && byte == UInt8(ascii: "\n")) {
            escape(byte, at: position, window, &target)
            countLine(byte, here, isSecondHalf)
            return .endOfWindow
        }
        guard isClean(window, to: position) else { return .textAfterQuote }
        if isSecondHalf || here == recordStart {
            countLine(byte, here, isSecondHalf)
            run = position &+ 1
            startRecord(at: here &+ 1)
            return .endOfWindow
        }
        take(window, to: position, &target)
        let stop = closeRecord(&target)
        switch stop {
        case .endOfWindow, .full, .overflow, .inspect:
            faultLine = recordLine
            countLine(byte, here, false)
            endRow(at: here &+ 1, &target)
            if stop == .endOfWindow { openRecord(&target) }
        case .blank, .cellCount, .unnamed, .holdsNUL, .header, .stillShort:
            faultLine = recordLine
            countLine(byte, here, false)
            isOpen = false
            if stop == .blank {
                startRecord(at: here &+ 1)
                openRecord(&target)
                return .endOfWindow
            }
            endRow(at: here &+ 1, &target)
        default: break
        }
        return stop
    }

    /// Notes the place of a row. The next row begins behind it.
    @inline(__always)
    private mutating func endRow(at offset: Int64, _ target: inout Target) {
        target.places[target.placeCount] = SourceText.Place(start: recordStart, end: offset)
        target.placeCount &+= 1
        startRecord(at: offset)
    }

    @inline(__always)
    mutating func countLine(_ byte: UInt8, _ here: Int64, _ isSecondHalf: Bool) {
        if !isSecondHalf { line &+= 1 }
        if byte == UInt8(ascii: "\r") { afterCR = here &+ 1 }
    }

    /// Takes the CR before the next byte, which shows whether it is text or the first half of a line end. False when it
    /// is text behind a closing quote.
    @inline(never)
    mutating func takeCR(_ window: Window, _ target: inout Target) -> Bool {
        holdsCR = false
        if window.source[run] == UInt8(ascii: "\n") { return true }
        if mode != .unquoted { return false }
        at &+= Escape.write(UInt8(ascii: "\r"), to: target.record + at)
        return true
    }
}
