import MateoCore

/// Stores the failed records.
extension Journal {
    /// Stores the failed records of a batch.
    ///
    /// - Parameters:
    ///   - count: their number.
    ///   - failure: returns each of them. A generic sequence would take twice the code.
    func book(_ count: Int, of batch: Batch, failure: (Int) -> MatchedFailure) throws(MateoError) {
        let rows = try rows(of: batch)
        let parts = try sourceParts(of: batch.importID, batch.firstRow...batch.lastRow)
        var sent: (bytes: [UInt8], ranges: [Range<Int>])?
        for index in 0..<count {
            let failure = failure(index)
            let row = failure.position.flatMap { rows.row(at: $0) } ?? 0  // mutation: gap-ignored
            let source = try source(ofRow: row, in: parts)
            var record: [UInt8] = []
            if let position = failure.position, FailureCode.isTransient(failure.code.span) {
                // It may be sent again unchanged.
                if sent == nil {
                    let bytes = try keptRecords(of: batch) ?? []
                    sent = (bytes, RecordBoundaries.ranges(in: bytes.span))
                }
                if let sent, position < sent.ranges.count { record = Array(sent.bytes[sent.ranges[Int(position)]]) }
            }
            let add = try database.statement(
                """
                INSERT INTO outcome(import, batch, row, external_id, code, message, input, source, line, record)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
                """)
            add.bind(1, batch.importID)
            add.bind(2, batch.id)
            add.bind(3, row)
            add.bind(4, failure.externalID)
            add.bind(5, failure.code)
            add.bind(6, failure.message)
            add.bind(7, failure.input)
            add.bind(8, source?.text ?? [])
            add.bind(9, source?.line ?? 0)
            add.bind(10, record)
            try add.run()
        }
    }

    /// Stores the failures of a batch that has only such, and that the service does not list. They are those of the rows
    /// without one, unless the service lists failures without a row too.
    func bookOthers(_ count: Int64, of batch: Batch) throws(MateoError) {
        guard count > 0 else { return }
        let query = try database.statement("SELECT row FROM outcome WHERE batch = ?1")
        query.bind(1, batch.id)
        let map = try rows(of: batch)
        var known: Set<UInt64> = []
        while try query.step() { known.insert(UInt64(bitPattern: query.key(0))) }
        var positions: [Int64] = []
        for position in 0..<batch.records {
            if let row = map.row(at: position), !known.contains(UInt64(bitPattern: row)) { positions.append(position) }
        }
        guard positions.count == Int(count) else { return try bookUnnamed(count, of: batch) }
        let bytes = try keptRecords(of: batch) ?? []
        let ranges = RecordBoundaries.ranges(in: bytes.span)
        try book(positions.count, of: batch) {
            let place = Int(positions[$0])
            let record = place < ranges.count ? Array(bytes[ranges[place]]) : []
            return MatchedFailure(
                position: positions[$0], externalID: FailureReport.externalID(of: record), code: [],
                message: Array(
                    "the service counts all records of its job as failed, and gives no reason for this one".utf8),
                input: record)
        }
    }

    /// Stores failures that the service counts but does not list.
    func bookUnnamed(_ count: Int64, of batch: Batch) throws(MateoError) {
        guard count > 0 else { return }
        let add = try database.statement(
            """
            INSERT INTO outcome(import, batch, row, external_id, code, message, input)
            WITH RECURSIVE missing(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM missing WHERE n < ?3)
            SELECT ?1, ?2, 0, '', '', ?4, '' FROM missing
            """)
        add.bind(1, batch.importID)
        add.bind(2, batch.id)
        add.bind(3, count)
        let reason: Text = "the service counts a failure among \(batch.rows), but does not name the row"
        add.bind(4, reason.string)
        try add.run()
    }

    /// Removes the stored failures of a batch.
    func unbook(_ batch: Batch) throws(MateoError) {
        let remove = try database.statement("DELETE FROM outcome WHERE batch = ?1")
        remove.bind(1, batch.id)
        try remove.run()
    }
}
