import MateoCore

/// Stores the state of a batch in columns of its table.
extension Journal {
    /// Returns a batch by its number.
    func batch(_ id: Int64) throws(MateoError) -> Batch {
        let query = try database.statement(
            """
            SELECT import, first_row, last_row, records, reference, attempts, begun_at, records_at, records_bytes, state,
                turn, looks, job, deadline, told, told_times, told_at, list_url, list_until, succeeded, failed
            FROM batch WHERE id = ?1
            """)
        query.bind(1, id)
        guard try query.step() else { throw Soundness.damage(path, "a batch in it is gone") }
        let records = try query.number(3, in: Bounds.batch)
        let place =
            query.isNull(7)
            ? nil
            : RecordsPlace(
                start: try query.number(7, in: Bounds.place), count: try query.number(8, in: Bounds.place))
        let firstRow = try query.number(1, in: Bounds.row)
        return Batch(
            id: id, importID: query.key(0), firstRow: firstRow,
            lastRow: try query.number(2, in: firstRow...Bounds.row.upperBound), records: records,
            reference: try query.identifier(4),
            attempts: try query.count(5), begunAt: try query.time(6), place: place,
            delivery: try delivery(query, records))
    }

    private func delivery(_ query: borrowing Statement, _ records: Int64) throws(MateoError) -> Delivery {
        switch DeliveryKind(rawValue: query.key(9)) {
        case .waiting: .waiting
        case .sending: .sending
        case .lost: .lost(Search(lookUpAt: try query.time(10), looks: try query.count(11)))
        case .unfound: .unfound(lookUpAt: try query.time(10))
        case .untraceable: .untraceable
        case .accepted: .accepted(try job(query))
        case .unlisted: .unlisted(try job(query), try result(query, records), until: try query.time(18))
        case .listed:
            .listed(
                try job(query), try result(query, records),
                FailureAddress(url: query.text(17), until: try query.time(18)))
        case .unresolved: .unresolved(try job(query), failed: try query.number(20, in: 0...records))
        case .settled: .settled(try job(query), try result(query, records))
        case .refused: .refused
        case .divided: .divided
        case nil: throw Soundness.damage(path, "a batch in it has a state that does not exist")
        }
    }

    private func job(_ query: borrowing Statement) throws(MateoError) -> Job {
        var odd = OddCounts()
        odd.told = query.bytes(14)
        odd.times = try query.count(15)
        odd.since = try query.time(16)
        // In state `listed`, the turn belongs to the list.
        let askedAt = DeliveryKind(rawValue: query.key(9)) == .listed ? 0 : try query.time(10)
        return Job(id: try query.identifier(12), deadline: try query.time(13), askedAt: askedAt, odd: odd)
    }

    private func result(_ query: borrowing Statement, _ records: Int64) throws(MateoError) -> JobResult {
        JobResult(
            succeeded: try query.number(19, in: 0...records), failed: try query.number(20, in: 0...records))
    }

    /// Replaces the state of a batch that was read.
    func update(_ batch: Batch, to next: Delivery) throws(MateoError) {
        let columns = DeliveryColumns(next, firstRow: batch.firstRow)
        let update = try database.statement(
            """
            UPDATE batch SET state = ?3, turn = ?4, looks = ?5, job = ?6, deadline = ?7, told = ?8, told_times = ?9,
                told_at = ?10, list_url = ?11, list_until = ?12, succeeded = ?13, failed = ?14
            WHERE id = ?1 AND state = ?2
            """)
        update.bind(1, batch.id)
        update.bind(2, batch.delivery.kind.rawValue)
        update.bind(3, next.kind.rawValue)
        update.bind(4, columns.turn)
        update.bind(5, columns.looks)
        update.bind(6, next.job)
        update.bind(7, columns.job?.deadline ?? 0)
        update.bind(8, columns.job?.odd.told ?? [])
        update.bind(9, columns.job?.odd.times ?? 0)
        update.bind(10, columns.job?.odd.since ?? 0)
        update.bind(11, columns.list?.url)
        update.bind(12, columns.list?.until ?? 0)
        update.bind(13, next.result.succeeded)
        update.bind(14, next.result.failed)
        try update.run()
        guard database.changes == 1 else {
            throw MateoError(
                .journalBusy, "another process is sending this import: wait for it, or end it, and call again")
        }
    }
}

/// The columns that only some states use.
private struct DeliveryColumns {
    /// The sort key of batches in the same state.
    var turn: Int64 = 0
    var looks: Int64 = 0
    var job: Job?
    var list: (url: String?, until: Int64)?

    init(_ delivery: Delivery, firstRow: Int64) {
        switch delivery {
        case .waiting: turn = firstRow
        case .lost(let search): (turn, looks) = (search.lookUpAt, search.looks)
        case .unfound(let lookUpAt): turn = lookUpAt
        case .accepted(let job), .unresolved(let job, _), .settled(let job, _): (turn, self.job) = (job.askedAt, job)
        case .unlisted(let job, _, let until): (turn, self.job, list) = (job.askedAt, job, (nil, until))
        case .listed(let job, _, let address):
            (turn, self.job, list) = (address.until, job, (address.url, address.until))
        case .sending, .untraceable, .refused, .divided: break
        }
    }
}

extension Delivery {
    /// The outcome of its records; nothing until its job is done.
    var result: JobResult {
        switch self {
        case .unlisted(_, let result, _), .listed(_, let result, _), .settled(_, let result): result
        case .unresolved(_, let failed): JobResult(succeeded: 0, failed: failed)
        default: JobResult(succeeded: 0, failed: 0)
        }
    }
}
