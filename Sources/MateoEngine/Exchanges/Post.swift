import MateoCore

/// `POST /import`: sends a batch.
struct Post {
    let batch: Int64
    /// Whether the body has the batch's reference.
    let hasReference: Bool
}

extension ImportRun {
    /// Sends the next batch, or divides it if it is larger than the service accepts.
    func startPost(_ id: Int64) throws(MateoError) {
        let started = try withJournal { (journal) throws(MateoError) -> (Post, Permit, RequestBody)? in
            guard let batch = try journal.nextWaiting(id, without: memory.lostBatches) else {
                throw Soundness.miscount(journal.path)
            }
            guard let records = try journal.keptRecords(of: batch) else {
                memory.lostBatches.append(batch.id)
                return nil
            }
            let most = try mostRecords(id, journal)
            guard batch.records <= most else {
                try journal.write(mayBeLost: true) { () throws(MateoError) in
                    try apply(.oversized(firstPart: most), to: batch, journal)
                }
                return nil
            }
            let hasReference = try journal.references(client.account).areSent
            let isFirstOfMany = try isFirstOfMany(id, journal)
            let body = ImportBody.make(
                type: identity.type, members: identity.members,
                reference: hasReference ? batch.reference : nil,
                records: records)
            let permit = try journal.write { () throws(MateoError) -> Permit? in  // mutation: soft-post
                guard let permit = try self.permit(.post, entities: batch.records, id, journal) else { return nil }
                try apply(.started, to: batch, journal)  // mutation: no-journal-before-send
                try journal.countAttempt(batch, wallNow: client.host.wallMilliseconds)
                try journal.removeDigests(ofRecords: records.span, identity.type, account: client.account)
                try journal.sent(batch, isFirstOfMany: isFirstOfMany)
                return permit
            }
            guard let permit else { return nil }
            return (Post(batch: batch.id, hasReference: hasReference), permit, body)
        }
        guard let (post, permit, body) = started else { return }
        memory.hasSent = true
        try start(
            .post(post), permit, request(ImportQuery.create(withReference: post.hasReference), body: body))
    }

    /// Handles the result of the batch. Once references are proven to work, a look-up yields the same result again. So
    /// this record may be lost in a power failure.
    func settle(_ post: Post, _ settlement: Settlement, _ journal: Journal) throws(MateoError) -> MateoError? {
        let known = try journal.references(client.account)
        let reference = try journal.batch(post.batch).reference
        // References may stop working with this answer: a look-up cannot find a job that does not show its reference.
        let isFindable = JobReport.jobs(in: settlement.answer.body)?.allSatisfy { $0.shows(reference) } ?? true
        let mayBeLost = known.proveAbsence && isFindable
        return try journal.write(mayBeLost: mayBeLost) { () throws(MateoError) -> MateoError? in
            let batch = try journal.batch(post.batch)
            let verdict = Verdict.post(
                settlement.answer.reply, code: settlement.error.code, withReference: post.hasReference)
            let job = verdict == .accepted ? try namedJob(in: settlement.answer, batch, journal) : .none
            let sizing = try journal.batchSizing(client.account)
            let meaning = memory.posts.meaning(
                verdict, settlement.answer.reply, job, of: posted(batch, settlement), known, sizing)
            if meaning.course == .slowDown {
                try slowDown(settlement, journal)
            } else {
                try end(settlement, journal, refund: meaning.isRefunded)  // mutation: refund-always
            }
            if meaning.sizing != sizing { try journal.setBatchSizing(client.account, meaning.sizing) }
            try learn(meaning.references, journal)
            let (error, status) = (settlement.error, settlement.answer.httpStatus)
            let wordless: Text = "the service refuses it (HTTP status \(status))"
            let telling = Telling(
                code: error.code, message: error.message.utf8.isEmpty ? wordless.string : error.message)
            try apply(meaning.event, to: batch, journal, telling: telling)
            try journal.setAnswerTime(settlement.milliseconds, of: batch)
            switch meaning.course {
            case .goOn:
                memory.posting.succeed()
                return nil
            case .carryOn, .slowDown: return nil
            case .backOff(let failing): return try backOff(settlement, failing.text(batch.rows), journal, isPost: true)
            case .stop: return refusal(settlement)
            }
        }
    }

    private func posted(_ batch: Batch, _ settlement: Settlement) -> PostedBatch {
        PostedBatch(
            id: batch.id, firstRow: batch.firstRow, records: batch.records, wanted: Int64(client.options.batch.records),
            milliseconds: settlement.milliseconds,
            lookUpAt: client.host.monotonicMilliseconds + Patience.settle,
            deadline: client.host.wallMilliseconds + client.options.jobDeadline)
    }

    /// Returns the job in a 2xx answer, if it does not belong to another batch.
    private func namedJob(
        in answer: Answer, _ batch: Batch, _ journal: Journal
    ) throws(MateoError) -> NamedJob {
        guard let jobs = JobReport.jobs(in: answer.body), jobs.count == 1, let job = jobs.first,
            try !journal.knows(job: job.id)
        else { return .none }
        return .new(id: job.id, showsReference: job.hidesReference ? nil : job.shows(batch.reference))
    }

    /// Stores what is known of references from now on.
    func learn(_ references: References, _ journal: Journal) throws(MateoError) {
        let known = try journal.references(client.account)
        guard references != known else { return }
        try journal.setReferences(client.account, references)
        switch references {
        case .works:
            // Lost batches that were given up can now be looked up.
            let event = DeliveryEvent.referencesWork(lookUpAt: client.host.monotonicMilliseconds)
            for kind in [DeliveryKind.unfound, .untraceable] {
                for batch in try journal.doubtfulBatches(ofAccount: client.account, kind) {
                    try apply(event, to: batch, journal)
                }
            }
        case .refused:
            client.note(
                .warning, "the service does not accept references: it cannot find lost batches by them")
        case .unproven, .ignored: break
        }
    }
}
