import MateoCore

/// The start, progress and end of every request. The file of its errand has its purpose and the meaning of its answer.
extension ImportRun {
    /// Starts a request that is already in the journal.
    func start(_ errand: Errand, _ permit: Permit, _ request: Request) throws(MateoError) {
        let now = client.host.monotonicMilliseconds
        let exchange = Exchange(errand, permit, transport, startedAt: now)
        exchange.permit.start(at: now)
        self.exchange = exchange
        try transport.start(request)
        client.begin(exchange)
    }

    /// Returns a request to the service itself.
    func request(
        _ query: String, body: RequestBody? = nil, answerCap: Int = Request.answerCap
    ) -> Request {
        Request(
            url: client.base.text + query, body: body, carriesKey: true, answerCap: answerCap,
            followsRedirects: false)
    }

    /// Counts a request and takes its permit in the current transaction. Returns nil if another process took the gate
    /// or the quota first.
    func permit(
        _ kind: RequestKind, entities: Int64 = 0, _ id: Int64, _ journal: Journal
    ) throws(MateoError) -> Permit? {
        let (now, wallNow) = (client.host.monotonicMilliseconds, client.host.wallMilliseconds)
        let (account, limits) = (client.account, client.limits)
        guard try journal.gateWait(account, limits, now: now) == 0 else { return nil }
        try journal.bringBack(account, limits, wallNow: wallNow)
        let charge = Charge(account: account, entities: entities)
        let quota = try journal.quota(charge, limits, wallNow: wallNow)
        guard quota.request <= wallNow, entities == 0 || quota.entities <= wallNow else { return nil }
        // The lock is taken before the journal has the request. Otherwise the request would look like one of a process
        // that has ended. A delayed process may still hold the lock.
        isBusy = try journal.leases.takeBusy(account)
        try journal.count(kind, of: id)
        return try journal.beginRequest(charge, limits, isMarked: isBusy, now: now, wallNow: wallNow)
    }

    /// Takes the permit for a GET. A GET can be repeated, so its record may be lost in a power failure.
    ///
    /// - Parameter also: the changes to write in the same transaction.
    func permitToGet(
        _ kind: RequestKind, _ id: Int64, _ journal: Journal,
        also: () throws(MateoError) -> Void = { () throws(MateoError) in }
    ) throws(MateoError) -> Permit? {
        let mayBeLost = try !journal.isQuotaNearlyUsed(client.account, client.limits)
        return try journal.write(mayBeLost: mayBeLost) { () throws(MateoError) in
            guard let permit = try permit(kind, id, journal) else { return nil }
            try also()
            return permit
        }
    }

    /// Drives the current request, and handles its answer once it arrived.
    func follow(_ exchange: Exchange<Transport>, milliseconds: Int64) throws(MateoError) {
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
        // The answer is kept until the journal has it, since another process may be writing.
        try settle(exchange, answer)
        endExchange()
        guard let onProgress, let id = identity.id else { return }
        onProgress(try client.withJournal { (journal) throws(MateoError) in try journal.counts(of: id) })
    }

    /// - Returns: nil if there is no answer yet.
    private func answer(
        to exchange: Exchange<Transport>, _ milliseconds: Int64
    ) throws(MateoError) -> Answer? {
        if let answer = exchange.answer { return answer }
        let reason: String
        if cancellation.isUrgent {
            reason = "the caller cancelled the request"
        } else if try !keep(exchange) {
            reason = "the caller was away for too long"
        } else {
            return try transport.wait(milliseconds: min(milliseconds, Permit.half / 2))
        }
        transport.abandon()
        return Answer(reply: .broken, body: [], rate: RateSignal(), reason: reason)
    }

    /// Keeps the gate closed for a request in progress.
    ///
    /// - Returns: false if it was not renewed in time and another process has the gate.
    private func keep(_ exchange: Exchange<Transport>) throws(MateoError) -> Bool {
        let (limits, now) = (client.limits, client.host.monotonicMilliseconds)
        guard exchange.permit.isDueAt <= now else { return true }
        return try withJournal { (journal) throws(MateoError) in
            try journal.write(mayBeLost: true) { () throws(MateoError) in
                try journal.keepRequest(&exchange.permit, limits, now: now)
            }
        }
    }

    /// Removes a request once the journal has its result, or once it is abandoned.
    func endExchange() {
        exchange?.end()
        if isBusy, exchange?.isReleased != true { client.endBusy() }
        isBusy = false
        client.end(exchange, of: transport)
        exchange = nil
    }
}
