import MateoCore

/// What polls and lists of failed records make of jobs.
extension Import {
    func settlePoll(
        _ batches: [BatchEntry], _ columns: PollColumns, _ verdict: GetVerdict, _ answer: Answer,
        _ error: ErrorBody, _ permit: Permit, _ id: Int64, _ journal: Journal
    ) throws(MateoError) -> MateoError? {
        try settleGet(
            verdict, answer, error, permit, journal, "did not tell of the jobs",
            askLess: {
                guard courier.jobsPerPoll > 1 else { return courier.columns.leaveOutLongest() }
                courier.jobsPerPoll = max(1, courier.jobsPerPoll / 2)
                return true
            },
            leaveOut: { () throws(MateoError) in try leaveOut(error, columns, journal) },
            read: { jobs throws(MateoError) in
                try apply(jobs, answer.body, to: batches, id, journal)
                return true
            },
            miss: { courier.schedule.repeatPoll(now: client.host.monotonicMilliseconds) })
    }

    /// A job that is not done by its deadline is followed no longer.
    private func giveUpOverdue(_ batch: BatchEntry, _ journal: Journal) throws(MateoError) {
        // What counts is when the job was asked for: the answer may have waited for a busy process.
        guard let job = try journal.followedJob(of: batch.id), job.askedAt >= job.deadline else { return }
        try journal.giveUp(batch)
        client.note(.warning, "the job of \(batch.rows) did not end in time")
    }

    /// The service lacks a column: the one that it names is not asked for again by anybody, and if it names none that
    /// was asked for, the least sure one is left out in this run.
    private func leaveOut(
        _ error: ErrorBody, _ asked: PollColumns, _ journal: Journal
    ) throws(MateoError) -> Bool {
        if let named = asked.column(namedIn: error.message) {
            let known = try journal.pollColumns(client.account)
            try journal.setPollColumns(client.account, known.without(named))
            return true
        }
        courier.columns = asked
        return courier.columns.leaveOutLeastSure()
    }

    /// Takes in what a poll tells. A job that it does not show is not seen, no more.
    private func apply(
        _ reports: [JobReport], _ body: [UInt8], to batches: [BatchEntry], _ id: Int64, _ journal: Journal
    ) throws(MateoError) {
        let wallNow = client.host.wallMilliseconds
        for batch in batches {
            guard let job = try journal.followedJob(of: batch.id) else { continue }
            let report = reports.first { $0.id.isIdentical(to: job.job) }
            if let report, let counts = report.counts, counts.isDone(of: batch.records) {
                try journal.keepHints(of: report, batch, in: body)
                let isListOverdue =
                    job.listUntil > 0 && job.askedAt >= job.listUntil && report.listURL == nil
                if counts.failed == 0 || report.hasList || isListOverdue {
                    let list = report.hasList ? try journal.list(in: body, of: report) : nil
                    try journal.finish(batch, of: id, failed: counts.failed, list: list)
                } else {
                    try journal.awaitList(batch, report, counts, until: wallNow + Options.listDelay)
                }
            } else if let report, try staysOdd(report, job, journal) {
                try giveUp(batch, report, body, id, journal)
            } else {
                try giveUpOverdue(batch, journal)
            }
        }
    }

    /// Whether a job stays done with another number of records than were sent, which may still grow and so has to be said
    /// for longer, or with counts that make no sense, which are tried as often as what cannot be read at all.
    private func staysOdd(
        _ report: JobReport, _ job: FollowedJob, _ journal: Journal
    ) throws(MateoError) -> Bool {
        if let counts = report.counts, !counts.isDone(ofOthersThan: job.batch.records) { return false }
        let isSettled =
            report.counts == nil
            ? try journal.isSettled(job.batch, report, times: Int64(Backoff.limit), within: 0, job.askedAt)
            : try journal.isSettled(
                job.batch, report, times: Options.fewestMismatches, within: Options.shortestMismatch,
                job.askedAt)
        return isSettled
            || job.askedAt >= job.deadline
    }

    /// The counts of a job stay odd. It is unknown which of its records are in, but for the failed ones that the service
    /// names.
    private func giveUp(
        _ batch: BatchEntry, _ report: JobReport, _ body: [UInt8], _ id: Int64, _ journal: Journal
    ) throws(MateoError) {
        guard let counts = report.counts else {
            try journal.giveUp(batch)
            client.note(
                .warning,
                "the service did not answer sensibly: the counts of the job of \(batch.rows) are no numbers of records"
            )
            return
        }
        let list = report.hasList ? try journal.list(in: body, of: report) : nil
        try journal.giveUp(batch, of: id, failed: min(counts.failed, batch.records), list: list)
        client.note(
            .warning,
            "the job of \(batch.rows) reported \(counts.total) records: it is unknown which rows it processed"
        )
    }

    func settleList(
        _ batch: BatchEntry, _ verdict: GetVerdict, _ answer: Answer, _ permit: Permit, _ id: Int64,
        _ journal: Journal
    ) throws(MateoError) -> MateoError? {
        try journal.write { () throws(MateoError) -> MateoError? in
            try end(permit, answer, journal)
            if verdict == .answered, let list = try journal.list(inFile: answer.body, type) {
                courier.backoff.succeed()
                try journal.finish(batch, of: id, list: list)
                return nil
            }
            let (now, wallNow) = (client.host.monotonicMilliseconds, client.host.wallMilliseconds)
            // A list that the caller did not wait for is there as before.
            guard !cancellation.isUrgent, let job = try journal.followedJob(of: batch.id) else { return nil }
            if job.listUntil == 0 {
                try journal.setListUntil(batch, wallNow + Options.listDelay)
            } else if wallNow >= job.listUntil {
                client.note(
                    .warning,
                    "the failed records of \(batch.rows) are counted and not named: the service gave no list of them "
                        + "(\(answer.trouble))")
                try journal.finishWithoutList(batch, of: id)
            }
            let isAnotherFresh = try journal.nextList(id).map { !$0.wasTried } ?? false
            courier.listDue = isAnotherFresh ? now : now + listRetry(job, wallNow)
            return nil
        }
    }

    /// How long to wait until a list is fetched again: ever longer, as long as it was tried already.
    private func listRetry(_ job: FollowedJob, _ wallNow: Int64) -> Int64 {
        let tried = job.listUntil == 0 ? 0 : wallNow - (job.listUntil - Options.listDelay)
        return min(max(Options.listRetry, tried), Options.listDelay)
    }
}
