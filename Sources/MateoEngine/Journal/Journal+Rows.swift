public import MateoCore

/// Stores the rows of batches, and the rows that are left out.
extension Journal {
    func addSpans(_ rows: [RowSpan], of batch: Int64) throws(MateoError) {
        var position: Int64 = 0
        for span in rows {
            let add = try database.statement(
                "INSERT INTO span(batch, position, first_row, records) VALUES (?1, ?2, ?3, ?4)")
            add.bind(1, batch)
            add.bind(2, position)
            add.bind(3, span.first)
            add.bind(4, span.count)
            try add.run()
            position += span.count
        }
    }

    /// Returns the rows of a batch, in the order of its records.
    func rows(of batch: Batch) throws(MateoError) -> RowMap {
        let query = try database.statement("SELECT first_row, records FROM span WHERE batch = ?1 ORDER BY position")
        query.bind(1, batch.id)
        var spans: [RowSpan] = []
        while try query.step() {
            spans.append(
                RowSpan(first: try query.number(0, in: Bounds.row), count: try query.number(1, in: Bounds.batch)))
        }
        return RowMap(spans)
    }

    /// Stores consecutive rows that are not sent.
    func leaveOut(_ rows: RowSpan, of importID: Int64, _ why: LeftOutRow) throws(MateoError) {
        let add = try database.statement(
            """
            INSERT INTO left_out(import, first_row, records, state, code, reason, other_row, line, external_id, input,
                source) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            """)
        add.bind(1, importID)
        add.bind(2, rows.first)
        add.bind(3, rows.count)
        add.bind(4, why.state.rawValue)
        add.bind(5, why.code)
        add.bind(6, why.reason)
        add.bind(7, why.otherRow)
        add.bind(8, why.line)
        add.bind(9, why.externalID)
        add.bind(10, why.input)
        add.bind(11, why.source)
        try add.run()
        try tally(importID, why.state, records: rows.count)
    }

    /// Returns the rows with an unknown outcome. Rows that are listed as failed may be among them.
    ///
    /// - Parameter row: the row to start behind.
    public func unknownRows(
        of importID: Int64, after row: Int64, limit: Int64
    ) throws(MateoError) -> [RowRange] {
        let query = try database.statement(
            """
            SELECT span.first_row, span.records FROM batch JOIN span ON span.batch = batch.id
            WHERE import = ?1 AND state IN (3, 8, 9, 12) AND last_row > ?2 AND span.first_row > ?2
            ORDER BY span.first_row LIMIT ?3
            """)
        query.bind(1, importID)
        query.bind(2, row)
        query.bind(3, limit)
        var ranges: [RowRange] = []
        while try query.step() {
            let first = try query.number(0, in: Bounds.row)
            // A damaged index may return rows before the start.
            guard first > row else { throw Soundness.damage(path, "rows in it are not in order") }
            ranges.append(RowRange(first: first, last: first + (try query.number(1, in: Bounds.batch)) - 1))
        }
        return ranges
    }
}
