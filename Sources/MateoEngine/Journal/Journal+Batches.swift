import MateoCore

/// Stores the batches of imports.
extension Journal {
    /// Adds a batch that waits to be sent.
    ///
    /// - Parameter place: the place of its records.
    func addBatch(
        _ importID: Int64, _ rows: [RowSpan], reference: String, place: RecordsPlace
    ) throws(MateoError) {
        guard let first = rows.first, let last = rows.last else { return }
        var records: Int64 = 0
        for span in rows { records += span.count }
        let add = try database.statement(
            """
            INSERT INTO batch(import, first_row, last_row, records, state, reference, turn, records_at, records_bytes)
            VALUES (?1, ?2, ?3, ?4, 1, ?5, ?2, ?6, ?7)
            """)
        add.bind(1, importID)
        add.bind(2, first.first)
        add.bind(3, last.first + last.count - 1)
        add.bind(4, records)
        add.bind(5, reference)
        add.bind(6, place.start)
        add.bind(7, place.count)
        try add.run()
        try addSpans(rows, of: database.lastInsertedRow)
        try tally(importID, .waiting, batches: 1, records: records)
    }

    /// Returns the first waiting batch of an import that is not one of those without their records.
    func nextWaiting(_ importID: Int64, without lost: [Int64] = []) throws(MateoError) -> Batch? {
        var row: Int64 = 0
        while let batch = try waitingBatch(of: importID, behind: row) {
            if !lost.contains(batch.id) { return batch }
            row = batch.firstRow
        }
        return nil
    }

    /// Returns the rows of all waiting batches, for messages.
    func waitingRows(_ importID: Int64) throws(MateoError) -> Text {
        let query = try database.statement(
            """
            SELECT 'rows ' || group_concat(printf('%d to %d', first_row, last_row), ', ')
            FROM (SELECT first_row, last_row FROM batch WHERE import = ?1 AND state = 1 ORDER BY first_row)
            """)
        query.bind(1, importID)
        return try query.step() ? "\(query.text(0))" : ""
    }

    /// Returns batches of an import in a state, in the order of their turn. Waiting batches are ordered by row, lost
    /// ones by the time of their look-up, jobs by the time of their last poll.
    ///
    /// - Parameter turn: the latest turn to return.
    func batches(
        _ importID: Int64, _ kind: DeliveryKind, turn: Int64 = .max, limit: Int64
    ) throws(MateoError) -> [Batch] {
        let query = try database.statement(
            "SELECT id FROM batch WHERE import = ?1 AND state = ?2 AND turn <= ?3 ORDER BY turn, first_row LIMIT ?4")
        query.bind(1, importID)
        query.bind(2, kind.rawValue)
        query.bind(3, turn)
        query.bind(4, limit)
        return try batches(query)
    }

    /// Returns the batches of all imports of an account in a state of doubt.
    func doubtfulBatches(ofAccount account: Int64, _ kind: DeliveryKind) throws(MateoError) -> [Batch] {
        let query = try database.statement(
            """
            SELECT batch.id FROM batch JOIN import ON import.id = import
            WHERE account = ?1 AND state = ?2
                AND (state IN (2, 3, 8, 9) OR attempts > 1 OR state IN (1, 7) AND attempts > 0)
            """)
        query.bind(1, account)
        query.bind(2, kind.rawValue)
        return try batches(query)
    }

    private func batches(_ query: borrowing Statement) throws(MateoError) -> [Batch] {
        var ids: [Int64] = []
        while try query.step() { ids.append(query.key(0)) }
        var found: [Batch] = []
        for id in ids { found.append(try batch(id)) }
        return found
    }

    /// Returns the turn of the first batch in a state, or nil if there is none.
    func firstTurn(_ importID: Int64, _ kind: DeliveryKind) throws(MateoError) -> Int64? {
        let query = try database.statement(
            "SELECT turn FROM batch WHERE import = ?1 AND state = ?2 ORDER BY turn LIMIT 1")
        query.bind(1, importID)
        query.bind(2, kind.rawValue)
        return try query.step() ? query.time(0) : nil
    }

    /// Returns whether a batch in a state has its turn before a time, or after another time. The latter occurs if the
    /// clock was set back.
    func hasTurn(
        _ importID: Int64, _ kind: DeliveryKind, before: Int64, orAfter after: Int64
    ) throws(MateoError) -> Bool {
        let query = try database.statement(
            """
            SELECT EXISTS (SELECT 1 FROM batch WHERE import = ?1 AND state = ?2 AND turn < ?3)
                OR EXISTS (SELECT 1 FROM batch WHERE import = ?1 AND state = ?2 AND turn > ?4)
            """)
        query.bind(1, importID)
        query.bind(2, kind.rawValue)
        query.bind(3, before)
        query.bind(4, after)
        return try query.step() && query.flag(0)
    }

    /// Stores the new state of a batch. A final state releases its records.
    ///
    /// - Throws: `journalBusy` if another process has changed its state since it was read.
    func store(_ next: Delivery, of batch: Batch) throws(MateoError) {
        try update(batch, to: next)
        if next.kind != batch.delivery.kind || next.result != batch.delivery.result {
            try tally(batch.importID, batch.delivery, records: batch.records, sign: -1)
            try tally(batch.importID, next, records: batch.records, sign: 1)  // mutation: tally-wrong
        }
        guard next.kind.isFinal, let place = batch.place else { return }
        // The parts of a divided batch have its records.
        if next != .divided {
            try release(place)
            try releaseSource(of: rows(of: batch).spans, of: batch.importID)
            try countFailing(of: batch, succeeded: next.result.succeeded)
        }
        let remove = try database.statement(
            "UPDATE batch SET records_at = NULL, records_bytes = 0 WHERE id = ?1")
        remove.bind(1, batch.id)
        try remove.run()
    }

    /// Counts the start of a batch's POST.
    func countAttempt(_ batch: Batch, wallNow: Int64) throws(MateoError) {
        let update = try database.statement(
            "UPDATE batch SET attempts = attempts + 1, begun_at = ?2 WHERE id = ?1")
        update.bind(1, batch.id)
        update.bind(2, wallNow)
        try update.run()
    }

    /// Returns whether a batch of this journal has a job.
    func knows(job: String) throws(MateoError) -> Bool {
        let query = try database.statement("SELECT 1 FROM batch WHERE job = ?1")
        query.bind(1, job)
        return try query.step()
    }

    /// Returns whether a sent batch of this journal has a reference.
    func knows(reference: String) throws(MateoError) -> Bool {
        let query = try database.statement("SELECT 1 FROM batch WHERE reference = ?1 AND attempts > 0 LIMIT 1")
        query.bind(1, reference)
        return try query.step()
    }

    /// Returns whether another batch of the same type and size may have a job that the journal does not know.
    func hasRivals(_ batch: Batch, _ account: Int64, _ type: RecordType) throws(MateoError) -> Bool {
        let query = try database.statement(
            """
            SELECT 1 FROM batch JOIN import ON import.id = import
            WHERE account = ?1 AND type = ?2 AND batch.records = ?3 AND batch.id <> ?4
                AND (state IN (2, 3, 8, 9) OR attempts > 1 OR state IN (1, 7) AND attempts > 0) LIMIT 1
            """)
        query.bind(1, account)
        query.bind(2, Int64(type.rawValue))
        query.bind(3, batch.records)
        query.bind(4, batch.id)
        return try query.step()
    }

    /// Returns how far an earlier process polled the jobs of an import, by the wall clock: when the last of them was
    /// sent, and the time of the last poll. Returns nil if no job is open.
    func following(_ importID: Int64) throws(MateoError) -> (since: Int64, asked: Int64)? {
        let query = try database.statement(
            "SELECT max(begun_at), max(turn) FROM batch WHERE import = ?1 AND state IN (4, 10) HAVING count(*) > 0")
        query.bind(1, importID)
        return try query.step() ? (query.time(0), query.time(1)) : nil
    }

    /// Returns a time before the POST of a batch began, in ISO 8601 and UTC. It is `margin` milliseconds earlier, for
    /// clock drift.
    func timeBefore(_ batch: Batch, margin: Int64) throws(MateoError) -> String {
        let query = try database.statement("SELECT strftime('%Y-%m-%dT%H:%M:%SZ', (?1 - ?2) / 1000, 'unixepoch')")
        query.bind(1, batch.begunAt)
        query.bind(2, margin)
        return try query.step() ? query.text(0) : ""
    }

    /// Removes the batches from a row on, as if they had never been added.
    func removeBatches(_ importID: Int64, fromRow row: Int64) throws(MateoError) {
        try releaseRecords(of: importID, fromRow: row)
        let remove = try database.statement("DELETE FROM batch WHERE import = ?1 AND first_row >= ?2")
        remove.bind(1, importID)
        remove.bind(2, row)
        try remove.run()
        try removeSource(of: importID, fromRow: row)
        try removeTags(of: importID, fromRow: row)
        let keep = try database.statement("DELETE FROM left_out WHERE import = ?1 AND first_row >= ?2")
        keep.bind(1, importID)
        keep.bind(2, row)
        try keep.run()
        try tallyAnew(importID)
    }
}
