import MateoCore

/// Consecutive rows with their text in the file.
struct SourcePart {
    let id: Int64
    let firstRow: Int64
    let layout: SourceLayout
    /// The place of their text in the file of records.
    let place: RecordsPlace
    /// The number of rows whose text is still needed.
    let open: Int64

    /// Returns a row with text, or nil if it is in another part or has none.
    func row(_ row: Int64) -> SourceLayout.Row? {
        guard let found = rows(RowSpan(first: row, count: 1)).first, !found.range.isEmpty else { return nil }
        return found
    }

    /// Returns the given rows that are in this part.
    func rows(_ span: RowSpan) -> ArraySlice<SourceLayout.Row> {
        let first = min(max(span.first - firstRow, 0), Int64(layout.rows.count))
        let end = min(max(span.first + span.count - firstRow, first), Int64(layout.rows.count))
        return layout.rows[Int(first)..<Int(end)]
    }

    /// Returns the number of rows with text.
    static func filled(_ rows: some Sequence<SourceLayout.Row>) -> Int64 {
        var count: Int64 = 0
        for row in rows where !row.range.isEmpty { count += 1 }
        return count
    }
}

/// The text of a row in its file.
struct SourceRow {
    /// Its text in UTF-8, with its line end.
    let text: [UInt8]
    /// The line of the file on which it begins.
    let line: Int64
}
