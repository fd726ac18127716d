extension CSVHeader {
    /// The possible delimiters, the most likely first.
    static let candidates: StaticString = ",;\t|"

    /// A line, split at a delimiter.
    struct Line {
        /// The number of delimiters outside of quotes, and the end of the line.
        var delimiters = 0
        var end = 0
        /// The number of delimiters without a blank behind them. A comma in a text has one.
        var tight = 0
        /// Whether the first and the last cell are empty or blank, and whether all cells are.
        var isLeading = true
        var isTrailing = true
        var isBlank = true
        /// Whether there is text between a closing quote and the next delimiter.
        var isFaulty = false
    }

    /// The common features of the rows, split at a delimiter.
    struct Rows {
        /// The rows with the wanted number of delimiters, and all rows.
        var fitting = 0
        var count = 0
        /// The rows that begin and end with a delimiter. Below a title without one, they show the delimiter.
        var framed = 0
        /// Whether each row has one or two additional delimiters, with nothing before the first or behind the last one.
        var hasLeading = true
        var hasTrailing = true
        var hasBoth = true
    }

    /// Returns the given delimiter, or the one that splits the header and most rows into the same number of cells. If
    /// there is none, it returns the most frequent one in the first line, or a comma. Text behind a closing quote shows that
    /// another one is right.
    ///
    /// - Parameter columns: the number of given columns; 0 if the header has them.
    mutating func delimiter(columns: Int) -> UInt8 {
        let found = findDelimiter(columns)
        given = found
        return found
    }

    private func findDelimiter(_ columns: Int) -> UInt8 {
        if let given { return given }
        var (best, bestFitting, bestTight, bestCount) = (0, -1, -1, -1)
        for index in 0..<4 {
            let byte = Self.candidates.utf8Start[index]
            let wanted = wanted(byte, columns)
            let rows = rows(byte, wanted)
            if wanted == 0 {
                if rows.framed > 1 { return byte }
                continue
            }
            let line = cut(at: 0, byte)
            let (fitting, tight, count) = (line.isFaulty ? -1 : rows.fitting, line.tight, line.delimiters)
            if fitting != bestFitting
                ? fitting > bestFitting : tight != bestTight ? tight > bestTight : count > bestCount
            {
                (best, bestFitting, bestTight, bestCount) = (index, fitting, tight, count)
            }
        }
        return Self.candidates.utf8Start[best]
    }

    /// Returns the number of delimiters that a row should have.
    func wanted(_ delimiter: UInt8, _ columns: Int) -> Int {
        columns > 0 ? columns - 1 + noteColumns(delimiter, columns) : cut(at: 0, delimiter).delimiters
    }

    /// Returns the number of columns of a list of failed rows behind the given ones: all or none. The first row
    /// decides: its last cell then shows whether it is retryable.
    func noteColumns(_ delimiter: UInt8, _ columns: Int) -> Int {
        let line = cut(at: 0, delimiter)
        let extra = line.delimiters - (columns - 1) - SourceWriter.columnCount
        guard extra >= 0 && extra <= 2 else { return 0 }
        var start = line.end
        while start > 0 && text.span[start - 1] != delimiter { start -= 1 }
        let last = text.span.extracting(start..<line.end)
        return last.equals("true") || last.equals("false") ? SourceWriter.columnCount : 0
    }

    /// Splits the collected rows at a delimiter. An incomplete row does not count.
    @inline(never)
    func rows(_ delimiter: UInt8, _ wanted: Int) -> Rows {
        var rows = Rows()
        var index = end
        while index < text.count {
            let line = cut(at: index, delimiter)
            let isRule = isRule(index..<line.end)
            index = line.end + 1
            if line.isBlank || isRule || (line.end >= text.count && rows.count > 0) { continue }
            rows.count += 1
            let extra = line.delimiters - wanted
            let hasLeading = extra == 1 && line.isLeading
            let hasTrailing = extra == 1 && line.isTrailing
            let hasBoth = extra == 2 && line.isLeading && line.isTrailing
            if !line.isFaulty && (extra == 0 || hasLeading || hasTrailing || hasBoth) { rows.fitting += 1 }
            if line.isLeading && line.isTrailing { rows.framed += 1 }
            rows.hasLeading = rows.hasLeading && hasLeading
            rows.hasTrailing = rows.hasTrailing && hasTrailing
            rows.hasBoth = rows.hasBoth && hasBoth
        }
        return rows
    }

    /// Returns whether a line is a rule, see `CSVMachine.strokes`. Lines of other delimiters are not.
    @inline(never)
    func isRule(_ line: Range<Int>) -> Bool {
        (given ?? UInt8(ascii: "|")) == UInt8(ascii: "|")
            && CSVMachine.strokes(text.base + line.lowerBound, line.count) > 2
    }

    /// Returns the number of cells with text in the header line.
    func filledCells(_ delimiter: UInt8) -> Int {
        var (filled, isFilled) = (0, false)
        for index in 0..<end {
            let byte = text.span[index]
            if byte == delimiter { isFilled = false }
            if byte == delimiter || byte <= 0x20 || isFilled { continue }
            isFilled = true
            filled += 1
        }
        return filled
    }

    /// Splits the line at `start`, or the rest of it. Until the delimiter is found, a quote may open behind any of them.
    @inline(never)
    func cut(at start: Int, _ delimiter: UInt8) -> Line {
        var line = Line()
        var (isQuoted, isStart, isClosed, isCellBlank) = (false, true, false, true)
        var index = start
        while index < text.count {
            let byte = text.span[index]
            if byte == quote && (isQuoted || isStart) {
                // A doubled quote inside quotes closes and opens them again.
                isQuoted.toggle()
                (isStart, isClosed) = (!isQuoted, !isQuoted)
            } else if isQuoted {
                isCellBlank = isCellBlank && Self.isBlank(byte)
                if hasEscapes && byte == UInt8(ascii: "\\") { index += 1 }
            } else if byte == UInt8(ascii: "\n") || (byte == UInt8(ascii: "\r") && endsLine(at: index)) {
                break
            } else if byte == delimiter {
                if line.delimiters == 0 { line.isLeading = isCellBlank }
                line.isBlank = line.isBlank && isCellBlank
                line.delimiters += 1
                if index + 1 < text.count && text.span[index + 1] != 0x20 { line.tight += 1 }
                (isStart, isClosed, isCellBlank) = (true, false, true)
            } else if !Self.isBlank(byte) {
                line.isFaulty = line.isFaulty || isClosed
                (isStart, isCellBlank) = (isDelimiter(byte), false)
                if hasEscapes && byte == UInt8(ascii: "\\") { index += 1 }
            } else if isDelimiter(byte) {
                isStart = true
            }
            index += 1
        }
        line.isTrailing = isCellBlank
        line.isBlank = line.isBlank && isCellBlank
        // A backslash at the end has nothing to escape.
        line.end = min(index, text.count)
        return line
    }

    /// Returns whether the CR at an index ends its line.
    private func endsLine(at index: Int) -> Bool {
        endsAtCR || index <= end || index + 1 >= text.count || text.span[index + 1] == UInt8(ascii: "\n")
    }

    static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}
