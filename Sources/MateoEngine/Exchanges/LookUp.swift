import MateoCore

/// `GET /import` by references, or by type and time. It finds out whether lost batches arrived.
enum LookUp {
    /// By their references.
    case byReference([Int64])
    /// By time, for batches that a look-up by reference does not find.
    case byTime(Int64)
}

extension ImportRun {
    func startLookUp(_ id: Int64) throws(MateoError) {
        let now = client.host.monotonicMilliseconds
        let started = try withJournal { (journal) throws(MateoError) -> (LookUp, String, Permit)? in
            // mutation: reference-forgotten
            let lost = try journal.batches(id, .lost, turn: now, limit: Int64(ImportQuery.mostIdentifiers))
            let lookUp: LookUp
            let query: String
            if !lost.isEmpty {
                lookUp = .byReference(lost.map { $0.id })
                query = ImportQuery.references(lost.map { $0.reference })
            } else if let batch = try journal.batches(id, .unfound, turn: now, limit: 1).first {
                lookUp = .byTime(batch.id)
                let time = try journal.timeBefore(batch, margin: Patience.clockSkew)
                let hasReferences = try journal.references(client.account).areSent && !memory.hidesReferences
                query = ImportQuery.candidates(identity.type, since: time, withReference: hasReferences)
            } else {
                throw Soundness.miscount(journal.path)
            }
            guard let permit = try permitToGet(.other, id, journal) else { return nil }
            return (lookUp, query, permit)
        }
        guard let (lookUp, query, permit) = started else { return }
        try start(.lookUp(lookUp), permit, request(query))
    }

    /// Handles the jobs that were found.
    func settle(
        _ lookUp: LookUp, _ settlement: Settlement, _ journal: Journal
    ) throws(MateoError) -> MateoError? {
        switch lookUp {
        case .byReference(let ids):
            try settleGet(
                settlement, .toFindBatches, journal,
                leaveOut: { () throws(MateoError) in
                    for id in ids { try apply(.unsearchable, to: journal.batch(id), journal) }
                    try learn(.refused, journal)
                    return true
                },
                read: { jobs throws(MateoError) in try take(jobs, byReference: ids, journal) })
        case .byTime(let id):
            try settleGet(
                settlement, .toFindBatches, journal,
                leaveOut: { () throws(MateoError) in
                    // The column that the service lacks may be that of references. The next request does without it.
                    let hasReferences = try journal.references(client.account).areSent && !memory.hidesReferences
                    memory.hidesReferences = true
                    if !hasReferences {
                        try apply(.indistinct(sendsAgain: sendsAgain), to: journal.batch(id), journal)
                    }
                    return true
                },
                read: { jobs throws(MateoError) in
                    try take(jobs, byTime: id, journal)
                    return true
                })
        }
    }

    private func take(
        _ jobs: [JobReport], byReference ids: [Int64], _ journal: Journal
    ) throws(MateoError) -> Bool {
        var batches: [Batch] = []
        for id in ids { batches.append(try journal.batch(id)) }
        let meaning = try LookUpMeaning.byReference(
            jobs, for: batches.map { LookedUpBatch(reference: $0.reference, records: $0.records) },
            journal.references(client.account), deadline: deadline,
            again: client.host.monotonicMilliseconds + Patience.lookAgain,
            isTaken: { job throws(MateoError) in try journal.knows(job: job) })
        guard let meaning else { return false }
        if meaning.hasDoubles {
            client.note(.warning, "the service has a batch twice: polling the older job")
        }
        for (batch, event) in zip(batches, meaning.events) {
            if let event { try apply(event, to: batch, journal) }
        }
        try learn(meaning.references, journal)
        return true
    }

    private func take(_ jobs: [JobReport], byTime id: Int64, _ journal: Journal) throws(MateoError) {
        let batch = try journal.batch(id)
        let (account, type) = (client.account, identity.type)
        let meaning = try LookUpMeaning.byTime(
            jobs, for: LookedUpBatch(reference: batch.reference, records: batch.records),
            journal.references(account), deadline: deadline, sendsAgain: sendsAgain,
            isTaken: { job throws(MateoError) in try journal.knows(job: job) },
            isKnown: { reference throws(MateoError) in try journal.knows(reference: reference) },
            hasRivals: { () throws(MateoError) in try journal.hasRivals(batch, account, type) })
        for event in meaning.events {
            if let event { try apply(event, to: batch, journal) }
        }
        try learn(meaning.references, journal)
    }

    private var deadline: Int64 {
        client.host.wallMilliseconds + client.options.jobDeadline
    }

    /// Whether to send a batch again if the service never confirmed it and the caller set no option. Sending a contact
    /// again is safe, because the service updates contacts by their identifiers. It only uses quota. A deal or an
    /// appointment might be duplicated.
    private var sendsAgain: Bool {
        switch client.options.onUnknown {
        case .byType: identity.type == .contacts  // mutation: deals-again
        case .resend: true
        case .stop: false
        }
    }
}
