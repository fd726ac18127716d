/// Keeps the input's text of rows, and its form.
extension CSVReader {
    /// Keeps the text of the rows that ended in a pass over a window.
    mutating func keep(
        _ window: CSVMachine.Window, _ count: Int, firstRow row: Int64, _ batch: inout BatchBuilder
    ) throws(MateoError) {
        let start = window.start
        let bytes = unsafe Span(_unsafeStart: window.source + start, count: machine.run - start)
        let ended = unsafe Span(_unsafeStart: UnsafePointer(places.base), count: count)
        try batch.source.take(
            bytes, at: window.offset + Int64(start), ended, firstRow: row, next: machine.recordStart)
    }

    /// See `RecordReader`.
    public var sourceForm: SourceForm? {
        if isInHeader { return nil }
        var form = header.form
        (form.delimiter, form.hasEdge) = (machine.delimiter, columns.hasEdge)
        form.hasNotes = columns.notes == SourceWriter.columnCount && !columns.hasEdge
        return form
    }
}
