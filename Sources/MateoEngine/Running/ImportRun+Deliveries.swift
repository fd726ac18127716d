import MateoCore

/// The part of an answer about one batch that goes with its event.
struct Telling {
    /// The failed records that it lists.
    var failures: FailureReport?
    /// The service's hints.
    var hints: [[UInt8]] = []
    /// The reason for refusing a single record.
    var code: [UInt8] = []
    var message = ""
}

extension ImportRun {
    /// Applies an event to a batch: stores its effects in the current transaction.
    func apply(
        _ event: DeliveryEvent, to batch: Batch, _ journal: Journal, telling: Telling = Telling()
    ) throws(MateoError) {
        guard let step = batch.delivery.after(event) else {
            throw MateoError(.books, "a batch has a state from which it cannot continue")
        }
        for action in step.actions { try perform(action, batch, telling, journal) }
        if case .settled(_, let result) = step.next {
            try journal.keepDigests(
                of: batch, result, identity.type, settings: identity.members, account: client.account)
        }
        guard step.next != batch.delivery else { return }
        try journal.store(step.next, of: batch)
        guard step.next.kind == .settled || step.next == .refused else { return }
        try journal.setSettled(batch, wallNow: client.host.wallMilliseconds)
    }

    /// Returns how many records of a batch the service names as failed. Only a list with more records than are counted
    /// is compared with the batch: it may have records of others, or have one twice.
    func named(
        _ failures: FailureReport?, counted: Int64, _ batch: Batch, _ journal: Journal
    ) throws(MateoError) -> Int64 {
        guard let failures else { return 0 }
        let count = Int64(failures.count)
        guard count > counted else { return count }
        var named: Int64 = 0
        for failure in try failures.failures(among: journal.keptRecords(of: batch) ?? [], atMost: count)
        where failure.position != nil {
            named += 1
        }
        return named
    }

    private func perform(
        _ action: DeliveryAction, _ batch: Batch, _ telling: Telling, _ journal: Journal
    ) throws(MateoError) {
        switch action {
        case .divide(let part):
            // Parts of a batch that is sent again differ from those of the first time.
            let uuid = Reference.source(of: batch.reference) ?? identity.uuid
            try journal.divide(batch, after: part) { row, records, bytes in
                Reference.make(uuid, row: row, records: records, BatchDigest(of: bytes))
            }
        case .bookRefusal:
            let record = try journal.keptRecords(of: batch) ?? []
            let failure = MatchedFailure(
                position: 0, externalID: FailureReport.externalID(of: record), code: telling.code,
                message: Array(telling.message.utf8), input: record)
            try journal.book(1, of: batch) { _ in failure }
        case .book(let failed):
            let named = try book(telling.failures, atMost: failed, batch, journal)
            if failed == batch.records { return try journal.bookOthers(failed - named, of: batch) }
            try journal.bookUnnamed(failed - named, of: batch)
        case .bookNamed(let most): _ = try book(telling.failures, atMost: most, batch, journal)
        case .unbook: try journal.unbook(batch)
        case .keepHints: try journal.keepHints(telling.hints, of: batch)
        case .note(let note): client.note(note.isInformation ? .info : .warning, note.text(batch.rows))
        }
    }

    /// - Returns: the number of failures that were stored.
    private func book(
        _ failures: FailureReport?, atMost count: Int64, _ batch: Batch, _ journal: Journal
    ) throws(MateoError) -> Int64 {
        guard let failures, count > 0 else { return 0 }
        let found = try failures.failures(among: journal.keptRecords(of: batch) ?? [], atMost: count)
        try journal.book(found.count, of: batch) { found[$0] }
        return Int64(found.count)
    }
}
