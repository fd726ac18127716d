extension CSVReader {
    /// An error about the record that is being read, counted from 1 without the header.
    @inline(never)
    func error(_ status: Status, line: Int64, _ message: Text) -> MateoError {
        let row = machine.rows + 1
        return MateoError(status, "row \(row), line \(line): \(message)", row: row)
    }

    /// The error for a pass that ended at a fault.
    func fault(_ stop: CSVMachine.Stop) -> MateoError {
        switch stop {
        case .cellCount(let cells):
            error(
                .csv, line: machine.recordLine,
                "the row has \(cells) \(cells == 1 ? "cell" : "cells"), the header has "
                    + "\(machine.lastColumn + 1); a delimiter or a quote is missing or too much")
        case .textAfterQuote:
            error(
                .csv, line: machine.line,
                "text follows the closing quote of a cell; a quote inside a cell is written twice")
        case .noIdentifier:
            error(
                .record, line: machine.recordLine,
                "the record has no value in any field that identifies it (\(type.identifierList))")
        case .nul:
            error(
                .encoding, line: machine.line,
                "the text holds a NUL byte (byte offset \(offset + Int64(machine.run)))")
        case .endOfWindow, .full, .overflow, .tooLarge:
            error(.csv, line: machine.recordLine, "the row cannot be read")
        }
    }

    func notUTF8() -> MateoError {
        error(
            .encoding, line: machine.line,
            "the text is not UTF-8 (byte offset \(scan.utf8.sequenceStart)). \(Encoding.advice(scan.utf8.lead))")
    }

    func unclosedQuote() -> MateoError {
        error(
            .csv, line: machine.quoteLine,
            "a quote opens here and is not closed before "
                + "the input ends")
    }

    func tooLarge(_ limits: BatchLimits) -> MateoError {
        error(
            .limit, line: machine.recordLine,
            "the record is larger than a batch may be (\(limits.bytes) bytes)")
    }
}
