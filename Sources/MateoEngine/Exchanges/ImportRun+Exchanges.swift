import MateoCore

/// How every request begins, goes on and ends. What it is for, and what its answer means, is in the file of its errand.
extension ImportRun {
    /// Starts a request that is in the journal by now.
    func start(_ errand: Errand, _ permit: Permit, _ request: Request) throws(MateoError) {
        let now = client.host.monotonicMilliseconds
        let exchange = Exchange(errand, permit, transport, startedAt: now)
        exchange.permit.start(at: now)
        self.exchange = exchange
        try transport.start(request)
        client.begin(exchange)
    }

    /// A request to the service itself.
    func request(
        _ query: String, body: RequestBody? = nil, answerCap: Int = Request.answerCap
    ) -> Request {
        Request(
            url: client.base.text + query, body: body, carriesKey: true, answerCap: answerCap,
            followsRedirects: false)
    }

    /// Counts a request and takes its permit, in the transaction that is on; nil when another process was faster at the
    /// gate or the quota.
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
        // Taken before the journal says so: else the request would look like that of a process that is gone. A process
        // that was held up may still have it.
        isBusy = try journal.leases.takeBusy(account)
        try journal.count(kind, of: id)
        return try journal.beginRequest(charge, limits, isMarked: isBusy, now: now, wallNow: wallNow)
    }

    /// Takes the permit for a GET. What it was asked for can be asked again, so that its record may be lost with the power.
    ///
    /// - Parameter also: what is written down with it.
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

    /// Carries on the request under way, and takes in its answer when it is there.
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
        // Until the journal knows the answer it is kept: another process may be writing just now.
        try settle(exchange, answer)
        endExchange()
        guard let onProgress, let id = identity.id else { return }
        onProgress(try client.withJournal { (journal) throws(MateoError) in try journal.counts(of: id) })
    }

    /// - Returns: nil when there is none yet.
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

    /// Keeps the gate closed for a request that goes on.
    ///
    /// - Returns: false if it was not renewed in time, and another process has the gate.
    private func keep(_ exchange: Exchange<Transport>) throws(MateoError) -> Bool {
        let (limits, now) = (client.limits, client.host.monotonicMilliseconds)
        guard exchange.permit.isDueAt <= now else { return true }
        return try withJournal { (journal) throws(MateoError) in
            try journal.write(mayBeLost: true) { () throws(MateoError) in
                try journal.keepRequest(&exchange.permit, limits, now: now)
            }
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
        guard isBusy else { return }
        isBusy = false
        if !isReleased { client.endBusy() }
    }
}
