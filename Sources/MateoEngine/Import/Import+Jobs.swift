import MateoCore

/// What polls and lists of failed records make of jobs.
extension Import {
    func settlePoll(
        _ batches: [BatchEntry], _ verdict: GetVerdict, _ answer: Answer, _ error: ErrorBody,
        _ permit: Permit,
        _ id: Int64, _ journal: Journal
    ) throws(MateoError) -> MateoError? {
        try settleGet(
            verdict, answer, error, permit, journal, "to tell of the jobs",
            askLess: {
                guard courier.jobsPerPoll > 1 else { return courier.columns.narrow(message: "") }
                courier.jobsPerPoll = max(1, courier.jobsPerPoll / 2)
                return true
            },
            leaveOut: { courier.columns.narrow(message: error.message) },
            read: { jobs throws(MateoError) in try apply(jobs, answer.body, to: batches, id, journal) })
    }

    /// Takes in what a poll tells. A job that it does not show is not seen, no more.
    private func apply(
        _ reports: [JobReport], _ body: [UInt8], to batches: [BatchEntry], _ id: Int64, _ journal: Journal
    ) throws(MateoError) {
        let wallNow = client.host.wallMilliseconds
        for batch in batches {
            guard let job = try journal.followedJob(of: batch.id) else { continue }
            if let report = reports.first(where: { $0.id.isIdentical(to: job.job) }),
                report.isDone(of: batch.records)
            {
                // What counts is when the job was asked for: the answer may have waited for a busy process.
                let isListOverdue =
                    job.listUntil > 0 && job.askedAt >= job.listUntil && report.listURL == nil
                if report.failed == 0 || report.hasList || isListOverdue {
                    let list = report.hasList ? try journal.list(in: body, of: report) : nil
                    try journal.finish(
                        batch, of: id, failed: report.failed, list: list)
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

    func settleList(
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
}
