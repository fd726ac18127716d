import MateoCore

/// Takes over the work of an earlier process or run. This is the only place that does so.
///
/// A process may end at any time. Its request in progress is lost until a look-up finds it. What it gave up is retried.
/// Its jobs are polled at the same intervals as before. Records that it released are erased when the journal is opened.
extension ImportRun {
    /// Takes the lease and the batches, unless this run already has them.
    func takeOver() throws(MateoError) {
        guard !hasTakenOver, let id = identity.id else { return }
        let (now, wallNow) = (client.host.monotonicMilliseconds, client.host.wallMilliseconds)
        let following = try withJournal { (journal) throws(MateoError) in
            guard try journal.leases.take(id) else { throw Leases.busy(identity.name) }
            do throws(MateoError) {
                try identity.checkIsThere(id, journal)
                try journal.write { () throws(MateoError) in try takeOver(id, now: now, journal) }
                return try journal.following(id)
            } catch {
                journal.leases.giveBack(id)
                throw error
            }
        }
        hasTakenOver = true
        let deadline = client.options.importDeadline
        let (ends, isNever) = now.addingReportingOverflow(deadline)
        endsAt = deadline > 0 && !isNever ? ends : .max
        if let (since, asked) = following {
            memory.schedule.goOn(elapsed: asked - since, ago: wallNow - max(since, asked), now: now)
        }
    }

    /// Lost batches that an earlier run gave up are looked up again. If references cannot settle them, each takes a
    /// request, so only a few are: a small day must not be used up by them alone.
    private func takeOver(_ id: Int64, now: Int64, _ journal: Journal) throws(MateoError) {
        let settlesAll =
            try journal.references(client.account).proveAbsence || client.options.onUnknown == .resend
        var left = settlesAll ? Int.max : Patience.mostLookedUpAgain
        for kind in [DeliveryKind.sending, .lost, .unfound, .untraceable, .unresolved] {
            // Their lists may take a request each. First comes what the earlier run left, or a small day would never be
            // enough for more than these.
            if kind == .unresolved {
                let counts = try journal.batchCounts(of: id)
                memory.leavesUnresolved = counts[.waiting] > 0 && counts[.unresolved] > 0
                if counts[.waiting] + counts[.listed] > 0 { continue }
            }
            for batch in try journal.batches(id, kind, limit: .max) {
                try apply(.takenOver(lookUpAt: now + Patience.takeOver, looksAgain: left > 0), to: batch, journal)
                if kind == .untraceable { left -= 1 }
            }
        }
    }

    /// Polls the jobs again that the run has left until nothing else was to do.
    func takeOverUnresolved() throws(MateoError) {
        memory.leavesUnresolved = false
        guard let id = identity.id else { return }
        try withJournal { (journal) throws(MateoError) in
            try journal.write { () throws(MateoError) in
                for batch in try journal.batches(id, .unresolved, limit: .max) {
                    try apply(.takenOver(lookUpAt: 0, looksAgain: false), to: batch, journal)
                }
            }
        }
    }
}
