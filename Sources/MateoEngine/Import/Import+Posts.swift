import MateoCore

/// What the answer to a POST makes of its batch.
extension Import {
    func settlePost(
        _ batch: BatchEntry, _ verdict: PostVerdict, _ answer: Answer, _ error: ErrorBody, _ permit: Permit,
        _ id: Int64, _ journal: Journal
    ) throws(MateoError) -> MateoError? {
        try journal.write { () throws(MateoError) -> MateoError? in
            let rows = batch.rows
            let refund = Self.isRefunded(verdict, answer.reply)
            switch verdict {
            case .accepted:
                try end(permit, answer, journal)
                courier.refusals = 0
                courier.slowTries = 0
                try learnSize(batch, journal)
                if try acceptJob(batch, answer, journal) {
                    courier.posting.succeed()
                    return nil
                }
                client.note(.warning, "the service took \(rows) and did not name the job; looking it up")
                return fail(answer, "took \(rows) and did not name the job", isPost: true)
            case .turnedAway:
                try end(permit, answer, journal, refund: refund)
                try journal.move(batch, .turnedAway)
                return fail(answer, "did not take \(rows)", isPost: true)
            case .limited:
                try journal.move(batch, .turnedAway)
                try limit(permit, answer, journal)
                return nil
            case .tooLarge where isMerelyBusy(batch, answer):
                try end(permit, answer, journal)
                try journal.move(batch, .turnedAway)
                return fail(answer, "did not take \(rows)", isPost: true)
            case .tooLarge, .badContent:
                try end(permit, answer, journal, refund: refund)
                courier.posting.succeed()
                courier.refusals += 1
                // Halving finds one bad record in far fewer tries: a service that takes nothing refuses the import.
                if courier.refusals > Options.mostRefusals {
                    courier.refusals = 0
                    try journal.move(batch, .turnedAway)
                    return refusal(answer, error)
                }
                try reduce(batch, verdict, answer, error, rows, id, journal)
                return nil
            case .referenceRefused:
                try end(permit, answer, journal, refund: refund)
                try journal.move(batch, .turnedAway)
                try journal.setReferenceMode(client.account, .refused)
                client.note(
                    .warning,
                    "the service does not take references: lost batches cannot be found again by them")
                return nil
            case .unauthorized, .refused:
                try end(permit, answer, journal, refund: refund)
                try journal.move(batch, .turnedAway)
                return refusal(answer, error)
            case .lost:
                try end(permit, answer, journal)
                try lose(batch, journal, looks: Options.looks)
                client.note(.warning, "no answer tells whether \(rows) arrived; looking it up")
                return fail(answer, "did not tell whether it took \(rows)", isPost: true)
            }
        }
    }

    /// Whether a single record took the service too long: that is rarely the record's fault, so it gets more tries
    /// before it counts as refused.
    private func isMerelyBusy(_ batch: BatchEntry, _ answer: Answer) -> Bool {
        guard batch.records == 1, answer.reply == .answered(status: 500) else { return false }
        courier.slowTries += 1
        return courier.slowTries < Backoff.limit
    }

    /// Whether the records of a POST are not counted: it did not leave, or the service refused it as a whole.
    private static func isRefunded(_ verdict: PostVerdict, _ reply: Reply) -> Bool {
        switch reply {
        case .notSent, .untrusted: true
        case .answered(let status): (400..<500).contains(status) && verdict != .limited
        case .broken, .tooLarge: false
        }
    }

    /// 2xx: the body should name the job.
    ///
    /// - Returns: false when it does not: the job has to be looked up.
    private func acceptJob(
        _ batch: BatchEntry, _ answer: Answer, _ journal: Journal
    ) throws(MateoError) -> Bool {
        let jobs = try journal.jobs(in: answer.body) ?? []
        let deadline = client.host.wallMilliseconds + client.options.jobDeadline
        guard jobs.count == 1, let job = jobs.first,
            try journal.accept(batch, .accepted, job: job.id, deadline: deadline)
        else {
            try lose(batch, journal, looks: Options.looksAfterSuccess)
            return false
        }
        let mode = try journal.referenceMode(client.account)
        if mode != .refused, !job.hidesReference {
            let seen: ReferenceMode = job.shows(batch.reference) ? .works : .ignored
            // Once ignored they prove nothing any more: an answer that shows one may be older than it is read.
            if seen != mode, mode != .ignored { try journal.setReferenceMode(client.account, seen) }
        }
        return true
    }

    /// Nobody knows whether a batch arrived: it is looked up when the service has surely done with it.
    private func lose(_ batch: BatchEntry, _ journal: Journal, looks: Int64) throws(MateoError) {
        let lookUpAt = client.host.monotonicMilliseconds + Options.settleTime
        try journal.lose(batch, lookUpAt: lookUpAt, looks: looks)
    }

    /// How long the answer took tells how large the next batches should be; unless the caller was away meanwhile.
    private func learnSize(_ batch: BatchEntry, _ journal: Journal) throws(MateoError) {
        guard let startedAt = courier.startedAt else { return }
        var sizing = try journal.batchSizing(client.account)
        sizing.take(
            records: batch.records, milliseconds: client.host.monotonicMilliseconds - startedAt,
            wanted: Int64(client.options.batch.records))
        try journal.setBatchSizing(client.account, sizing)
    }

    /// A batch is too large, or some record in it is refused: its parts are sent, down to a single record.
    private func reduce(
        _ batch: BatchEntry, _ verdict: PostVerdict, _ answer: Answer, _ error: ErrorBody, _ rows: Text,
        _ id: Int64, _ journal: Journal
    ) throws(MateoError) {
        guard batch.records > 1 else {
            courier.slowTries = 0
            if verdict == .tooLarge, courier.isDividing(batch) {
                try journal.setBatchSizing(client.account, courier.sizingBefore)
            }
            let wordless: Text = "the service refuses it (HTTP status \(answer.httpStatus))"
            return try journal.refuse(
                batch, of: id, code: error.code,
                message: error.message.utf8.isEmpty ? wordless.string : error.message)
        }
        var first = batch.records / 2
        if verdict == .tooLarge {
            var sizing = try journal.batchSizing(client.account)
            if !courier.isDividing(batch) {
                courier.divided = batch
                courier.sizingBefore = sizing
            }
            sizing.refuse(records: batch.records)
            try journal.setBatchSizing(client.account, sizing)
            first = sizing.cap
        }
        let uuid = uuid
        try journal.divide(batch, of: id, after: first) { row, records, payload in
            Reference.make(uuid, row: row, records: records, payload: payload)
        }
        client.note(.info, "the service refuses \(rows) as one batch; sending it in parts")
    }
}
