import MateoCore

/// Handles the first look in a run.
extension ImportRun {
    /// Returns whether nothing of the import was sent yet, and more than one batch will be sent.
    func isFirstOfMany(_ id: Int64, _ journal: Journal) throws(MateoError) -> Bool {
        guard client.options.firstLook else { return false }
        let look = try journal.firstLook(id)
        guard look.lastRow == 0, !look.ignoresFailures else { return false }
        return try journal.batches(id, .waiting, limit: 2).count > 1
    }

    /// Returns whether the next batch may be sent.
    func sending(_ next: Batch?, _ batches: BatchCounts, _ journal: Journal) throws(MateoError) -> Sending {
        guard let next else { return .stops }
        guard client.options.firstLook else { return .free }
        return try journal.sending(next, batches, client.options.firstLookLimits)
    }

    /// Returns why the rest is not sent.
    func failingError() throws(MateoError) -> MateoError {
        guard let id = identity.id else { return MateoError(.state, "the import has no records") }
        let (limits, day) = (client.options.firstLookLimits, client.limits.entities.limit)
        return try withJournal { (journal) throws(MateoError) in
            journal.flush()
            if try journal.nextWaiting(id, without: memory.lostBatches) == nil {
                return memory.lostBatches.isEmpty
                    ? Soundness.miscount(journal.path) : try journal.lost(journal.waitingRows(id))
            }
            let (look, counts) = (try journal.firstLook(id), try journal.counts(of: id))
            let (row, error) = try journal.failingExample(id)
            let isLater = look.failing >= limits.failing
            let failed: Text =
                isLater
                ? "the last \(grouped: look.failing) records failed for one reason"
                : counts.failed == 1
                    ? "the first batch of one record failed"
                    : "all \(grouped: counts.failed) records of the first batch failed"
            let place: Text = row > 0 ? ", as row \(row) did" : ""
            let areNot: StaticString = counts.pending == 1 ? "is not" : "are not"
            let allowed: Text = day > 0 ? " of \(grouped: day)" : ""
            return MateoError(
                .failing,
                failed + place + error.described
                    + ". The import used \(grouped: try journal.sentRecords(id))\(allowed) records of the day's quota, and the "
                    + "other \(grouped: counts.pending) \(areNot) sent. Correct the records, or ignore the failures",
                row: row, httpStatus: 0, serviceCode: String(decoding: error.code, as: UTF8.self),
                serviceMessage: error.message)
        }
    }
}
