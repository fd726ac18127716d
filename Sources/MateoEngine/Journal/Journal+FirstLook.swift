import MateoCore

/// Stores the result of an import's first records, and how many of the latest ones failed. Each value is stored in the
/// transaction that changes it.
extension Journal {
    /// Returns the state of an import's first look.
    func firstLook(_ importID: Int64) throws(MateoError) -> FirstLook {
        let query = try database.statement(
            "SELECT first_look, failing, ignores_failures FROM import WHERE id = ?1")
        query.bind(1, importID)
        guard try query.step() else { return FirstLook() }
        return FirstLook(
            lastRow: try query.number(0, in: FirstLook.over...Bounds.row.upperBound),
            failing: try query.count(1), ignoresFailures: query.flag(2))
    }

    /// Returns whether the next batch of an import may be sent.
    func sending(_ next: Batch, _ batches: BatchCounts, _ limits: FirstLook.Limits) throws(MateoError) -> Sending {
        let look = try firstLook(next.importID)
        let counts = look.lastRow > 0 ? try counts(of: next.importID) : RecordCounts()
        return look.sending(firstRow: next.firstRow, open: batches.open, counts, limits)
    }

    /// Notes a batch that is being sent.
    func sent(_ batch: Batch, isFirstOfMany: Bool) throws(MateoError) {
        let look = try firstLook(batch.importID)
        let lastRow = look.lastRow(afterSending: batch.firstRow, batch.lastRow, isFirstOfMany: isFirstOfMany)
        guard lastRow != look.lastRow else { return }
        let update = try database.statement("UPDATE import SET first_look = ?2 WHERE id = ?1")
        update.bind(1, batch.importID)
        update.bind(2, lastRow)
        try update.run()
    }

    /// Counts the failures of a settled batch. The order of its records is unknown. So the count starts again if one of
    /// its records succeeded, or if its records failed for two reasons. The most frequent reason is stored.
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

    /// Sends everything of an import from now on, even if records fail.
    func ignoreFailures(_ importID: Int64) throws(MateoError) {
        let update = try database.statement("UPDATE import SET ignores_failures = 1 WHERE id = ?1")
        update.bind(1, importID)
        try update.run()
    }

    /// Returns the quota that the jobs of an import have used, in records.
    func sentRecords(_ importID: Int64) throws(MateoError) -> Int64 {
        let query = try database.statement(
            "SELECT total(records) FROM tally WHERE import = ?1 AND state IN (2, 3, 4, 5, 8, 9, 10, 11, 12)")
        query.bind(1, importID)
        return try query.step() ? query.count(0) : 0
    }

    /// Returns the row of the first record that failed for the stored reason, or 0 if unknown, and the service's error.
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
    /// The batches that wait for their outcome.
    var open: Int64 {
        self[.sending] + self[.lost] + self[.unfound] + self[.accepted] + self[.unlisted] + self[.listed]
    }
}
