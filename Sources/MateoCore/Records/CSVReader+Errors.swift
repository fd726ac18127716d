extension CSVReader {
    /// Returns the fault of options, or nil.
    static func fault(_ options: CSVOptions) -> MateoError? {
        let quote = options.quote ?? CSVMachine.noQuote
        let isSame = quote == options.delimiter && quote != UInt8(ascii: "\"")
        if !isSame, let delimiter = options.delimiter, !isPossible(delimiter, quote) { return badDelimiter }
        var isWrong = isSame
        switch quote {
        case 0..<0x20, UInt8(ascii: " "), UInt8(ascii: "\\"), 0x80..<0xFF: isWrong = true
        default: break
        }
        if isWrong {
            return MateoError(
                .argument, "the quote must be a visible ASCII character other than a backslash and the delimiter")
        }
        for text in options.nulls where text.count > 1000 {
            return MateoError(.argument, "a text that counts as empty must not be longer than 1,000 bytes")
        }
        return nil
    }

    static func isPossible(_ delimiter: UInt8, _ quote: UInt8) -> Bool {
        switch delimiter {
        case 0, UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\""), quote, 0x80...: false
        default: true
        }
    }

    static var badDelimiter: MateoError {
        MateoError(.argument, "the delimiter must be an ASCII character other than the quote, a line end or NUL")
    }

    /// Returns a column's number, and its name if that is short and plain. The header was checked to be one, so the
    /// name is not content of a record.
    func place(_ column: Int) -> Text {
        let number = column + 1
        let name = Shown.name(columns.name(column))
        return name.utf8.first == UInt8(ascii: "\"") ? "column \(number), \(name)" : "column \(number)"
    }

    /// Returns an error about the current record, counted from 1 over the import without the header.
    @inline(never)
    func error(_ status: Status, line: Int64, column: Int = -1, _ message: Text) -> MateoError {
        let row = rowsBefore + machine.rows + 1
        let place: Text = column < 0 ? "" : ", \(place(column))"
        return MateoError(status, "row \(row), line \(line)\(place): \(message)", row: row)
    }

    /// Returns the fault of a row with too many or too few cells. Those of a list of failed rows do not count.
    func raggedReason(_ cells: Int) -> Text {
        let cells = max(cells &- machine.notes, 1)
        if !options.columns.isEmpty {
            return
                "the list of columns has \(options.columns.count) \(options.columns.count == 1 ? "name" : "names"), and the row has \(cells) \(cells == 1 ? "cell" : "cells")"
        }
        // Columns without a name may exist only in the rows.
        let others: Text = columns.hasUnnamed ? "other rows have" : "the header has"
        return
            "the row has \(cells) \(cells == 1 ? "cell" : "cells"), \(others) \(machine.lastColumn &+ 1 &- machine.notes)"
    }

    func ragged(cells: Int, isLast: Bool) -> MateoError {
        let line = machine.faultLine
        let advice: Text =
            machine.trimsCells && machine.lastColumn == 0 && options.columns.isEmpty
            ? ". If line \(line) has the headings, set \"skip_lines\" to \(line - 1) in the mapping"
            : isLast
                ? ". Is it a total or a footer? Remove it, or set \"ragged\" to \"hold\" in the mapping"
                : ". A value may contain the delimiter without quotes around it. Correct the row, or set \"ragged\" to \"hold\" in the mapping"
        return error(.csv, line: line, raggedReason(cells) + advice).with(excerpt: found)
    }

    /// Returns the error for a pass that ended at a fault.
    func fault(_ stop: CSVMachine.Stop) -> MateoError {
        switch stop {
        case .cellCount(let cells): ragged(cells: cells, isLast: false)
        case .textAfterQuote:
            error(
                .csv, line: machine.quoteLine, column: machine.column,
                "text after the closing quote of the cell. Double a quote inside a cell"
                    + escapeAdvice
            ).with(excerpt: found)
        case .unnamed:
            error(
                .csv, line: machine.faultLine, column: machine.unnamedColumn,
                "the column has text here, but no heading"
                    + (headerAdvice.string.utf8.isEmpty
                        ? ". Name it, or set \"only_mapped\" to true in the mapping" : "; \(headerAdvice)")
            ).with(excerpt: unnamedText)
        case .nul:
            error(
                .encoding, line: machine.line, column: machine.column,
                "the text holds a NUL byte. If the file is UTF-16, set \"encoding\" to \"utf-16\" in the mapping. Otherwise correct the cell"
            )
        case .endOfWindow, .full, .overflow, .tooLarge, .inspect, .blank, .holdsNUL, .header, .stillShort:
            error(.csv, line: machine.recordLine, "the row cannot be read")
        }
    }

    /// The part of the cell without a heading that was read.
    private var unnamedText: [UInt8] {
        var text: [UInt8] = []
        for index in 0..<64 where machine.unnamedText[index] > 0 { text.append(machine.unnamedText[index]) }
        return whole(text)
    }

    /// Returns a text without the incomplete character at its end.
    private func whole(_ text: [UInt8]) -> [UInt8] {
        var text = text
        while UTF8Check.firstFault(in: text.span) != nil { text.removeLast() }
        return text
    }

    /// Returns the part of the cell that was read, or of the row if its cells are complete. It does not depend on how
    /// the input was divided.
    func read(_ row: UnsafePointer<UInt8>, from start: Int) -> [UInt8] {
        var text: [UInt8] = []
        for index in max(start, 0)..<max(start, 0, machine.at) where text.count < 240 { text.append(row[index]) }
        return whole(text)
    }

    /// The advice for a backslash before a quote that closed a cell.
    private var escapeAdvice: Text {
        machine.hasEscapedQuote
            ? ". There is a backslash before it. If it is an escape, set \"escape\" to \"backslash\" in the mapping"
            : ""
    }

    func notUTF8(atEnd: Bool = false) -> MateoError {
        let what: Text =
            atEnd
            ? "the text ends inside a character. The file may be cut off"
            : "the text is not UTF-8 (byte offset \(scan.utf8.sequenceStart)). \(Encoding.advice(scan.utf8.lead))"
        return error(.encoding, line: machine.line, column: machine.column, what).with(excerpt: found)
    }

    func unclosedQuote() -> MateoError {
        error(
            .csv, line: machine.quoteLine, column: machine.column,
            "a quote that opens here is never closed" + escapeAdvice)
    }

    /// - Parameter row: the written part of the record.
    func tooLarge(_ limits: BatchLimits, _ row: UnsafePointer<UInt8>) -> MateoError {
        if machine.mode == .quoted {
            return error(
                .limit, line: machine.quoteLine, column: machine.column,
                "a quote that opens here may not be closed: the record is larger than a batch may be (\(limits.bytes) bytes). Close it, or double quotes inside a value"
            )
        }
        return error(
            .limit, line: machine.recordLine, column: column(at: limits.bytes, row),
            "the record is larger than a batch may be (\(limits.bytes) bytes). Shorten the cell, or leave out the column"
        )
    }

    /// Returns the column whose cell reaches a place of the record.
    private func column(at limit: Int, _ row: UnsafePointer<UInt8>) -> Int {
        var (place, last) = (0, 0)
        for number in 0..<columns.count where place < machine.at && place <= limit {
            let info = columns.columns.span[number]
            let key = Int(info.length) - 1
            // The first byte is a comma, or the brace of a complete record.
            guard key > 0, place + key <= machine.at else { continue }
            let name = unsafe Span(_unsafeStart: row + place + 1, count: key - 1)
            let start = Int(info.start) + 1
            guard name.equals(columns.prefixes.span.extracting(start..<start + key - 1)) else { continue }
            last = number
            place = min(RecordCursor.special(row, min(place + key + 1, machine.at), machine.at), machine.at)
            while place < machine.at && row[place] == UInt8(ascii: "\\") {
                place = min(RecordCursor.special(row, min(place + 2, machine.at), machine.at), machine.at)
            }
            place += 1
        }
        return last
    }
}
