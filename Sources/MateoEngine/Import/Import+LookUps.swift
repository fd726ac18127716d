import MateoCore

/// What look-ups make of lost batches.
extension Import {
    func settleLookUp(
        _ batches: [BatchEntry], _ verdict: GetVerdict, _ answer: Answer, _ error: ErrorBody,
        _ permit: Permit,
        _ journal: Journal
    ) throws(MateoError) -> MateoError? {
        try settleGet(
            verdict, answer, error, permit, journal, "did not find lost batches",
            leaveOut: { () throws(MateoError) in
                try journal.setReferenceMode(client.account, .refused)
                for batch in batches { courier.unfound.insert(batch.id) }
                return true
            },
            read: { jobs throws(MateoError) in try adopt(jobs, for: batches, journal) })
    }

    /// Takes in what a look-up found.
    ///
    /// - Returns: false when it found jobs that it was not to look for, where it should prove that a batch is absent.
    private func adopt(
        _ jobs: [JobReport], for batches: [BatchEntry], _ journal: Journal
    ) throws(MateoError) -> Bool {
        let deadline = client.host.wallMilliseconds + client.options.jobDeadline
        var hasFound = false
        var missing: [BatchEntry] = []
        for batch in batches {
            let found = jobs.filter { $0.shows(batch.reference) }
            if let oldest = found.first {
                if found.count > 1 {
                    client.note(.warning, "the service has a batch twice; following the older job")
                }
                guard try journal.accept(batch, .found, job: oldest.id, deadline: deadline) else {
                    try journal.giveUp(batch)
                    continue
                }
                hasFound = true
            } else {
                missing.append(batch)
            }
        }
        // One that is found proves that a look-up by reference finds what is there, unless references were taken once and
        // are not any more.
        if hasFound, try journal.referenceMode(client.account) == .unproven {
            try journal.setReferenceMode(client.account, .works)
            courier.unfound = []
        }
        // An answer that is full may have been cut; what it lacks is asked for again, once there is less to ask for.
        guard !hasFound || jobs.count < ImportQuery.mostIdentifiers else { return true }
        // Who answers with other jobs has not looked for these.
        let provesAbsence = try journal.referenceMode(client.account).provesAbsence
        let isOfOthers = jobs.contains { job in !batches.contains { job.shows($0.reference) } }
        if isOfOthers, provesAbsence { return false }
        let lookAgain = client.host.monotonicMilliseconds + Options.lookAgainTime
        for batch in missing where try !journal.miss(batch, lookUpAt: lookAgain) {
            if provesAbsence {
                try journal.move(batch, .missing)
            } else {
                courier.unfound.insert(batch.id)
            }
        }
        return true
    }

    func settleCandidates(
        _ batch: BatchEntry, _ verdict: GetVerdict, _ answer: Answer, _ error: ErrorBody, _ permit: Permit,
        _ journal: Journal
    ) throws(MateoError) -> MateoError? {
        try settleGet(
            verdict, answer, error, permit, journal, "did not find a lost batch",
            leaveOut: { () throws(MateoError) in
                try resolve(batch, journal)
                return true
            },
            read: { jobs throws(MateoError) in
                try choose(among: jobs, for: batch, journal)
                return true
            })
    }

    /// One job of the batch's time and size that is not another batch's: it is taken for the lost one.
    private func choose(among jobs: [JobReport], for batch: BatchEntry, _ journal: Journal) throws(MateoError)
    {
        let deadline = client.host.wallMilliseconds + client.options.jobDeadline
        // A look-up by reference has missed this one, so it proves nothing of others.
        if let own = jobs.first(where: { $0.shows(batch.reference) }) {
            if try !journal.accept(batch, .found, job: own.id, deadline: deadline) {
                try journal.giveUp(batch)
            }
            courier.unfound.remove(batch.id)
            return
        }
        // One that shows the reference of any other batch proves that look-ups by reference find what is there.
        if try journal.referenceMode(client.account) == .unproven {
            for job in jobs {
                guard let reference = job.reference, try journal.knows(reference: reference) else { continue }
                try journal.setReferenceMode(client.account, .works)
                courier.unfound = []
                return
            }
        }
        var candidates: [JobReport] = []
        for job in jobs where job.reference == nil && isOfSize(job, batch) {
            if try !journal.knows(job: job.id) { candidates.append(job) }
        }
        // The job may be that of another batch that was lost too, or of its first try when it was sent again.
        let isAlone = try !journal.hasRivals(batch, client.account, type)
        if isAlone, candidates.count == 1, jobs.count < ImportQuery.mostIdentifiers,
            let job = candidates.first
        {
            _ = try journal.accept(batch, .found, job: job.id, deadline: deadline)
            client.note(.info, "a job of its time and size is taken for a lost batch")
        } else {
            try resolve(batch, journal)
        }
    }

    private func isOfSize(_ job: JobReport, _ batch: BatchEntry) -> Bool {
        guard let total = job.counts?.total else { return false }
        return total == 0 || total == batch.records
    }

    /// Nobody can say whether a batch arrived. Unless the caller has said what to do: a contact is brought up to date
    /// by its identifiers, so sending it again does no harm but to the quota; a deal or an appointment might be there
    /// twice.
    private func resolve(_ batch: BatchEntry, _ journal: Journal) throws(MateoError) {
        let sendsAgain =
            switch client.options.onUnknown {
            case .byType: type == .contacts
            case .resend: true
            case .stop: false
            }
        if sendsAgain {
            try journal.move(batch, .missing)
        } else {
            try journal.giveUp(batch)
            client.note(.warning, "nobody can tell what came of \(batch.rows)")
        }
        courier.unfound.remove(batch.id)
    }
}
