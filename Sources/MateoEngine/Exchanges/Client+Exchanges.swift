package import MateoCore

/// Requests under way. Only one of a key is, and whoever waits for its end carries it on: an import that is not stepped
/// does not hold back the others of its client.
extension Client {
    /// Waits for the requests of all imports of the client.
    package func poller() throws(MateoError) -> Poller {
        exchangeLock.lock()
        defer { exchangeLock.unlock() }
        if let madePoller { return madePoller }
        let poller = try Poller.open()
        madePoller = poller
        return poller
    }

    /// A request has started.
    func begin(_ exchange: Exchange<Transport>) {
        exchangeLock.lock()
        defer { exchangeLock.unlock() }
        self.exchange = exchange
    }

    /// A request is over, or let go of.
    func end(_ exchange: Exchange<Transport>) {
        exchangeLock.lock()
        defer { exchangeLock.unlock() }
        if self.exchange === exchange { self.exchange = nil }
    }

    /// Carries on the request of another import that is not being stepped, and opens the gate when its answer is there. What
    /// goes wrong with it is for its own import to find.
    ///
    /// - Parameter milliseconds: the longest wait for it.
    /// - Returns: false when there is none.
    func carryOnAnother(milliseconds: Int64) -> Bool {
        exchangeLock.lock()
        let found = exchange
        exchangeLock.unlock()
        guard let exchange = found, exchange.lock.tryLock() else { return false }
        defer { exchange.lock.unlock() }
        // It is carried on and not kept: what its own import does not care for has had its time in five seconds.
        guard !exchange.isOver, exchange.answer == nil,
            exchange.permit.isValid(at: host.monotonicMilliseconds, limits)
        else {
            return false
        }
        do throws(MateoError) {
            exchange.answer = try exchange.transport.carryOn(milliseconds: milliseconds)
            // What a limit that is reached means is for its own import to decide.
            guard let answer = exchange.answer, answer.reply != .answered(status: 429) else { return true }
            try release(exchange, answer, patience: milliseconds)
        } catch {
            return exchange.answer != nil
        }
        return true
    }

    private func release(
        _ exchange: Exchange<Transport>, _ answer: Answer, patience: Int64
    ) throws(MateoError) {
        let (limits, now, wallNow) = (limits, host.monotonicMilliseconds, host.wallMilliseconds)
        try withJournal(patience: patience) { (journal) throws(MateoError) in
            try journal.write { () throws(MateoError) in
                try journal.endRequest(
                    exchange.permit, limits, pause: answer.rate.shortPause(paceWindow: limits.pace.length),
                    refund: false, now: now,
                    wallNow: wallNow)
            }
        }
        if !exchange.isReleased { endBusy() }
        exchange.isReleased = true
    }
}
