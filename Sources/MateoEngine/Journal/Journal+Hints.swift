public import MateoCore

/// A hint of the service about an import, for example that an e-mail address was moved from another contact.
public struct Hint: Sendable {
    /// Its number in the journal. Hints are listed in this order.
    let id: Int64
    /// The rows of the batch that it refers to.
    public let rows: RowRange
    /// The service's text, or its JSON unchanged.
    public let text: [UInt8]
}

extension Journal {
    /// Stores the hints about a batch. They replace earlier ones.
    func keepHints(_ hints: [[UInt8]], of batch: Batch) throws(MateoError) {
        let remove = try database.statement("DELETE FROM hint WHERE batch = ?1")
        remove.bind(1, batch.id)
        try remove.run()
        for hint in hints {
            let add = try database.statement("INSERT INTO hint(import, batch, text) VALUES (?1, ?2, ?3)")
            add.bind(1, batch.importID)
            add.bind(2, batch.id)
            add.bind(3, hint)
            try add.run()
        }
    }

    /// Returns hints about an import in the order of their arrival.
    public func hints(of importID: Int64, after last: Hint?, limit: Int64) throws(MateoError) -> [Hint] {
        let query = try database.statement(
            """
            SELECT hint.id, first_row, last_row, text FROM hint JOIN batch ON batch.id = hint.batch
            WHERE hint.import = ?1 AND hint.id > ?2 ORDER BY hint.id LIMIT ?3
            """)
        query.bind(1, importID)
        query.bind(2, last?.id ?? 0)
        query.bind(3, limit)
        var found: [Hint] = []
        while try query.step() {
            let first = try query.number(1, in: Bounds.row)
            let last = try query.number(2, in: first...Bounds.row.upperBound)
            found.append(Hint(id: query.key(0), rows: RowRange(first: first, last: last), text: query.bytes(3)))
        }
        return found
    }
}
