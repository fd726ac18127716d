public import MateoCore

/// Driving an import: in one call until there is nothing to do, or in steps of bounded time.
extension Import {
    /// Runs until every record has its outcome, or there is nothing to do before a known time.
    ///
    /// - Returns: `finished`, `unknown`, `paused` (see `resumeAt`) or `interrupted`, after `cancel`.
    /// - Throws: when the service refuses the key or the requests, or cannot be reached. Nothing is lost, and
    ///   the import can go on later.
    public func run() throws(MateoError) -> RunState {
        while true {
            let state = try step(milliseconds: 60_000)
            if state != .running { return state }
        }
    }

    /// Works for a bounded time.
    ///
    /// - Parameter milliseconds: the longest time to wait for the network; 0 only does what can be done at once.
    /// - Returns: `running` when there is more to do, else as `run`.
    public func step(milliseconds: Int64) throws(MateoError) -> RunState {
        try client.checkProcess()
        guard isSealed, csv == nil, intake.builder.totalRecords == 0 else {
            throw MateoError(.state, "records were added and not sealed: seal the import before it is run")
        }
        let now = client.host.monotonicMilliseconds
        let (budget, overflows) = now.addingReportingOverflow(max(0, milliseconds))
        courier.patience = min(max(0, milliseconds), Database.patience)
        defer { courier.patience = Database.patience }
        do throws(MateoError) {
            try takeOver()
            state = try work(until: overflows ? .max : budget)
            courier.lockedOutSince = nil
        } catch {
            if isToBeTriedAgain(error, since: now) { return .running }
            guard courier.hasTakenOver else { throw error }
            state = error.status.isRetryable ? .interrupted : .stopped
            // What was under way may have an answer that did not reach the journal: it will be looked up.
            endExchange()
            giveBackLease()
            throw error
        }
        if state != .paused { resumeAt = 0 }
        if state == .running { courier.startedAt = nil } else { giveBackLease() }
        return state
    }

    /// Whether all that is wrong is another process that writes into the journal, for less time than every call waits.
    private func isToBeTriedAgain(_ error: MateoError, since now: Int64) -> Bool {
        guard error.status == .journalBusy, isLockedOut else {
            courier.lockedOutSince = nil
            return false
        }
        let since = courier.lockedOutSince ?? now
        courier.lockedOutSince = since
        return client.host.monotonicMilliseconds - since < Database.patience
    }

    private func work(until end: Int64) throws(MateoError) -> RunState {
        var isFirst = true
        while true {
            let now = client.host.monotonicMilliseconds
            guard isFirst || now < end else { return .running }
            isFirst = false
            if let exchange {
                try follow(exchange, milliseconds: end - now)
            } else if let state = try advance(now: now, end: end) {
                cancellation.clear()
                return state
            }
        }
    }

    /// Carries on the request under way, and takes in its answer when it is there.
    private func follow(_ exchange: Exchange<Transport>, milliseconds: Int64) throws(MateoError) {
        exchange.lock.lock()
        let answer: Answer?
        do throws(MateoError) {
            answer = try self.answer(to: exchange, milliseconds)
            exchange.answer = answer
            exchange.lock.unlock()
        } catch {
            exchange.lock.unlock()
            throw error
        }
        guard let answer else { return }
        // Until the journal knows the answer it is kept: another process may be writing just now.
        try settle(exchange.flight, exchange.permit, answer)
        endExchange()
        onProgress?(try counts())
    }

    /// - Returns: nil when there is none yet.
    private func answer(to exchange: Exchange<Transport>, _ milliseconds: Int64) throws(MateoError) -> Answer?
    {
        if let answer = exchange.answer { return answer }
        let reason: String
        if cancellation.isUrgent {
            reason = "the caller ended the wait"
        } else if try !keep(exchange) {
            reason = "the caller was away for too long"
        } else {
            return try transport.wait(milliseconds: min(milliseconds, Permit.half / 2))
        }
        transport.abandon()
        return Answer(reply: .broken, body: [], rate: RateSignal(), reason: reason)
    }

    /// Keeps the gate closed for a request that goes on.
    ///
    /// - Returns: false when it took too long until somebody cared for it, and another process has the gate.
    private func keep(_ exchange: Exchange<Transport>) throws(MateoError) -> Bool {
        let (limits, now) = (client.limits, client.host.monotonicMilliseconds)
        guard exchange.permit.isDue(at: now) else { return true }
        return try withJournal { (journal) throws(MateoError) in
            try journal.write { () throws(MateoError) in
                try journal.keepRequest(&exchange.permit, limits, now: now)
            }
        }
    }

    /// Does the next thing, or waits for its time.
    ///
    /// - Returns: the state, when there is nothing more to do now.
    private func advance(now: Int64, end: Int64) throws(MateoError) -> RunState? {
        let situation = try situation(now: now)
        let deadline = courier.endsAt ?? .max
        let end = min(end, deadline)
        switch situation.nextAction {
        case .finish: return try finished(.finished)
        case .giveUp: return try finished(.unknown)
        case _ where cancellation.isRequested: return .interrupted
        case .pause(let time)
        where !client.options.waitsForQuota || time - situation.wallNow > deadline - now:
            resumeAt = time
            return .paused
        case _ where now >= deadline:
            throw deadlineError()
        case .pause(let time):
            try pause(time - situation.wallNow, now: now, end: end)
        case .wait(let time):
            try pause(time - now, now: now, end: end)
        case .lookUp, .fetchList, .poll, .send:
            let gate = try gateWait(now: now)
            if gate > 0 {
                // While another request is under way, the gate may open earlier than it has to.
                let pace = client.limits.pace.spacing
                let longest = gate <= pace ? gate : min(gate, 100)
                if !client.carryOnAnother(milliseconds: max(0, min(longest, end - now))) {
                    try pause(longest, now: now, end: end)
                }
            } else {
                try begin(situation.nextAction)
            }
        }
        return nil
    }

    private func pause(_ milliseconds: Int64, now: Int64, end: Int64) throws(MateoError) {
        _ = try transport.wait(milliseconds: max(0, min(milliseconds, end - now)))
    }

    private func deadlineError() -> MateoError {
        let seconds = client.options.importDeadline / 1000
        return MateoError(
            .deadline,
            "the import is not over after the \(seconds) s that were set as its deadline; nothing is lost, run the import "
                + "again to go on")
    }

    private func finished(_ state: RunState) throws(MateoError) -> RunState {
        courier.schedule.end()
        let counts = try counts()
        guard counts.balance, counts.pending == 0, counts.inFlight == 0 else {
            throw MateoError(
                .books,
                "the books do not balance: \(counts.total) records and \(counts.sum - counts.pending - counts.inFlight) "
                    + "outcomes; keep the journal and report this"
            )
        }
        return state
    }

    /// Takes the lease. Whoever had it before may have left a batch of which it is not known whether it arrived.
    private func takeOver() throws(MateoError) {
        guard !courier.hasTakenOver, let id else { return }
        let (name, account, onUnknown) = (name, client.account, client.options.onUnknown)
        let (now, wallNow) = (client.host.monotonicMilliseconds, client.host.wallMilliseconds)
        let following = try withJournal { (journal) throws(MateoError) in
            guard journal.leases.take(id) else { throw Leases.busy(name) }
            do throws(MateoError) {
                try checkIsThere(id, journal)
                try journal.write { () throws(MateoError) in
                    let isProven = try journal.referenceMode(account).provesAbsence
                    try journal.takeOver(
                        id, lookUpAt: now + Options.takeOverTime,
                        lookUpAgain: isProven || onUnknown == .resend)
                }
                return try journal.following(id)
            } catch {
                journal.leases.giveBack(id)
                throw error
            }
        }
        courier.hasTakenOver = true
        let (ends, isNever) = client.host.monotonicMilliseconds.addingReportingOverflow(
            client.options.importDeadline)
        courier.endsAt = client.options.importDeadline > 0 && !isNever ? ends : .max
        if let (since, asked) = following {
            courier.schedule.goOn(
                elapsed: asked - since, ago: wallNow - max(since, asked), now: now)
        }
    }

    private func situation(now: Int64) throws(MateoError) -> Situation {
        guard let id else { return Situation() }
        let (account, limits, wallNow) = (client.account, client.limits, client.host.wallMilliseconds)
        var situation = try withJournal { (journal) throws(MateoError) in
            var situation = try journal.situation(of: id, now: now)
            situation.wallNow = wallNow
            let next = situation.pending > 0 ? try journal.nextPending(id)?.records ?? 0 : 0
            let charge = Charge(account: account, entities: min(next, try mostRecords(journal)))
            (situation.requestQuotaAt, situation.quotaAt) = try journal.quota(
                charge, limits, wallNow: wallNow)
            return situation
        }
        if situation.open > 0 {
            courier.schedule.follow(
                now: now, isSending: situation.pending > 0 && situation.quotaAt <= wallNow)
        } else {
            courier.schedule.end()
        }
        situation.now = now
        situation.pollDue = courier.schedule.due
        situation.backoffUntil = courier.backoffUntil
        situation.listDue = courier.listDue
        return situation
    }

    private func gateWait(now: Int64) throws(MateoError) -> Int64 {
        let (account, limits) = (client.account, client.limits)
        return try withJournal { (journal) throws(MateoError) in
            let wait = try journal.gateWait(account, limits, now: now)
            guard wait > Options.orphanTime, try journal.isGateBusy(account), !journal.leases.isBusy(account)
            else { return wait }
            // The process whose request closes the gate is gone.
            let isOrphan = try journal.write { () throws(MateoError) in
                try journal.openGate(account, opens: now + Options.orphanTime)
            }
            return isOrphan ? try journal.gateWait(account, limits, now: now) : wait
        }
    }

    /// The request is over, and the journal knows; or it is let go of.
    func endExchange() {
        if let exchange {
            client.end(exchange)
            exchange.end()
        }
        let isReleased = exchange?.isReleased == true
        exchange = nil
        guard courier.isBusy else { return }
        courier.isBusy = false
        if !isReleased { client.endBusy() }
    }

    /// Uses the journal, and waits for other processes as long as the call in progress may.
    func withJournal<Result>(
        _ body: (Journal) throws(MateoError) -> Result
    ) throws(MateoError) -> Result {
        try client.withJournal(patience: courier.patience) { (journal) throws(MateoError) in
            do throws(MateoError) {
                isLockedOut = false
                return try body(journal)
            } catch {
                isLockedOut = journal.database.isLockedOut
                throw error
            }
        }
    }
}
