import MateoCore

/// `GET /import` by job identifiers. It reports the progress of the jobs.
struct Poll {
    let batches: [Int64]
    /// The selected columns.
    let columns: PollColumns
}

extension ImportRun {
    /// Polls the jobs that were polled least recently.
    func startPoll(_ id: Int64) throws(MateoError) {
        let wallNow = client.host.wallMilliseconds
        if !memory.schedule.isInRound || memory.roundBeganAt > wallNow { memory.roundBeganAt = wallNow }
        let roundBeganAt = memory.roundBeganAt
        let started = try withJournal {
            (journal) throws(MateoError) -> (Poll, [String], Permit, isLast: Bool)? in
            let batches = try journal.jobsToPoll(id, limit: memory.jobsPerPoll)
            guard !batches.isEmpty else { throw Soundness.miscount(journal.path) }
            let permit = try permitToGet(.poll, id, journal) { () throws(MateoError) in
                for batch in batches { try apply(.asked(at: wallNow), to: batch, journal) }
            }
            guard let permit else { return nil }
            let isLast = try !journal.isUnpolled(id, since: roundBeganAt, now: wallNow)
            let columns = try journal.pollColumns(client.account).without(memory.columns)
            return (
                Poll(batches: batches.map { $0.id }, columns: columns), batches.map { $0.delivery.job ?? "" },
                permit, isLast
            )
        }
        guard let (poll, jobs, permit, isLast) = started else { return }
        memory.schedule.poll(now: client.host.monotonicMilliseconds, isLast: isLast)
        // The answer for one job cannot be requested in smaller parts.
        let cap = jobs.count > 1 ? Request.answerCap : Request.listCap
        try start(
            .poll(poll), permit, request(ImportQuery.jobs(jobs, columns: poll.columns), answerCap: cap))
    }

    /// Handles the answer to a poll. A job missing from the answer stays as it is: absence proves nothing.
    func settle(_ poll: Poll, _ settlement: Settlement, _ journal: Journal) throws(MateoError) -> MateoError? {
        try settleGet(
            settlement, .toTellOfJobs, journal, askLess: askLess,
            leaveOut: { () throws(MateoError) in try leaveOut(settlement.error, poll.columns, journal) },
            read: { jobs throws(MateoError) in
                for id in poll.batches { try take(jobs, id, journal) }
                return true
            },
            miss: { memory.schedule.repeatPoll(now: client.host.monotonicMilliseconds) })
    }

    private func take(_ reports: [JobReport], _ id: Int64, _ journal: Journal) throws(MateoError) {
        let batch = try journal.batch(id)
        guard let job = batch.delivery.job else { return }
        guard let report = reports.first(where: { $0.id.isIdentical(to: job) }) else {
            return try apply(.unseen, to: batch, journal)
        }
        let named = try named(report.failures, counted: report.counts?.failed ?? 0, batch, journal)
        try apply(
            .reported(report, of: batch.records, named: named), to: batch, journal,
            telling: Telling(failures: report.failures, hints: report.hints))
    }

    private func askLess() -> Bool {
        guard memory.jobsPerPoll > 1 else { return memory.columns.leaveOutLongest() }
        memory.jobsPerPoll = max(1, memory.jobsPerPoll / 2)
        return true
    }

    /// Handles a column that the service lacks. If the message names it, no run selects it any more. Otherwise this run
    /// leaves out the least certain column.
    private func leaveOut(
        _ error: ErrorBody, _ asked: PollColumns, _ journal: Journal
    ) throws(MateoError) -> Bool {
        if let named = asked.column(namedIn: error.message) {
            let known = try journal.pollColumns(client.account)
            try journal.setPollColumns(client.account, known.without(named))
            return true
        }
        memory.columns = asked
        return memory.columns.leaveOutLeastSure()
    }
}

extension Journal {
    /// Returns the jobs that were polled least recently.
    fileprivate func jobsToPoll(_ importID: Int64, limit: Int) throws(MateoError) -> [Batch] {
        let accepted = try batches(importID, .accepted, limit: Int64(limit))
        let unlisted = try batches(importID, .unlisted, limit: Int64(limit))
        var jobs: [Batch] = []
        var (first, second) = (0, 0)
        while jobs.count < limit, first < accepted.count || second < unlisted.count {
            let isFirst =
                second == unlisted.count
                || first < accepted.count && accepted[first].askedAt <= unlisted[second].askedAt
            jobs.append(isFirst ? accepted[first] : unlisted[second])
            if isFirst { first += 1 } else { second += 1 }
        }
        return jobs
    }

    /// Returns whether a job was not polled since a time. If its poll is later than `now`, the clock was set back since
    /// then.
    fileprivate func isUnpolled(_ importID: Int64, since time: Int64, now: Int64) throws(MateoError) -> Bool {
        let isAccepted = try hasTurn(importID, .accepted, before: time, orAfter: now)
        if isAccepted { return true }
        return try hasTurn(importID, .unlisted, before: time, orAfter: now)
    }
}

extension Batch {
    fileprivate var askedAt: Int64 {
        switch delivery {
        case .accepted(let job), .unlisted(let job, _, _): job.askedAt
        default: 0
        }
    }
}
