import MateoCore

/// Runs an import: it takes the lease, decides on the next action, and handles each request to its end.
///
/// One thread at a time may use it. Only `cancellation` may be used from any thread.
final class ImportRun<Transport: TransportProtocol, Host: HostProtocol> {
    let identity: ImportIdentity<Transport, Host>
    let cancellation: Cancellation
    let transport: Transport
    var memory: RunMemory
    /// The current request.
    var exchange: Exchange<Transport>?
    /// Whether this import holds the lock for the current request. Other processes see by it whether this process has
    /// ended.
    var isBusy = false
    /// Whether the run has taken over the batches of an earlier process.
    var hasTakenOver = false
    /// The time of the deadline, in milliseconds of the monotonic clock.
    var endsAt = Int64.max
    /// When a paused import can continue, in milliseconds since 1970; 0 if it is not paused.
    private(set) var resumeAt: Int64 = 0
    /// When the next step has work to do, in milliseconds of the monotonic clock. The transport may need an earlier
    /// one.
    var nextStepAt: Int64 = 0
    /// Whether the host waits for the transport's descriptor between steps.
    var isReminded = false
    /// Called after each answer.
    var onProgress: ((RecordCounts) -> Void)?
    /// How long to wait for another process that writes to the journal, in milliseconds.
    private var patience = Database.patience
    /// Whether another process blocked the last use of the journal, and since when.
    private var isLockedOut = false
    private var lockedOutSince: Int64?

    init(
        _ identity: ImportIdentity<Transport, Host>, _ cancellation: Cancellation, _ transport: Transport
    ) {
        self.identity = identity
        self.cancellation = cancellation
        self.transport = transport
        memory = RunMemory(identity.client.options, uuid: identity.uuid)
    }

    var client: Client<Transport, Host> { identity.client }

    /// Runs for a limited time.
    ///
    /// - Parameter milliseconds: the longest time to wait for the network; 0 does not wait.
    /// - Returns: `running` if there is more to do.
    /// - Throws: if the run ends. The import is then `interrupted` if it can be retried, otherwise `stopped`. If it did
    ///   not start, `hasTakenOver` is false.
    func step(milliseconds: Int64) throws(MateoError) -> RunState {
        let now = client.host.monotonicMilliseconds
        let (end, overflows) = now.addingReportingOverflow(max(0, milliseconds))
        patience = min(max(0, milliseconds), Database.patience)
        defer { patience = Database.patience }
        if isReminded { try transport.remind(at: nil) }
        let state: RunState
        do throws(MateoError) {
            try takeOver()
            state = try work(until: overflows ? .max : end)
            lockedOutSince = nil
        } catch {
            guard isToBeTriedAgain(error, since: now) else { throw error }
            nextStepAt = client.host.monotonicMilliseconds + Patience.lock
            if isReminded { try transport.remind(at: nextStepAt) }
            return .running
        }
        if state != .paused { resumeAt = 0 }
        if state == .running { exchange?.isWatched = false } else { giveBack() }
        if isReminded { try transport.remind(at: nextTime(state)) }
        return state
    }

    /// Returns when the next step has work to do, in milliseconds of the monotonic clock, or nil if there is none.
    func nextTime(_ state: RunState) -> Int64? {
        let now = client.host.monotonicMilliseconds
        switch state {
        // The deadline does not end a request in progress.
        case .running: return max(now, min(nextStepAt, exchange.map { $0.dueAt ?? .max } ?? endsAt))
        case .paused: return now + max(0, min(resumeAt - client.host.wallMilliseconds, Options.longestTime))
        default: return nil
        }
    }

    /// Ends the run for now, so that others can run the import.
    func giveBack() {
        // The answer to a request in progress may be missing from the journal. Its batch will be looked up.
        endExchange()
        hasTakenOver = false
        // Rows may be added to the waiting ones before the next run.
        memory.hasNoPredecessor = false
        memory.checking = RowChecking(secret: Array(identity.uuid.utf8))
        memory.lostBatches = []
        endsAt = .max
        identity.giveBackLease()
    }

    /// Returns whether the only fault is another process that writes to the journal, and not yet for longer than any
    /// call waits.
    private func isToBeTriedAgain(_ error: MateoError, since now: Int64) -> Bool {
        guard error.status == .journalBusy, isLockedOut else {
            lockedOutSince = nil
            return false
        }
        let since = lockedOutSince ?? now
        lockedOutSince = since
        return client.host.monotonicMilliseconds - since < Database.patience
    }

    private func work(until end: Int64) throws(MateoError) -> RunState {
        var isFirst = true
        while true {
            let now = client.host.monotonicMilliseconds
            guard isFirst || now < end else { return .running }
            isFirst = false
            nextStepAt = now
            if let exchange {
                try follow(exchange, milliseconds: end - now)
                // The wait may have used up the wake of a cancellation.
                if self.exchange != nil, !cancellation.isUrgent { nextStepAt = exchange.permit.isDueAt }
            } else if let state = try advance(now: now, end: end) {
                cancellation.clear()
                return state
            }
        }
    }

    /// Does the next action, or waits for its time.
    ///
    /// - Returns: the state if there is nothing more to do now.
    private func advance(now: Int64, end: Int64) throws(MateoError) -> RunState? {
        if try waitsForPredecessor() {
            if cancellation.isRequested { return .interrupted }
            if now >= endsAt { throw deadlineError() }
            try pause(Patience.predecessor, now: now, end: min(end, endsAt))
            return nil
        }
        let situation = try situation(now: now)
        let end = min(end, endsAt)
        switch situation.nextAction {
        case .finish: return try finished(.finished)
        case .giveUp where memory.leavesUnresolved: try takeOverUnresolved()
        case .giveUp: return try finished(.unknown)
        case _ where cancellation.isRequested: return .interrupted
        case .stop: throw try failingError()
        case .pause(let time) where !client.options.waitsForQuota || time - situation.wallNow > endsAt - now:
            note(pauseUntil: time, situation)
            resumeAt = time
            return .paused
        case _ where now >= endsAt: throw deadlineError()
        case .pause(let time):
            note(pauseUntil: time, situation)
            try pause(time - situation.wallNow, now: now, end: end)
        case .wait(let time): try pause(time - now, now: now, end: end)
        case .check where try checkRows(): break
        case .lookUp, .fetchList, .poll, .check, .send:
            try passGate(situation.nextAction, now: now, end: end)
        }
        return nil
    }

    func start(_ action: NextAction) throws(MateoError) {
        guard let id = identity.id else { return }
        switch action {
        case .send: try startPost(id)
        case .poll: try startPoll(id)
        case .lookUp: try startLookUp(id)
        case .fetchList: try startList(id)
        case .check where memory.checking.asksForFields: try startFields(id)
        case .check: try startContacts(id)
        case .wait, .pause, .stop, .finish, .giveUp: break
        }
    }

    func pause(_ milliseconds: Int64, now: Int64, end: Int64) throws(MateoError) {
        nextStepAt = now + max(0, min(milliseconds, Options.longestTime))
        _ = try transport.wait(milliseconds: max(0, min(milliseconds, end - now)))
        // The wait may have used up the wake of a cancellation.
        if cancellation.isRequested { nextStepAt = now }
    }

    /// Stores a pause once. The note is not essential, so an error does not end the run.
    private func note(pauseUntil time: Int64, _ situation: Situation) {
        guard let id = identity.id, memory.notedPause != time else { return }
        memory.notedPause = time
        do throws(MateoError) {
            try withJournal { (journal) throws(MateoError) in
                try journal.write(mayBeLost: true) { () throws(MateoError) in
                    let reason = try journal.pauseReason(client.account, until: time)
                    try journal.note(reason, of: id, since: situation.wallNow, until: time)
                }
            }
        } catch {
            client.log(.warning, "\(error.message)")
        }
    }

    private func deadlineError() -> MateoError {
        let deadline = client.options.importDeadline
        let length: Text = deadline % 1000 == 0 ? "\(deadline / 1000) s" : "\(deadline) ms"
        return MateoError(
            .deadline,
            "the import is not over after the \(length) of its deadline. Nothing is lost: run the import "
                + "again to continue")
    }

    private func finished(_ state: RunState) throws(MateoError) -> RunState {
        guard let id = identity.id else { return state }
        memory.schedule.end()
        let counts = try withJournal { (journal) throws(MateoError) in
            journal.flush()
            return try journal.counts(of: id)
        }
        guard counts.balance, counts.pending == 0, counts.inFlight == 0 else {
            throw MateoError(
                .books,
                "the books do not balance: \(counts.total) records and "
                    + "\(counts.sum - counts.pending - counts.inFlight) outcomes. Keep the journal and report this")
        }
        return state
    }

    /// Returns the situation that decides the next action.
    private func situation(now: Int64) throws(MateoError) -> Situation {
        guard let id = identity.id else { return Situation() }
        let (account, limits, wallNow) = (client.account, client.limits, client.host.wallMilliseconds)
        var situation = try withJournal { (journal) throws(MateoError) in
            let batches = try journal.batchCounts(of: id)
            var situation = Situation(batches)
            situation.wallNow = wallNow
            if situation.lost > 0 {
                let (lost, unfound) = (try journal.firstTurn(id, .lost), try journal.firstTurn(id, .unfound))
                guard lost != nil || unfound != nil else { throw Soundness.miscount(journal.path) }
                situation.lookUpAt = min(lost ?? .max, unfound ?? .max)
            }
            let next = situation.pending > 0 ? try journal.nextWaiting(id, without: memory.lostBatches) : nil
            situation.sending = try sending(next, batches, journal)
            if next != nil { situation.isUnchecked = try hasUnchecked(id, journal) }
            let charge = Charge(account: account, entities: min(next?.records ?? 0, try mostRecords(id, journal)))
            (situation.requestQuotaAt, situation.quotaAt) = try journal.quota(charge, limits, wallNow: wallNow)
            return situation
        }
        if situation.open > 0 {
            let isSending = situation.pending > 0 && situation.sending == .free && situation.quotaAt <= wallNow
            memory.schedule.follow(now: now, isSending: isSending)
        } else {
            memory.schedule.end()
        }
        situation.now = now
        situation.pollDue = memory.schedule.due
        situation.backoffUntil = memory.backoffUntil
        situation.listDue = memory.listDue
        return situation
    }

    /// Returns the most records of the next batch. A run begins with a proven size, not with a trial.
    @inline(never)
    func mostRecords(_ id: Int64, _ journal: Journal) throws(MateoError) -> Int64 {
        let sizing = try journal.batchSizing(client.account)
        let most = BatchCap(
            wanted: Int64(client.options.batch.records), entities: client.limits.entities,
            learnt: memory.hasSent ? sizing.cap : sizing.proven
        ).records
        guard try isFirstOfMany(id, journal) else { return most }
        return min(most, client.options.firstLookLimits.records)  // mutation: look-uncut
    }

    /// Uses the journal. It waits for other processes for at most the time of the current call.
    func withJournal<Result>(
        _ body: (Journal) throws(MateoError) -> Result
    ) throws(MateoError) -> Result {
        try client.lockJournal(patience: patience)
        defer { unlockJournal() }
        return try body(client.journal)
    }

    @inline(never)
    private func unlockJournal() {
        isLockedOut = client.journal.database.isLockedOut
        client.unlockJournal()
    }
}

extension Situation {
    /// Creates the part of the situation that the batches show.
    init(_ batches: BatchCounts) {
        self.init()
        pending = batches[.waiting]
        lost = batches[.lost] + batches[.unfound]
        open = batches[.accepted] + batches[.unlisted]
        lists = batches[.listed]
        undecided = batches[.untraceable] + batches[.unresolved]
    }
}
