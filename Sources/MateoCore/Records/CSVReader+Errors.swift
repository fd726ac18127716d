extension CSVReader {
    /// "row 3, line 5": the record, counted from 1 without the header, and the line on which it begins.
    private var place: Text { "row \(machine.rows + 1), line \(machine.recordLine)" }

    private func error(_ status: Status, _ message: Text) -> MateoError {
        MateoError(status, message, row: machine.rows + 1)
    }

    /// The error for a pass that ended at a fault.
    func fault(_ stop: CSVMachine.Stop) -> MateoError {
        switch stop {
        case .cellCount(let cells):
            error(
                .csv,
                "\(place): the row has \(cells) \(cells == 1 ? "cell" : "cells"), the header has "
                    + "\(machine.lastColumn + 1); a delimiter or a quote is missing or too much")
        case .textAfterQuote:
            error(
                .csv,
                "row \(machine.rows + 1), line \(machine.line): text follows the closing quote of a cell; "
                    + "a quote inside a cell is written twice")
        case .noIdentifier:
            error(
                .record,
                "\(place): the record has no value in any field that identifies it (\(type.identifierList))")
        case .nul:
            error(
                .encoding,
                "row \(machine.rows + 1), line \(machine.line): the text holds a NUL byte "
                    + "(byte offset \(offset + Int64(machine.run)))")
        case .endOfWindow, .full, .overflow, .tooLarge:
            error(.csv, "\(place): the row cannot be read")
        }
    }

    func notUTF8() -> MateoError {
        error(
            .encoding,
            "row \(machine.rows + 1), line \(machine.line): the text is not UTF-8 (byte offset "
                + "\(scan.utf8.sequenceStart)); save the file as UTF-8")
    }

    func unclosedQuote() -> MateoError {
        error(
            .csv,
            "row \(machine.rows + 1), line \(machine.quoteLine): a quote opens here and is not closed before "
                + "the input ends")
    }

    func tooLarge(_ limits: BatchLimits) -> MateoError {
        error(.limit, "\(place): the record is larger than a batch may be (\(limits.bytes) bytes)")
    }
}
