/// Finds a last row that may be a total or a footer.
extension CSVReader {
    /// The most bytes of a value that may be a footer.
    private static let longestFooter = 200

    /// Returns the notice about a last row with text in its first cell alone.
    static func footer(row: Int64, line: Int64) -> Text {
        "row \(row), line \(line): the last row has text in its first cell alone. If it is a total or a footer, remove it"
    }

    /// Returns the notice about the last row if it has text in its first cell alone, and the row before it has more.
    func footer(_ batch: borrowing BatchBuilder) -> Text? {
        let row = batch.totalRecords
        guard machine.isChecking, machine.lastColumn >= 2, batch.records >= 2,
            batch.leftOut.last?.rows.first ?? 0 < row - 1,
            let start = loneCell(batch, before: batch.wholeEnd), loneCell(batch, before: start) == nil
        else { return nil }
        return Self.footer(row: row, line: batch.lines.line(of: row))
    }

    /// Returns the start of the record before a place, if it has only the first column.
    private func loneCell(_ batch: borrowing BatchBuilder, before end: Int) -> Int? {
        let (bytes, column) = (batch.output.base, columns.columns.base[0])
        // The prefix with the brace in the place of its comma, and the quote that opens the value.
        let key = Int(column.length)
        guard key > 0 else { return nil }
        var open = end - 4
        while open >= key, open > end - Self.longestFooter,
            bytes[open] != UInt8(ascii: "\"") || bytes[open - 1] != UInt8(ascii: ":")
        {
            open -= 1
        }
        let start = open + 1 - key
        guard start >= 0, bytes[start] == UInt8(ascii: "{") else { return nil }
        for index in 1..<key where bytes[start + index] != columns.prefixes.base[Int(column.start) + index] {
            return nil
        }
        return start
    }
}
