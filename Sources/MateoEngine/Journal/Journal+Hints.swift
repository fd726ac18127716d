public import MateoCore

/// A remark of the service about an import, such as that an e-mail address was taken from another contact.
public struct Hint: Sendable {
    /// Its number in the journal; hints are listed in this order.
    let id: Int64
    /// The rows that were sent together and that it is about.
    public let rows: RowRange
    /// The service's words: a text, or JSON as it came.
    public let text: [UInt8]
}

extension Journal {
    /// The most that is kept for a job. The service itself stores the first 20 (hellomateo: section 5).
    private static let mostHints: Int64 = 100

    /// Writes down the hints that an answer has for a job, in the place of those that were known.
    func keepHints(of job: JobReport, _ batch: BatchEntry, in body: [UInt8]) throws(MateoError) {
        let remove = try database.statement("DELETE FROM hint WHERE batch = ?1")
        remove.bind(1, batch.id)
        try remove.run()
        let add = try database.statement(
            """
            INSERT INTO hint(batch, text) SELECT ?1, substr(CAST(hint.value AS TEXT), 1, 2000)
            FROM json_each(CASE json_type(?2) WHEN 'array' THEN ?2 WHEN 'object' THEN json_array(json(?2)) ELSE '[]' END)
                AS job,
                json_each(CASE json_type(job.value, '$.hints')
                    WHEN 'array' THEN json_extract(job.value, '$.hints')
                    WHEN 'object' THEN json_array(json_extract(job.value, '$.hints'))
                    WHEN 'text' THEN json_array(json_extract(job.value, '$.hints')) ELSE '[]' END) AS hint
            WHERE job.key = ?3 AND job.type = 'object' AND hint.type <> 'null' LIMIT ?4
            """)
        add.bind(1, batch.id)
        add.bind(2, body)
        add.bind(3, job.position)
        add.bind(4, Self.mostHints)
        try add.run()
    }

    /// Hints about an import, in the order in which they came.
    public func hints(of importID: Int64, after last: Hint?, limit: Int64) throws(MateoError) -> [Hint] {
        let query = try database.statement(
            """
            SELECT hint.id, first_row, records, text FROM hint JOIN batch ON batch.id = hint.batch
            WHERE import = ?1 AND hint.id > ?2 ORDER BY hint.id LIMIT ?3
            """)
        query.bind(1, importID)
        query.bind(2, last?.id ?? 0)
        query.bind(3, limit)
        var found: [Hint] = []
        while try query.step() {
            found.append(
                Hint(
                    id: query.key(0), rows: try rowRange(query, first: 1, records: 2),
                    text: query.bytes(3)))
        }
        return found
    }
}
