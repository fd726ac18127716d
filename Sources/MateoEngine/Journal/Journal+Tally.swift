public import MateoCore

/// Stores the totals of imports. They change in the transaction that changes the counted rows. `verify` counts again.
extension Journal {
    /// The numbers of the states of rows that are not sent. They follow those of batches.
    static let firstLeftOut: Int64 = 20

    /// Returns the counts of an import's records.
    public func counts(of importID: Int64) throws(MateoError) -> RecordCounts {
        let query = try database.statement(
            "SELECT state, batches, records, succeeded, failed FROM tally WHERE import = ?1")
        query.bind(1, importID)
        var counts = RecordCounts()
        while try query.step() {
            let (batches, records, failed) = (try query.count(1), try query.count(2), try query.count(4))
            let state = try query.number(0, in: 0...1000)
            switch DeliveryKind(rawValue: state) {
            case .waiting: counts.pending += records
            case .sending: counts.inFlight += records
            case .lost, .unfound, .untraceable: counts.unknown += records
            case .accepted, .unlisted, .listed:
                counts.jobs += batches
                counts.inFlight += records
            case .unresolved:
                counts.jobs += batches
                counts.failed += failed
                counts.unknown += records - failed
            case .settled:
                counts.jobs += batches
                counts.succeeded += try query.count(3)
                counts.failed += failed
            case .refused: counts.failed += records  // mutation: books-unchecked
            case .divided: break
            case nil:
                switch LeftOut(rawValue: state - Self.firstLeftOut) {
                case .held: counts.held += records  // mutation: left-out-mixed
                case .superseded: counts.superseded += records
                case .unchanged: counts.unchanged += records
                case nil: throw Soundness.damage(path, "a total in it is of a state that does not exist")
                }
            }
        }
        let sealed = try database.statement("SELECT records FROM import WHERE id = ?1 AND sealed_at IS NOT NULL")
        sealed.bind(1, importID)
        counts.total = try sealed.step() ? sealed.count(0) : counts.sum
        return counts
    }

    /// Returns the number of an import's batches in each state.
    func batchCounts(of importID: Int64) throws(MateoError) -> BatchCounts {
        let query = try database.statement("SELECT state, batches FROM tally WHERE import = ?1 AND state < 20")
        query.bind(1, importID)
        var counts = BatchCounts()
        while try query.step() {
            if let kind = DeliveryKind(rawValue: query.key(0)) { counts[kind] = try query.count(1) }
        }
        return counts
    }

    /// Returns whether an import has no work left.
    func isOver(_ importID: Int64) throws(MateoError) -> Bool {
        let query = try database.statement(
            "SELECT 1 FROM tally WHERE import = ?1 AND state < 20 AND state NOT IN (5, 6, 7) AND batches > 0 LIMIT 1")
        query.bind(1, importID)
        return try !query.step()
    }

    /// Returns whether all batches of an import wait, so that nothing was sent or no request had an effect. A divided
    /// batch had no effect, and its records are in other batches.
    func isUnsent(_ importID: Int64) throws(MateoError) -> Bool {
        let query = try database.statement(
            "SELECT 1 FROM tally WHERE import = ?1 AND state BETWEEN 2 AND 19 AND state <> 7 AND batches > 0 LIMIT 1")
        query.bind(1, importID)
        return try !query.step()
    }

    /// Adds a batch to a state, or removes it.
    func tally(_ importID: Int64, _ delivery: Delivery, records: Int64, sign: Int64) throws(MateoError) {
        let isKnown = delivery.kind == .settled || delivery.kind == .unresolved
        let result = isKnown ? delivery.result : JobResult(succeeded: 0, failed: 0)
        try tally(
            importID, delivery.kind, batches: sign, records: sign * records, succeeded: sign * result.succeeded,
            failed: sign * result.failed)
    }

    /// Changes the totals of a state of batches.
    func tally(
        _ importID: Int64, _ kind: DeliveryKind, batches: Int64, records: Int64, succeeded: Int64 = 0,
        failed: Int64 = 0
    ) throws(MateoError) {
        try tally(
            importID, state: kind.rawValue, batches: batches, records: records, succeeded: succeeded, failed: failed)
    }

    /// Changes the totals of a state of rows that are not sent.
    func tally(_ importID: Int64, _ state: LeftOut, records: Int64) throws(MateoError) {
        try tally(
            importID, state: Self.firstLeftOut + state.rawValue, batches: 0, records: records, succeeded: 0, failed: 0)
    }

    private func tally(
        _ importID: Int64, state: Int64, batches: Int64, records: Int64, succeeded: Int64, failed: Int64
    ) throws(MateoError) {
        let add = try database.statement(
            """
            INSERT INTO tally(import, state, batches, records, succeeded, failed) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT DO UPDATE SET batches = batches + ?3, records = records + ?4, succeeded = succeeded + ?5,
                failed = failed + ?6
            """)
        add.bind(1, importID)
        add.bind(2, state)
        add.bind(3, batches)
        add.bind(4, records)
        add.bind(5, succeeded)
        add.bind(6, failed)
        try add.run()
    }

    /// Recounts one import, or all of them.
    func tallyAnew(_ importID: Int64?) throws(MateoError) {
        let remove = try database.statement("DELETE FROM tally WHERE coalesce(import = ?1, 1)")
        remove.bind(1, importID)
        try remove.run()
        let add = try database.statement(
            """
            INSERT INTO tally
            SELECT import, state, count(*), sum(records), sum(iif(state IN (5, 12), succeeded, 0)),
                sum(iif(state IN (5, 12), failed, 0))
            FROM batch WHERE coalesce(import = ?1, 1) GROUP BY import, state
            UNION ALL SELECT import, 20 + state, 0, sum(records), 0, 0
            FROM left_out WHERE coalesce(import = ?1, 1) GROUP BY import, state
            """)
        add.bind(1, importID)
        try add.run()
    }
}
