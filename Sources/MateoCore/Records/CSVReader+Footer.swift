/// Finds a last row that may be a total or a footer.
extension CSVReader {
    /// The most bytes of a value that may be a footer.
    private static let longestFooter = 200

    /// Returns the notice about a row that is the last one.
    static func footer(row: Int64, line: Int64) -> Text {
        "row \(row), line \(line): the last row has text in its first cell alone. If it is a total or a footer, remove it"
    }

    /// Returns whether a text is rather words than an identifier: it has a blank or a colon, or no digit.
    static func isFooter(_ text: Span<UInt8>) -> Bool {
        var hasDigit = false
        for index in text.indices {
            if text[index] == 0x20 || text[index] == UInt8(ascii: ":") { return true }
            if text[index] &- 48 < 10 { hasDigit = true }
        }
        return !hasDigit && text.count <= longestFooter
    }

    /// Returns the notice about the last record of a batch if it has only the first of three or more columns, and the
    /// text of a footer.
    func footer(_ batch: borrowing BatchBuilder) -> Text? {
        let (bytes, end, column) = (batch.output.base, batch.wholeEnd - 3, columns.columns.base[0])
        // The length of the prefix, with a brace instead of its comma, and of the quote before the value.
        let key = Int(column.length)
        guard machine.isChecking, machine.lastColumn >= 2, machine.rows > 1, key > 0 else { return nil }
        var open = end - 1
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
        guard Self.isFooter(RecordInspection.span(bytes, open + 1..<end)) else { return nil }
        return Self.footer(row: batch.totalRecords, line: batch.lines.line(of: batch.totalRecords))
    }
}
