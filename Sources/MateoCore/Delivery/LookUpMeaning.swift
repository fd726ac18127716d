/// A lost batch that is looked up, and what the journal knows of what came.
package struct LookedUpBatch: Sendable {
    /// Its reference.
    package var reference: String
    /// How many records it has.
    package var records: Int64

    /// A batch that is looked up.
    package init(reference: String, records: Int64) {
        self.reference = reference
        self.records = records
    }
}

/// What the answer to a look-up means.
package struct LookUpMeaning: Sendable {
    /// What happens to each batch that was looked up, in their order; nil for nothing.
    package var events: [DeliveryEvent?]
    /// What is known of references from now on.
    package var references: References
    /// Whether the service has a batch twice.
    package var hasDoubles = false

    init(events: [DeliveryEvent?], references: References) {
        self.events = events
        self.references = references
    }

    init(_ event: DeliveryEvent?, _ references: References) {
        self.init(events: [], references: references)
        events.append(event)
    }
}

extension LookUpMeaning {
    /// A look-up of batches by their references.
    ///
    /// - Parameters:
    ///   - isTaken: whether another batch has a job.
    ///   - again: when what is missing is looked up again, in milliseconds of the monotonic clock.
    /// - Returns: nil when the answer is none to what was asked.
    package static func byReference(
        _ jobs: [JobReport], for batches: [LookedUpBatch], _ references: References, deadline: Int64,
        again: Int64, isTaken: (String) throws(MateoError) -> Bool
    ) throws(MateoError) -> LookUpMeaning? {
        var meaning = LookUpMeaning(events: [], references: references)
        var adopted: [String] = []
        for batch in batches {
            let found = jobs.filter { $0.shows(batch.reference) }
            guard let oldest = found.first else {
                meaning.events.append(nil)
                continue
            }
            if found.count > 1 { meaning.hasDoubles = true }
            if try isTaken(oldest.id) || adopted.contains(where: { $0.isIdentical(to: oldest.id) }) {
                meaning.events.append(.foundTaken)
            } else {
                adopted.append(oldest.id)
                meaning.events.append(.found(job: oldest.id, deadline: deadline))
            }
        }
        let hasFound = !adopted.isEmpty
        if hasFound { meaning.references = references.afterFinding }
        // An answer that is full may have been cut; what it lacks is asked for again, once there is less to ask for.
        guard !hasFound || jobs.count < ImportQuery.mostIdentifiers else { return meaning }
        let proves = meaning.references.proveAbsence
        // Who answers with other jobs has not looked for these.
        let isOfOthers = jobs.contains { job in !batches.contains { job.shows($0.reference) } }
        if isOfOthers, proves { return nil }  // mutation: strangers-prove
        for index in batches.indices where meaning.events[index] == nil {
            meaning.events[index] = .missed(lookAgainAt: again, provesAbsence: proves)
        }
        return meaning
    }

    /// A look-up of the jobs of a batch's type and time.
    ///
    /// - Parameters:
    ///   - isTaken: whether another batch has a job.
    ///   - isKnown: whether a reference is that of any batch.
    ///   - hasRivals: whether another batch of this size may have a job that the journal does not know.
    ///   - sendsAgain: whether the caller wants a batch sent again when it is unknown whether it arrived.
    /// - Returns: the event is nil when the batch is looked up by its reference after all.
    package static func byTime(
        _ jobs: [JobReport], for batch: LookedUpBatch, _ references: References, deadline: Int64,
        sendsAgain: Bool, isTaken: (String) throws(MateoError) -> Bool,
        isKnown: (String) throws(MateoError) -> Bool, hasRivals: () throws(MateoError) -> Bool
    ) throws(MateoError) -> LookUpMeaning {
        // A look-up by reference has missed this one, so it proves nothing of others.
        if let own = jobs.first(where: { $0.shows(batch.reference) }) {
            let event: DeliveryEvent =
                try isTaken(own.id) ? .foundTaken : .found(job: own.id, deadline: deadline)
            return LookUpMeaning(event, references)
        }
        // One that shows the reference of any other batch proves that look-ups by reference find what is there.
        if references == .unproven {
            for job in jobs {
                guard let reference = job.reference, try isKnown(reference) else { continue }
                return LookUpMeaning(nil, .works)
            }
        }
        var candidates: [JobReport] = []
        for job in jobs where job.reference == nil && isOfSize(job, batch) {
            if try !isTaken(job.id) { candidates.append(job) }
        }
        // The job may be that of another batch that was lost too, or of its first try when it was sent again.
        if candidates.count == 1, jobs.count < ImportQuery.mostIdentifiers, let job = candidates.first,
            try !hasRivals()  // mutation: rival-adopted
        {
            return LookUpMeaning(.found(job: job.id, deadline: deadline), references)
        }
        return LookUpMeaning(.indistinct(sendsAgain: sendsAgain), references)
    }

    private static func isOfSize(_ job: JobReport, _ batch: LookedUpBatch) -> Bool {
        guard let total = job.counts?.total else { return false }
        return total == 0 || total == batch.records
    }
}
