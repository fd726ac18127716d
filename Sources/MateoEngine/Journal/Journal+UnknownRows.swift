public import MateoCore

/// Rows that follow each other.
public struct RowRange: Equatable, Sendable {
    /// The first row, from 1.
    public let first: Int64
    /// The last row.
    public let last: Int64
}

extension Journal {
    /// Rows of which nobody can tell what came, but for those that are listed as failed.
    ///
    /// - Parameter row: only ranges behind this row.
    public func unknownRows(
        of importID: Int64, after row: Int64, limit: Int64
    ) throws(MateoError) -> [RowRange] {
        let query = try database.statement(
            """
            SELECT first_row, records FROM batch
            WHERE import = ?1 AND first_row > ?2 AND (state = 3 OR state = 4 AND overdue <> 0 OR state = 5 AND unknown > 0)
            ORDER BY first_row LIMIT ?3
            """)
        query.bind(1, importID)
        query.bind(2, row)
        query.bind(3, limit)
        var ranges: [RowRange] = []
        while try query.step() { ranges.append(try rowRange(query, first: 0, records: 1)) }
        return ranges
    }

    /// The rows of a batch from its columns `first_row` and `records`.
    func rowRange(
        _ query: borrowing Statement, first: Int32, records: Int32
    ) throws(MateoError) -> RowRange {
        let row = try query.number(first, in: Bounds.row)
        return RowRange(first: row, last: row + (try query.number(records, in: Bounds.batch)) - 1)
    }
}
