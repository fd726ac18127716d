import MateoCore

/// What the first records of an import showed, and how many of the last ones failed. It is kept in the transaction that
/// changes it.
extension Journal {
    /// What is known of an import.
    func firstLook(_ importID: Int64) throws(MateoError) -> FirstLook {
        let query = try database.statement(
            "SELECT first_look, failing, ignores_failures FROM import WHERE id = ?1")
        query.bind(1, importID)
        guard try query.step() else { return FirstLook() }
        return FirstLook(
            lastRow: try query.number(0, in: FirstLook.over...Bounds.row.upperBound),
            failing: try query.count(1), ignoresFailures: query.flag(2))
    }

    /// Whether the next batch of an import may be sent.
    func sending(_ next: Batch, _ batches: BatchCounts, _ limits: FirstLook.Limits) throws(MateoError) -> Sending {
        let look = try firstLook(next.importID)
        let counts = look.lastRow > 0 ? try counts(of: next.importID) : RecordCounts()
        return look.sending(firstRow: next.firstRow, open: batches.open, counts, limits)
    }

    /// A batch of an import is on its way.
    func sent(_ batch: Batch, isFirstOfMany: Bool) throws(MateoError) {
        let look = try firstLook(batch.importID)
        let lastRow = look.lastRow(afterSending: batch.firstRow, batch.lastRow, isFirstOfMany: isFirstOfMany)
        guard lastRow != look.lastRow else { return }
        let update = try database.statement("UPDATE import SET first_look = ?2 WHERE id = ?1")
        update.bind(1, batch.importID)
        update.bind(2, lastRow)
        try update.run()
    }

    /// A batch is settled, and its failures are booked. The order of the records in it is not known. So a batch begins
    /// anew if one of its records succeeded, or if its records failed for two reasons. The reason that is kept is the most
    /// frequent one.
    func countFailing(of batch: Batch, succeeded: Int64) throws(MateoError) {
        let update = try database.statement(
            """
            WITH reasons AS (
                SELECT iif(code = '', message, code) AS reason, count(*) AS records
                FROM outcome WHERE batch = ?2 GROUP BY reason ORDER BY records DESC, reason),
            found AS (
                SELECT coalesce(sum(records), 0) AS records, count(*) AS kinds,
                    coalesce((SELECT reason FROM reasons LIMIT 1), '') AS reason
                FROM reasons)
            UPDATE import SET failing_reason = found.reason,
                failing = CASE WHEN ?3 > 0 OR kinds > 1 THEN 0
                    WHEN found.reason = failing_reason THEN failing + found.records ELSE found.records END
            FROM found WHERE id = ?1 AND (failing > 0 OR found.records > 0)
            """)
        update.bind(1, batch.importID)
        update.bind(2, batch.id)
        update.bind(3, succeeded)
        try update.run()
    }

    /// From now on everything of an import is sent, whatever fails.
    func ignoreFailures(_ importID: Int64) throws(MateoError) {
        let update = try database.statement("UPDATE import SET ignores_failures = 1 WHERE id = ?1")
        update.bind(1, importID)
        try update.run()
    }

    /// How many records the jobs of an import have used of the quota.
    func sentRecords(_ importID: Int64) throws(MateoError) -> Int64 {
        let query = try database.statement(
            "SELECT total(records) FROM tally WHERE import = ?1 AND state IN (2, 3, 4, 5, 8, 9, 10, 11, 12)")
        query.bind(1, importID)
        return try query.step() ? query.count(0) : 0
    }

    /// The row of the first record that failed for the reason that is kept, 0 for an unknown one, and what the service says.
    func failingExample(_ importID: Int64) throws(MateoError) -> (row: Int64, error: ErrorBody) {
        let query = try database.statement(
            """
            SELECT row, code, message FROM outcome
            WHERE import = ?1 AND iif(code = '', message, code) = (SELECT failing_reason FROM import WHERE id = ?1)
            ORDER BY row = 0, row LIMIT 1
            """)
        query.bind(1, importID)
        guard try query.step() else { return (0, ErrorBody()) }
        return (try query.count(0), ErrorBody(code: query.bytes(1), message: query.bytes(2)))
    }
}

extension BatchCounts {
    /// Batches that were sent and wait for their outcome.
    var open: Int64 {
        self[.sending] + self[.lost] + self[.unfound] + self[.accepted] + self[.unlisted] + self[.listed]
    }
}
