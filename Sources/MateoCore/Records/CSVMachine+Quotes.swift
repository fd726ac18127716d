extension CSVMachine {
    /// Handles a quote. It opens a cell, closes it, is the second one of a doubled quote, or is text inside a bare
    /// cell.
    @inline(__always)
    mutating func takeQuote(at position: Int, _ window: Window, _ target: inout Target) {
        switch mode {
        case .unquoted:
            if isFirstCell {
                copyRun(from: window.source + run, to: target.record + at, count: position &- run)
                at &+= position &- run
                run = position
                cutMarks(&target)
            }
            // Blanks before the quote that opens a cell are no part of it.
            guard
                Self.isBlankText(target.record + content, at &- content)
                    && isBlank(window.source + run, position &- run) && !isNull
            else {
                writeQuote(at: position, window, &target)
                return
            }
            at = content
            mode = .quoted
            quoteLine = line
            run = position &+ 1
        case .quoted:
            take(window, to: position, &target)
            if at > content && target.record[at &- 1] == UInt8(ascii: "\\") { hasEscapedQuote = true }
            mode = .afterQuote
        case .afterQuote, .closed:
            writeQuote(at: position, window, &target)
            mode = .quoted
        }
    }

    /// Copies a quote that is text, with the bytes before it.
    mutating func writeQuote(at position: Int, _ window: Window, _ target: inout Target) {
        if Escape.isNeeded(quote) {
            escape(quote, at: position, window, &target)
        } else {
            take(window, to: position &+ 1, &target)
            run = position &+ 1
        }
    }

    /// Returns whether there are only blanks between a closing quote, if there is one, and the end of the cell. It
    /// skips them.
    @inline(__always)
    mutating func isClean(_ window: Window, to position: Int) -> Bool {
        guard mode == .afterQuote || mode == .closed else { return true }
        guard isBlank(window.source + run, position &- run) else { return false }
        run = position
        return true
    }

    /// Returns whether bytes of the input are only blanks and tabs.
    func isBlank(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        for index in 0..<max(count, 0) where !CSVHeader.isBlank(bytes[index]) { return false }
        return true
    }

    /// Handles the byte behind a backslash.
    ///
    /// - Parameter index: the next mark. The mark of this byte is skipped.
    mutating func unescape(
        at position: Int, _ index: inout Int, _ window: Window, _ target: inout Target
    ) -> Stop {
        isEscaping = false
        if index < window.markCount && Int(window.marks[index]) == position { index &+= 1 }
        let byte = window.source[position]
        var text = byte
        switch byte {
        case UInt8(ascii: "n"): text = UInt8(ascii: "\n")
        case UInt8(ascii: "t"): text = UInt8(ascii: "\t")
        case UInt8(ascii: "r"): text = UInt8(ascii: "\r")
        case UInt8(ascii: "b"): text = 8
        // PostgreSQL writes these two.
        case UInt8(ascii: "f"): text = 0x0C
        case UInt8(ascii: "v"): text = 0x0B
        case UInt8(ascii: "Z"): text = 0x1A
        case UInt8(ascii: "N"): isNull = at == content
        case 0, UInt8(ascii: "0"):
            text = 0
            if nulColumn < 0 { nulColumn = column }
            // So that `judge` sees the row.
            found.doubts = 1
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
            let here = window.offset &+ Int64(position)
            countLine(byte, here, byte == UInt8(ascii: "\n") && here == afterCR)
            // MariaDB escapes only the first byte of CRLF.
            if byte == UInt8(ascii: "\r") { afterEscapedCR = here &+ 1 }
        default: break
        }
        if text == byte && !Escape.isNeeded(byte) {
            run = position
        } else {
            run = position
            escape(text, at: position, window, &target)
        }
        return .endOfWindow
    }
}
