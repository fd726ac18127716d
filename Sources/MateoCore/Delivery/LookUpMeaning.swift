/// A lost batch to look up.
package struct LookedUpBatch: Sendable {
    package var reference: String
    /// The number of its records.
    package var records: Int64

    /// Creates a batch to look up.
    package init(reference: String, records: Int64) {
        self.reference = reference
        self.records = records
    }
}

/// What the answer to a look-up means.
package struct LookUpMeaning: Sendable {
    /// The event of each batch in the look-up, in order; nil for no event.
    package var events: [DeliveryEvent?]
    /// What is known of references after it.
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
    /// Interprets the answer to a look-up by reference.
    ///
    /// - Parameters:
    ///   - isTaken: returns whether a job belongs to another batch.
    ///   - again: when to look up missing batches again, in milliseconds of the monotonic clock.
    /// - Returns: nil if this is not an answer to the request.
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
        // A full page may be truncated. Ask again for the missing references, fewer at a time.
        guard !hasFound || jobs.count < ImportQuery.mostIdentifiers else { return meaning }
        let proves = meaning.references.proveAbsence
        // An answer with other jobs shows that the service did not search for these.
        let isOfOthers = jobs.contains { job in !batches.contains { job.shows($0.reference) } }
        if isOfOthers, proves { return nil }  // mutation: strangers-prove
        for index in batches.indices where meaning.events[index] == nil {
            meaning.events[index] = .missed(lookAgainAt: again, provesAbsence: proves)
        }
        return meaning
    }

    /// Interprets the jobs of a batch's type and time.
    ///
    /// - Parameters:
    ///   - isTaken: returns whether a job belongs to another batch.
    ///   - isKnown: returns whether a reference belongs to any batch.
    ///   - hasRivals: returns whether another batch of this size may have a job that the journal does not know.
    ///   - sendsAgain: whether the caller wants a batch sent again if it is unknown whether it arrived.
    /// - Returns: a meaning with the event nil if the batch must be looked up by reference after all.
    package static func byTime(
        _ jobs: [JobReport], for batch: LookedUpBatch, _ references: References, deadline: Int64,
        sendsAgain: Bool, isTaken: (String) throws(MateoError) -> Bool,
        isKnown: (String) throws(MateoError) -> Bool, hasRivals: () throws(MateoError) -> Bool
    ) throws(MateoError) -> LookUpMeaning {
        // A look-up by reference has missed this batch, so its job proves nothing about other references.
        if let own = jobs.first(where: { $0.shows(batch.reference) }) {
            let event: DeliveryEvent =
                try isTaken(own.id) ? .foundTaken : .found(job: own.id, deadline: deadline)
            return LookUpMeaning(event, references)
        }
        // A job with the reference of any other batch proves that look-ups by reference find existing jobs.
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
        // The job may belong to another lost batch, or to this batch's first attempt if it was sent again.
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
