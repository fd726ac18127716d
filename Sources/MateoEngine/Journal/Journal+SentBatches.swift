public import MateoCore

/// Lists the batches that were sent, with their times.
extension Journal {
    /// Returns the sent batches of an import behind a batch. Batches that replaced a larger one come last.
    public func sentBatches(
        of importID: Int64, after last: SentBatch?, limit: Int64
    ) throws(MateoError) -> [SentBatch] {
        let query = try database.statement(
            """
            SELECT id, first_row, last_row, records, state, attempts, begun_at, answer_time, settled_at, succeeded, failed
            FROM batch NOT INDEXED WHERE import = ?1 AND id > ?2 AND attempts > 0 ORDER BY id LIMIT ?3
            """)
        query.bind(1, importID)
        query.bind(2, last?.id ?? 0)
        query.bind(3, limit)
        var found: [SentBatch] = []
        while try query.step() { found.append(try sentBatch(query)) }
        return found
    }

    /// Calls `body` with each sent batch of an import, in the order of time.
    package func forEachSentBatch(
        of importID: Int64, _ body: (SentBatch) -> Void
    ) throws(MateoError) {
        let query = try database.statement(
            """
            SELECT id, first_row, last_row, records, state, attempts, begun_at, answer_time, settled_at, succeeded, failed
            FROM batch WHERE import = ?1 AND attempts > 0 ORDER BY begun_at, id
            """)
        query.bind(1, importID)
        while try query.step() { body(try sentBatch(query)) }
    }

    private func sentBatch(_ query: borrowing Statement) throws(MateoError) -> SentBatch {
        guard let kind = DeliveryKind(rawValue: query.key(4)) else {
            throw Soundness.damage(path, "a batch in it has a state that does not exist")
        }
        let records = try query.number(3, in: Bounds.batch)
        let failed = kind == .refused ? records : try query.number(10, in: 0...records)
        let firstRow = try query.number(1, in: Bounds.row)
        return SentBatch(
            id: query.key(0),
            rows: RowRange(first: firstRow, last: try query.number(2, in: firstRow...Bounds.row.upperBound)),
            records: records, state: SentBatchState(kind), attempts: try query.count(5), begunAt: try query.time(6),
            answerTime: query.isNull(7) ? nil : try query.count(7), settledAt: try query.time(8),
            succeeded: try query.number(9, in: 0...records), failed: failed)
    }

    /// Stores the service's answer time for a batch, in milliseconds.
    func setAnswerTime(_ milliseconds: Int64?, of batch: Batch) throws(MateoError) {
        let update = try database.statement("UPDATE batch SET answer_time = ?2 WHERE id = ?1")
        update.bind(1, batch.id)
        update.bind(2, milliseconds)
        try update.run()
    }

    /// Stores when the last record of a batch got its outcome.
    func setSettled(_ batch: Batch, wallNow: Int64) throws(MateoError) {
        let update = try database.statement("UPDATE batch SET settled_at = ?2 WHERE id = ?1")
        update.bind(1, batch.id)
        update.bind(2, wallNow)
        try update.run()
    }
}

extension SentBatchState {
    init(_ kind: DeliveryKind) {
        switch kind {
        case .sending, .accepted, .unlisted, .listed: self = .open
        case .settled, .refused: self = .settled
        case .lost, .unfound, .untraceable, .unresolved: self = .unknown
        case .waiting: self = .turnedAway
        case .divided: self = .divided
        }
    }
}
