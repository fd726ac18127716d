extension CSVReader {
    /// What is wrong with options; nil if nothing is.
    @_optimize(size)
    static func fault(_ options: CSVOptions) -> MateoError? {
        let quote = options.quote ?? CSVMachine.noQuote
        if let delimiter = options.delimiter, !isPossible(delimiter, quote) { return badDelimiter }
        var isWrong = false
        switch quote {
        case 0..<0x20, UInt8(ascii: " "), UInt8(ascii: "\\"), 0x80..<0xFF: isWrong = true
        default: break
        }
        if isWrong {
            return MateoError(.argument, "the quote must be one ASCII character that can be seen, and no backslash")
        }
        for text in options.nulls where text.count > 1000 {
            return MateoError(.argument, "a text that counts as empty must not be longer than 1,000 bytes")
        }
        return nil
    }

    @_optimize(size)
    static func isPossible(_ delimiter: UInt8, _ quote: UInt8) -> Bool {
        switch delimiter {
        case 0, UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\""), quote, 0x80...: false
        default: true
        }
    }

    static var badDelimiter: MateoError {
        MateoError(.argument, "the delimiter must be one ASCII character, and no quote, line end or NUL")
    }

    /// A column by its number, and by its name if that is short and plain. The header has proved to be one, so it holds no
    /// content of a record.
    @_optimize(size)
    func place(_ column: Int) -> Text {
        let number = column + 1
        let name = Shown.name(columns.name(column))
        return name.utf8.first == UInt8(ascii: "\"") ? "column \(number), \(name)" : "column \(number)"
    }

    /// An error about the record that is being read, counted from 1 without the header.
    @inline(never)
    @_optimize(size)
    func error(_ status: Status, line: Int64, column: Int = -1, _ message: Text) -> MateoError {
        let row = machine.rows + 1
        let place: Text = column < 0 ? "" : ", \(place(column))"
        return MateoError(status, "row \(row), line \(line)\(place): \(message)", row: row)
    }

    /// What is wrong with a row that has too many or too few cells.
    @_optimize(size)
    func raggedReason(_ cells: Int) -> Text {
        "the row has \(cells) \(cells == 1 ? "cell" : "cells"), the header has \(machine.lastColumn + 1)"
    }

    @_optimize(size)
    func ragged(cells: Int, isLast: Bool) -> MateoError {
        let advice: Text =
            isLast
            ? ". Is it a total or a footer? Remove it, or hold such rows (--ragged hold)"
            : ". A value may contain the delimiter without quotes around it. Correct the row, or hold such rows (--ragged hold)"
        return error(.csv, line: machine.faultLine, raggedReason(cells) + advice)
    }

    /// The error for a pass that ended at a fault.
    @_optimize(size)
    func fault(_ stop: CSVMachine.Stop) -> MateoError {
        switch stop {
        case .cellCount(let cells): ragged(cells: cells, isLast: false)
        case .textAfterQuote:
            error(
                .csv, line: machine.quoteLine, column: machine.column,
                "text follows the closing quote of the cell. A quote inside a cell is written twice"
                    + escapeAdvice)
        case .unnamed:
            error(
                .csv, line: machine.faultLine, column: machine.unnamedColumn,
                "the column has text here and no name in the header. Name it, or correct the row")
        case .nul:
            error(
                .encoding, line: machine.line, column: machine.column,
                "the text holds a NUL byte. Correct the cell, or give the file's encoding")
        case .endOfWindow, .full, .overflow, .tooLarge, .inspect, .blank:
            error(.csv, line: machine.recordLine, "the row cannot be read")
        }
    }

    /// What to do when a backslash stands before a quote that closed a cell.
    private var escapeAdvice: Text {
        machine.hasEscapedQuote
            ? ". This one has a backslash before it: if the file means that, use --escape backslash" : ""
    }

    @_optimize(size)
    func notUTF8() -> MateoError {
        error(
            .encoding, line: machine.line, column: machine.column,
            "the text is not UTF-8 (byte offset \(scan.utf8.sequenceStart)). \(Encoding.advice(scan.utf8.lead))")
    }

    @_optimize(size)
    func unclosedQuote() -> MateoError {
        error(
            .csv, line: machine.quoteLine, column: machine.column,
            "a quote opens here and is not closed before the input ends" + escapeAdvice)
    }

    @_optimize(size)
    func tooLarge(_ limits: BatchLimits) -> MateoError {
        if machine.mode == .quoted {
            return error(
                .limit, line: machine.quoteLine, column: machine.column,
                "a quote that opens here may not be closed: the record is larger than a batch may be (\(limits.bytes) bytes). Close it, or double quotes inside a value"
            )
        }
        return error(
            .limit, line: machine.recordLine,
            "the record is larger than a batch may be (\(limits.bytes) bytes)")
    }
}
