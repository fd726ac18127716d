import MateoCore

/// A batch as the journal knows it.
struct BatchEntry {
    let id: Int64
    let firstRow: Int64
    let records: Int64
    let reference: String
    let state: BatchState

    /// Its rows, for messages.
    var rows: Text {
        @inline(never) get { "rows \(firstRow) to \(firstRow + records - 1)" }
    }
}

extension Journal {
    /// Adds a batch of an import that is not sealed, as `writeSoftly` does.
    func addBatchSoftly(
        _ importID: Int64, firstRow: Int64, records: Int64, reference: String, payload: Span<UInt8>
    ) throws(MateoError) {
        try flushesCommits(false)
        try database.begin()
        do throws(MateoError) {
            try addBatch(
                importID, firstRow: firstRow, records: records, reference: reference, payload: payload)
            try database.commit()
        } catch {
            database.rollBack()
            try flushesCommits(true)
            throw error
        }
        try flushesCommits(true)
    }

    /// Adds a batch that waits to be sent.
    ///
    /// - Parameter payload: its records, as JSON objects with commas between.
    func addBatch(
        _ importID: Int64, firstRow: Int64, records: Int64, reference: String, payload: Span<UInt8>
    ) throws(MateoError) {
        let add = try database.statement(
            "INSERT INTO batch(import, first_row, records, state, reference) VALUES (?1, ?2, ?3, ?4, ?5)")
        add.bind(1, importID)
        add.bind(2, firstRow)
        add.bind(3, records)
        add.bind(4, BatchState.pending.rawValue)
        add.bind(5, reference)
        try add.run()
        let store = try database.statement("INSERT INTO payload(batch, records) VALUES (?1, ?2)")
        store.bind(1, database.lastInsertedRow)
        try store.run(blob: 2, payload)
    }

    /// Removes the batches that start at or after a row, as if they had never been added.
    func removeBatches(_ importID: Int64, fromRow row: Int64) throws(MateoError) {
        let remove = try database.statement("DELETE FROM batch WHERE import = ?1 AND first_row >= ?2")
        remove.bind(1, importID)
        remove.bind(2, row)
        try remove.run()
    }

    /// The first batch of an import that waits to be sent.
    func nextPending(_ importID: Int64) throws(MateoError) -> BatchEntry? {
        try batches(importID, .pending, limit: 1).first
    }

    /// Batches of an import in a state, in the order of their rows.
    func batches(_ importID: Int64, _ state: BatchState, limit: Int64) throws(MateoError) -> [BatchEntry] {
        let query = try database.statement(
            """
            SELECT id, first_row, records, reference FROM batch
            WHERE import = ?1 AND state = ?2 ORDER BY first_row LIMIT ?3
            """)
        query.bind(1, importID)
        query.bind(2, state.rawValue)
        query.bind(3, limit)
        var found: [BatchEntry] = []
        while try query.step() {
            found.append(try batchEntry(query, state))
        }
        return found
    }

    /// A batch from the columns `id`, `first_row`, `records` and `reference`, which a query begins with.
    @inline(never)
    func batchEntry(_ query: borrowing Statement, _ state: BatchState) throws(MateoError) -> BatchEntry {
        BatchEntry(
            id: query.key(0), firstRow: try query.number(1, in: Bounds.row),
            records: try query.number(2, in: Bounds.batch), reference: try query.identifier(3), state: state)
    }

    /// The records of a batch that is to be sent, as JSON objects with commas between.
    func payload(of batch: BatchEntry) throws(MateoError) -> [UInt8] {
        let query = try database.statement("SELECT records FROM payload WHERE batch = ?1")
        query.bind(1, batch.id)
        let payload = try query.step() ? query.largeBytes(0) : []
        guard !payload.isEmpty, Reference.fits(batch.reference, payload.span) else {
            throw MateoError(
                .journalCorrupt,
                "the journal \(path) is damaged: \(batch.rows) are not kept as they were added, "
                    + "and were not sent; restore it from a copy, or forget the import and import these rows again"
            )
        }
        return payload
    }

    /// Removes the records of a batch whose outcomes are known.
    func removePayload(of batch: Int64) throws(MateoError) {
        let remove = try database.statement("DELETE FROM payload WHERE batch = ?1")
        remove.bind(1, batch)
        try remove.run()
    }

    /// Moves a batch to its next state, if the table of transitions has one.
    func move(_ batch: BatchEntry, _ event: BatchEvent) throws(MateoError) {
        guard let next = batch.state.after(event) else {
            throw MateoError(.books, "a batch cannot go on from the state that the journal gives it")
        }
        let update = try database.statement("UPDATE batch SET state = ?3 WHERE id = ?1 AND state = ?2")
        update.bind(1, batch.id)
        update.bind(2, batch.state.rawValue)
        update.bind(3, next.rawValue)
        try update.run()
        guard database.changes == 1 else {
            throw MateoError(
                .journalBusy, "another process is sending this import: wait for it, or end it, and call again"
            )
        }
    }

    /// The POST of a batch starts.
    func begin(_ batch: BatchEntry, wallNow: Int64) throws(MateoError) {
        try move(batch, .begun)
        let update = try database.statement(
            "UPDATE batch SET attempts = attempts + 1, begun_at = ?2 WHERE id = ?1")
        update.bind(1, batch.id)
        update.bind(2, wallNow)
        try update.run()
    }

    /// The POST of a batch was lost: it may be looked up at a time of the monotonic clock.
    ///
    /// - Parameter looks: how many look-ups have to miss it until it counts as absent.
    func lose(_ batch: BatchEntry, lookUpAt: Int64, looks: Int64) throws(MateoError) {
        try move(batch, .lost)
        let update = try database.statement("UPDATE batch SET look_up_at = ?2, looks = ?3 WHERE id = ?1")
        update.bind(1, batch.id)
        update.bind(2, lookUpAt)
        update.bind(3, looks)
        try update.run()
    }

    /// A look-up that would have found a lost batch has not.
    ///
    /// - Returns: whether it may come later still: then it is looked up again at a time of the monotonic clock.
    func miss(_ batch: BatchEntry, lookUpAt: Int64) throws(MateoError) -> Bool {
        let update = try database.statement(
            "UPDATE batch SET look_up_at = ?2, looks = max(looks - 1, 0) WHERE id = ?1 RETURNING looks")
        update.bind(1, batch.id)
        update.bind(2, lookUpAt)
        return try update.step() && update.key(0) > 0
    }

    /// The service has made a job of a batch.
    ///
    /// - Returns: false when another batch has that job already, which the service must not do.
    func accept(
        _ batch: BatchEntry, _ event: BatchEvent, job: String, deadline: Int64
    ) throws(MateoError) -> Bool {
        guard try !knows(job: job) else { return false }
        try move(batch, event)
        let update = try database.statement("UPDATE batch SET job = ?2, deadline = ?3 WHERE id = ?1")
        update.bind(1, batch.id)
        update.bind(2, job)
        update.bind(3, deadline)
        try update.run()
        return true
    }

    /// Puts two parts in the place of a batch of two or more.
    ///
    /// - Parameters:
    ///   - first: how many records the first part has.
    ///   - reference: the reference of a batch by its first row, its records and its payload.
    func divide(
        _ batch: BatchEntry, of importID: Int64, after first: Int64,
        reference: (Int64, Int64, Span<UInt8>) -> String
    ) throws(MateoError) {
        for (from, count) in [(Int64(0), first), (first, batch.records - first)] {
            let part = try database.statement(
                """
                SELECT group_concat(value, ',') FROM (
                    SELECT value FROM json_each((SELECT '[' || records || ']' FROM payload WHERE batch = ?1))
                    WHERE key >= ?2 AND key < ?3 ORDER BY key)
                """)
            part.bind(1, batch.id)
            part.bind(2, from)
            part.bind(3, from + count)
            guard try part.step() else { continue }
            let bytes = try part.largeBytes(0)
            let row = batch.firstRow + from
            try addBatch(
                importID, firstRow: row, records: count, reference: reference(row, count, bytes.span),
                payload: bytes.span)
        }
        try move(batch, .divided)
        try removePayload(of: batch.id)
    }
}
