import MateoCore

/// Taking in answers. Whatever an answer changes is in the journal before anything depends on it.
extension Import {
    func settle(_ flight: Flight, _ permit: Permit, _ answer: Answer) throws(MateoError) {
        guard let id else { return }
        let client = client
        let failure = try client.withJournal { (journal) throws(MateoError) -> MateoError? in
            let error = try journal.errorBody(of: answer)
            switch flight {
            case .post(let batch, let withReference):
                let verdict = Verdict.post(answer.delivery, code: error.code, withReference: withReference)
                return try settlePost(batch, verdict, answer, error, permit, id, journal)
            case .poll(let batches):
                let verdict = Verdict.get(answer.delivery, code: error.code)
                return try settlePoll(batches, verdict, answer, error, permit, id, journal)
            case .lookUp(let batches):
                let verdict = Verdict.get(answer.delivery, code: error.code)
                return try settleLookUp(batches, verdict, answer, error, permit, journal)
            case .list(let batch, _):
                let verdict = Verdict.get(answer.delivery, code: error.code)
                return try settleList(batch, verdict, answer, permit, id, journal)
            }
        }
        if let failure { throw failure }
    }

    private func settlePost(
        _ batch: BatchEntry, _ verdict: PostVerdict, _ answer: Answer, _ error: ErrorBody, _ permit: Permit,
        _ id: Int64, _ journal: Journal
    ) throws(MateoError) -> MateoError? {
        try journal.write { () throws(MateoError) -> MateoError? in
            let rows: Text = "rows \(batch.firstRow) to \(batch.firstRow + batch.records - 1)"
            let refund =
                switch verdict {
                case .tooLarge, .badContent, .refused, .unauthorized, .referenceRefused:
                    if case .answered(let status) = answer.delivery {
                        (400..<500).contains(status)
                    } else {
                        false
                    }
                default: false
                }
            switch verdict {
            case .accepted:
                try end(permit, answer, journal)
                try acceptJob(batch, answer, rows, journal)
                return nil
            case .turnedAway:
                try end(permit, answer, journal)
                try journal.move(batch, .turnedAway)
                return fail(answer, "to take \(rows)")
            case .limited:
                try journal.move(batch, .turnedAway)
                try limit(permit, answer, journal)
                return nil
            case .tooLarge, .badContent:
                try end(permit, answer, journal, refund: refund)
                try reduce(batch, verdict, error, rows, id, journal)
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
                try lose(batch, journal)
                client.note(.warning, "no answer tells whether \(rows) arrived; looking it up")
                return fail(answer, "to take \(rows)")
            }
        }
    }

    /// 2xx: the body should name the job; when it does not, the job has to be looked up.
    private func acceptJob(
        _ batch: BatchEntry, _ answer: Answer, _ rows: Text, _ journal: Journal
    ) throws(MateoError) {
        let jobs = try journal.jobs(in: answer.body) ?? []
        let deadline = client.host.wallMilliseconds + client.options.jobDeadline
        guard jobs.count == 1, let job = jobs.first,
            try journal.accept(batch, .accepted, job: job.id, deadline: deadline)
        else {
            try lose(batch, journal)
            client.note(.warning, "the service took \(rows) and did not name the job; looking it up")
            return
        }
        let mode = try journal.referenceMode(client.account)
        if mode != .refused {
            let seen: ReferenceMode = job.shows(batch.reference) ? .works : .ignored
            if seen != mode { try journal.setReferenceMode(client.account, seen) }
        }
    }

    /// Nobody knows whether a batch arrived: it is looked up when the service has surely done with it.
    private func lose(_ batch: BatchEntry, _ journal: Journal) throws(MateoError) {
        try journal.lose(batch, lookUpAt: client.host.wallMilliseconds + Options.settleTime)
        courier.lookUpAfter = client.host.monotonicMilliseconds + Options.settleTime
    }

    /// A batch is too large, or some record in it is refused: its halves are sent, down to a single record.
    private func reduce(
        _ batch: BatchEntry, _ verdict: PostVerdict, _ error: ErrorBody, _ rows: Text, _ id: Int64,
        _ journal: Journal
    ) throws(MateoError) {
        guard batch.records > 1 else {
            return try journal.refuse(batch, of: id, code: error.code, message: error.message)
        }
        let uuid = uuid
        try journal.divide(batch, of: id) { row, records, payload in
            Reference.make(uuid, row: row, records: records, payload: payload)
        }
        if verdict == .tooLarge { try journal.setBatchCap(client.account, (batch.records + 1) / 2) }
        client.note(.info, "the service refuses \(rows) as one batch; sending halves")
    }

    private func settlePoll(
        _ batches: [BatchEntry], _ verdict: GetVerdict, _ answer: Answer, _ error: ErrorBody,
        _ permit: Permit,
        _ id: Int64, _ journal: Journal
    ) throws(MateoError) -> MateoError? {
        try journal.write { () throws(MateoError) -> MateoError? in
            switch verdict {
            case .answered:
                try end(permit, answer, journal)
                guard let jobs = try journal.jobs(in: answer.body) else {
                    return fail(answer, "to tell of the jobs")
                }
                try apply(jobs, answer.body, to: batches, id, journal)
                return nil
            case .limited:
                try limit(permit, answer, journal)
                return nil
            case .tooLarge:
                try end(permit, answer, journal)
                if courier.jobsPerPoll > 1 {
                    courier.jobsPerPoll = max(1, courier.jobsPerPoll / 2)
                    return nil
                }
                return courier.columns.narrow(message: "") ? nil : fail(answer, "to tell of the jobs")
            case .badColumn:
                try end(permit, answer, journal)
                return courier.columns.narrow(message: error.message) ? nil : refusal(answer, error)
            case .retry:
                try end(permit, answer, journal)
                return fail(answer, "to tell of the jobs")
            case .unauthorized, .refused:
                try end(permit, answer, journal)
                return refusal(answer, error)
            }
        }
    }

    /// Takes in what a poll tells. A job that it does not show is not seen, no more.
    private func apply(
        _ reports: [JobReport], _ body: [UInt8], to batches: [BatchEntry], _ id: Int64, _ journal: Journal
    ) throws(MateoError) {
        let wallNow = client.host.wallMilliseconds
        for batch in batches {
            guard let job = try journal.followedJob(of: batch.id) else { continue }
            if let report = reports.first(where: { $0.id.isIdentical(to: job.job) }),
                report.succeeded >= batch.records - min(report.failed, batch.records)
            {
                // What counts is when the job was asked for: the answer may have waited for a busy process.
                let isListOverdue = job.listUntil > 0 && job.askedAt >= job.listUntil && report.listURL == nil
                if report.failed == 0 || report.hasList || isListOverdue {
                    let list = report.hasList ? try journal.list(in: body, of: report) : nil
                    try journal.finish(
                        batch, of: id, succeeded: report.succeeded, failed: report.failed, list: list)
                } else {
                    try journal.awaitList(batch, report, until: wallNow + Options.listDelay)
                }
            } else if wallNow >= job.deadline {
                try journal.giveUp(batch)
                let last = batch.firstRow + batch.records - 1
                client.note(.warning, "the job of rows \(batch.firstRow) to \(last) did not end in time")
            }
        }
    }

    private func settleLookUp(
        _ batches: [BatchEntry], _ verdict: GetVerdict, _ answer: Answer, _ error: ErrorBody,
        _ permit: Permit,
        _ journal: Journal
    ) throws(MateoError) -> MateoError? {
        try journal.write { () throws(MateoError) -> MateoError? in
            switch verdict {
            case .answered:
                try end(permit, answer, journal)
                guard let jobs = try journal.jobs(in: answer.body) else {
                    return fail(answer, "to find lost batches")
                }
                try adopt(jobs, for: batches, journal)
                return nil
            case .limited:
                try limit(permit, answer, journal)
                return nil
            case .badColumn:
                try end(permit, answer, journal)
                try journal.setReferenceMode(client.account, .refused)
                return nil
            case .retry, .tooLarge:
                try end(permit, answer, journal)
                return fail(answer, "to find lost batches")
            case .unauthorized, .refused:
                try end(permit, answer, journal)
                return refusal(answer, error)
            }
        }
    }

    private func adopt(_ jobs: [JobReport], for batches: [BatchEntry], _ journal: Journal) throws(MateoError)
    {
        let deadline = client.host.wallMilliseconds + client.options.jobDeadline
        let mayBeCut = jobs.count >= ImportQuery.mostIdentifiers
        // One that is found proves the absence of the others.
        if jobs.contains(where: { job in batches.contains { job.shows($0.reference) } }) {
            try journal.setReferenceMode(client.account, .works)
        }
        for batch in batches {
            let found = jobs.filter { $0.shows(batch.reference) }
            if let oldest = found.first {
                if found.count > 1 {
                    client.note(.warning, "the service has a batch twice; following the older job")
                }
                _ = try journal.accept(batch, .found, job: oldest.id, deadline: deadline)
            } else if !mayBeCut {
                if try journal.referenceMode(client.account).provesAbsence {
                    try journal.move(batch, .missing)
                } else {
                    try resolveWithoutReference(batch, journal)
                }
            }
        }
    }

    /// Nobody can say whether a batch arrived. A contact is brought up to date by its identifiers, so sending it
    /// again does no harm but to the quota; a deal or an appointment might be there twice.
    func resolveWithoutReference(_ batch: BatchEntry, _ journal: Journal) throws(MateoError) {
        switch type {
        case .contacts: try journal.move(batch, .missing)
        case .deals, .appointments: try journal.giveUp(batch)
        }
    }

    private func settleList(
        _ batch: BatchEntry, _ verdict: GetVerdict, _ answer: Answer, _ permit: Permit, _ id: Int64,
        _ journal: Journal
    ) throws(MateoError) -> MateoError? {
        try journal.write { () throws(MateoError) -> MateoError? in
            try end(permit, answer, journal)
            if verdict == .answered, let list = try journal.list(inFile: answer.body, type) {
                try journal.finish(batch, of: id, list: list)
                return nil
            }
            let (now, wallNow) = (client.host.monotonicMilliseconds, client.host.wallMilliseconds)
            if let job = try journal.followedJob(of: batch.id), wallNow >= job.listUntil {
                client.note(
                    .warning,
                    "the list of failed records of one job cannot be read; they are counted, not named")
                try journal.finishWithoutList(batch, of: id)
            }
            courier.listDue = now + Options.listRetry
            return nil
        }
    }

    // MARK: What answers of all kinds have in common

    private func end(
        _ permit: Permit, _ answer: Answer, _ journal: Journal, refund: Bool = false
    ) throws(MateoError) {
        if case .answered(let status) = answer.delivery, status < 500 {
            courier.limited = 0
            if status < 300 || status >= 400 { courier.backoff.succeed() }
        }
        let pause = answer.rate.pause <= RateSignal.longestOfASecondLimit ? answer.rate.pause : 0
        try journal.endRequest(
            permit, client.limits, pause: pause, refund: refund, now: client.host.monotonicMilliseconds,
            wallNow: client.host.wallMilliseconds)
    }

    /// 429: a short wait tells of the second's limit, a long one or many in a row of the day's.
    private func limit(_ permit: Permit, _ answer: Answer, _ journal: Journal) throws(MateoError) {
        let (now, wallNow) = (client.host.monotonicMilliseconds, client.host.wallMilliseconds)
        courier.limited += 1
        let asked = answer.rate.pause > 0 ? answer.rate.pause : answer.rate.reset ?? 0
        let pause: Int64
        if asked > RateSignal.longestOfASecondLimit {
            try journal.block(client.account, until: wallNow + asked)
            pause = 0
        } else if courier.limited >= Backoff.limit {
            courier.limited = 0
            try journal.block(
                client.account, until: wallNow + min(Options.unexplainedLimit, client.options.quotaWindow))
            pause = 0
        } else {
            pause = asked > 0 ? asked : Backoff.first << Int64(courier.limited - 1)
        }
        client.note(.warning, "the service says that a limit is reached (429); slowing down")
        try journal.endRequest(permit, client.limits, pause: pause, refund: false, now: now, wallNow: wallNow)
    }

    /// Nothing usable came: waits before the next request, or gives up for now.
    private func fail(_ answer: Answer, _ what: Text) -> MateoError? {
        let reason: Text
        var httpStatus: Int32 = 0
        if case .answered(let status) = answer.delivery {
            httpStatus = status
            reason = status < 300 ? "its answer cannot be read" : "it answered with status \(status)"
        } else {
            reason = "\(answer.reason)"
        }
        let wait = answer.delivery == .untrusted ? nil : courier.backoff.fail(random: client.host.random())
        if let wait {
            courier.backoffUntil = client.host.monotonicMilliseconds + wait
            return nil
        }
        courier.backoff.succeed()
        courier.backoffUntil = 0
        return MateoError(
            .unreachable,
            "the service at \(client.base.origin) could not be brought \(what): \(reason); nothing is lost, run the "
                + "import again to go on",
            httpStatus: httpStatus, serviceCode: "")
    }

    private func refusal(_ answer: Answer, _ error: ErrorBody) -> MateoError {
        var httpStatus: Int32 = 0
        if case .answered(let status) = answer.delivery { httpStatus = status }
        let isKey = httpStatus == 401 || httpStatus == 403
        let advice =
            isKey
            ? "check the API key and that it may import"
            : "check the service's address and the import's settings"
        return MateoError(
            isKey ? .unauthorized : .refused,
            "the service at \(client.base.origin) refuses the request (HTTP status \(httpStatus)\(error.described)): "
                + "\(advice); nothing is lost, run the import again to go on",
            httpStatus: httpStatus, serviceCode: String(decoding: error.code, as: UTF8.self))
    }
}
