import MateoCore

/// Rows that follow each other, as their file has them.
struct SourcePart {
    let id: Int64
    let firstRow: Int64
    let layout: SourceLayout
    /// Where their text is in the file of records.
    let place: RecordsPlace
    /// How many of them are not in.
    let open: Int64

    /// A row with text; nil when it is in another part, or in none.
    func row(_ row: Int64) -> SourceLayout.Row? {
        guard let found = rows(RowSpan(first: row, count: 1)).first, !found.range.isEmpty else { return nil }
        return found
    }

    /// Those of some rows that are in this part.
    func rows(_ span: RowSpan) -> ArraySlice<SourceLayout.Row> {
        let first = min(max(span.first - firstRow, 0), Int64(layout.rows.count))
        let end = min(max(span.first + span.count - firstRow, first), Int64(layout.rows.count))
        return layout.rows[Int(first)..<Int(end)]
    }

    /// How many rows have text.
    static func filled(_ rows: some Sequence<SourceLayout.Row>) -> Int64 {
        var count: Int64 = 0
        for row in rows where !row.range.isEmpty { count += 1 }
        return count
    }
}

/// A row as its file has it.
struct SourceRow {
    /// Its text in UTF-8, with its line end.
    let text: [UInt8]
    /// The line of the file on which it begins.
    let line: Int64
}
