/// The next state of a batch, and the changes to write with it.
package struct DeliveryStep: Equatable, Sendable {
    /// The new state.
    package var next: Delivery
    /// The changes, in this order.
    package var actions: [DeliveryAction]

    // Two parameters, not an array: Embedded Swift mixes up the constant arrays of one function.
    @inline(never)
    init(_ next: Delivery, _ action: DeliveryAction? = nil, _ another: DeliveryAction? = nil) {
        self.next = next
        actions = []
        if let action { actions.append(action) }
        if let another { actions.append(another) }
    }
}

extension Delivery {
    /// Returns the effect of an event on the batch, or nil if the event cannot happen in this state.
    ///
    /// This is the one table of states and events. Sources/README.md has it as a diagram.
    package func after(_ event: DeliveryEvent) -> DeliveryStep? {
        switch (self, event) {
        // To be sent.
        case (.waiting, .started): DeliveryStep(.sending)
        case (.waiting, .oversized(let part)): DeliveryStep(.divided, .divide(firstPart: part))

        // Sent: the event is its answer.
        case (.sending, .accepted(let job, let deadline)): DeliveryStep(.accepted(Job(id: job, deadline: deadline)))
        case (.sending, .acceptedUnnamed(let time)):
            DeliveryStep(
                .lost(Search(lookUpAt: time, looks: Patience.looksAfterSuccess)), .note(.acceptedUnnamed))
        case (.sending, .unanswered(let time)):
            // mutation: settle-early
            DeliveryStep(.lost(Search(lookUpAt: time, looks: Patience.looks)), .note(.unanswered))
        case (.sending, .turnedAway): DeliveryStep(.waiting)
        case (.sending, .oversized(let part)):
            DeliveryStep(.divided, .divide(firstPart: part), .note(.divided))
        case (.sending, .refused): DeliveryStep(.refused, .bookRefusal)
        case (.sending, .takenOver(let time, _)):
            // mutation: take-over-pending, take-over-early
            DeliveryStep(.lost(Search(lookUpAt: time, looks: Patience.looks)))

        // Lost: it is found, is proven absent, or stays unknown.
        case (.lost, .found(let job, let deadline)), (.unfound, .found(let job, let deadline)):
            DeliveryStep(.accepted(Job(id: job, deadline: deadline)))
        case (.lost, .foundTaken), (.unfound, .foundTaken): DeliveryStep(.untraceable)
        case (.lost(let search), .missed(let time, let provesAbsence)):
            if search.looks > 1 {
                DeliveryStep(.lost(Search(lookUpAt: time, looks: search.looks - 1)))
            } else {
                DeliveryStep(provesAbsence ? .waiting : .unfound(lookUpAt: time))
            }
        case (.lost(let search), .unsearchable): DeliveryStep(.unfound(lookUpAt: search.lookUpAt))
        case (.unfound, .indistinct(sendsAgain: true)): DeliveryStep(.waiting)
        case (.unfound, .indistinct(sendsAgain: false)): DeliveryStep(.untraceable, .note(.untraceable))
        case (.unfound, .referencesWork(let time)), (.untraceable, .referencesWork(let time)):
            DeliveryStep(.lost(Search(lookUpAt: time, looks: 1)))
        case (.lost(let search), .takenOver(let time, _)):
            DeliveryStep(.lost(Search(lookUpAt: min(search.lookUpAt, time), looks: search.looks)))
        case (.unfound(let due), .takenOver(let time, _)):
            DeliveryStep(.lost(Search(lookUpAt: min(due, time), looks: 1)))
        case (.untraceable, .takenOver(let time, let looksAgain)):
            DeliveryStep(looksAgain ? .lost(Search(lookUpAt: time, looks: 1)) : .untraceable)

        // A job: polls, and the list of its failures.
        case (.accepted(let job), .asked(let time)): DeliveryStep(.accepted(job.asked(at: time)))
        case (.unlisted(let job, let result, let until), .asked(let time)):
            DeliveryStep(.unlisted(job.asked(at: time), result, until: until))
        case (.accepted(let job), .reported(let report, let records, let named)):
            Self.after(report, of: records, named: named, job, listUntil: nil)
        case (.unlisted(let job, _, let until), .reported(let report, let records, let named)):
            Self.after(report, of: records, named: named, job, listUntil: until)
        case (.accepted(let job), .unseen): job.afterNothing(else: .accepted(job))
        case (.unlisted(let job, let result, let until), .unseen):
            job.afterNothing(else: .unlisted(job, result, until: until))
        case (.listed(let job, let result, _), .listCame(let named, let records)):
            job.afterList(of: records, named: named, result)
        case (.listed(let job, let result, let list), .listMissed(let time)):
            Self.afterMissing(list, at: time, job, result)
        case (.listed(let job, let result, _), .listUnfetchable(let fault)):
            job.withoutList(.unfetchable(fault), result)
        case (.unresolved(let job, _), .takenOver): DeliveryStep(.accepted(job), .unbook)

        case (_, .takenOver): DeliveryStep(self)
        default: nil
        }
    }

    /// Returns the effect of a poll that shows the job of a batch with this many records.
    private static func after(
        _ report: JobReport, of records: Int64, named: Int64, _ job: Job, listUntil: Int64?
    ) -> DeliveryStep {
        if named > 0 && named == records {
            return job.settled(JobResult(succeeded: 0, failed: named), .keepHints)
        }
        guard let counts = report.counts?.failing(atLeast: named), counts.isDone(of: records) else {
            return job.afterUnfinished(report, of: records, named: named)
        }
        let result = JobResult(succeeded: counts.succeeded, failed: counts.failed)  // mutation: failure-lost
        if result.failed == 0 || report.failures != nil { return job.settled(result, .keepHints) }
        if let url = report.listURL {  // mutation: list-late
            return job.listed(result, url, nil)
        }
        if let listUntil, job.askedAt >= listUntil { return job.settled(result, .keepHints) }
        return DeliveryStep(.unlisted(job, result, until: listUntil ?? job.askedAt + Patience.list), .keepHints)
    }

    private static func afterMissing(
        _ list: FailureAddress, at time: Int64, _ job: Job, _ result: JobResult
    ) -> DeliveryStep {
        if list.until == 0 {
            return DeliveryStep(.listed(job, result, FailureAddress(url: list.url, until: time + Patience.list)))
        }
        guard time >= list.until else { return DeliveryStep(.listed(job, result, list)) }
        return job.withoutList(.unlisted, result)
    }
}

extension Job {
    fileprivate func asked(at time: Int64) -> Job {
        Job(id: id, deadline: deadline, askedAt: time, odd: odd)
    }

    @inline(never)
    fileprivate func settled(_ result: JobResult, _ action: DeliveryAction?) -> DeliveryStep {
        DeliveryStep(.settled(self, result), action, .book(failed: result.failed))
    }

    @inline(never)
    fileprivate func listed(_ result: JobResult, _ url: String, _ note: DeliveryNote?) -> DeliveryStep {
        DeliveryStep(.listed(self, result, FailureAddress(url: url, until: 0)), note.map { .note($0) }, .keepHints)
    }

    fileprivate func withoutList(_ note: DeliveryNote, _ result: JobResult) -> DeliveryStep {
        result.failed > 0 ? settled(result, .note(note)) : unresolved(named: 0, note)
    }

    /// Returns the effect of a list with `named` of the job's records. Their number and that of the successes must add up.
    @inline(never)
    fileprivate func afterList(of records: Int64, named: Int64, _ result: JobResult) -> DeliveryStep {
        let succeeded = named == records ? 0 : result.succeeded
        let failed = max(named, result.failed)
        guard succeeded + failed == records else { return unresolved(named: named, .contradiction) }
        return settled(JobResult(succeeded: succeeded, failed: failed), nil)
    }

    /// Returns the effect of a poll with counts that a done job of this many records cannot have.
    ///
    /// A job may be done with a different number of records than were sent, or may name more failed records than its
    /// counts allow. Its counts may still change, so they must be reported for a while. Or they make no sense: such a
    /// poll is retried as often as an unreadable one.
    fileprivate func afterUnfinished(_ report: JobReport, of records: Int64, named: Int64) -> DeliveryStep {
        let isOfOthers = report.counts?.isDone(ofOthersThan: records) ?? true
        let succeeded = report.counts?.succeeded ?? 0
        let contradicts = named > 0 && succeeded + named > records
        var job = self
        var note: DeliveryNote?
        if isOfOthers || contradicts {
            job = Job(id: id, deadline: deadline, askedAt: askedAt, odd: odd.told(report.told, at: askedAt))
            let times = report.counts == nil ? Patience.oddCounts : Patience.mismatches
            let time = report.counts == nil ? 0 : Patience.mismatch
            // mutation: mismatch-at-once
            if job.odd.times >= times && askedAt - job.odd.since >= time || askedAt >= deadline {
                note = report.counts.map { isOfOthers ? .mismatch($0.total) : .contradiction } ?? .oddCounts
            }
        } else if askedAt >= deadline {
            note = .overdue
        }
        guard let note else { return DeliveryStep(.accepted(job)) }
        guard named == 0, let url = report.listURL else { return job.unresolved(named: named, note) }
        // With a list that they do not announce, the counts may add up. While the job ran, it was not worth a request.
        let result = JobResult(succeeded: succeeded < records ? succeeded : 0, failed: 0)
        return job.listed(result, url, note)
    }

    /// Ends a job without knowing which records succeeded. Only the records that the service names as failed are known.
    @inline(never)
    fileprivate func unresolved(named: Int64, _ note: DeliveryNote) -> DeliveryStep {
        DeliveryStep(
            .unresolved(self, failed: named), .note(note), named > 0 ? .bookNamed(atMost: named) : nil)
    }

    /// Returns the effect of a poll that did not show the job. The job is polled until its deadline. The time of the
    /// request counts, since the answer may have waited for a busy process.
    fileprivate func afterNothing(else same: Delivery) -> DeliveryStep {
        askedAt >= deadline ? unresolved(named: 0, .overdue) : DeliveryStep(same)
    }
}
