package import MateoCore

/// Requests in progress. Each key has at most one. Any import that waits for its end drives it, so an import that is
/// not stepped does not block the other imports of its client.
extension Client {
    /// Returns a poller for the requests of all imports of the client.
    package func poller() throws(MateoError) -> Poller {
        exchangeLock.lock()
        defer { exchangeLock.unlock() }
        if let madePoller { return madePoller }
        let poller = try Poller.open()
        madePoller = poller
        return poller
    }

    /// Notes a request that has started.
    func begin(_ exchange: Exchange<Transport>) {
        exchangeLock.lock()
        self.exchange = exchange
        exchangeLock.unlock()
        turn.begin(exchange.transport.waker)
    }

    /// Removes a request of an import that is over or abandoned, and wakes the imports that wait for its end.
    func end(_ exchange: Exchange<Transport>?, of transport: Transport) {
        exchangeLock.lock()
        if self.exchange === exchange { self.exchange = nil }
        exchangeLock.unlock()
        turn.end(transport.waker)
    }

    /// Drives the request of another import that is not being stepped, and opens the gate once its answer arrived. Its
    /// own import handles its errors.
    ///
    /// - Parameter milliseconds: the longest time to wait for it.
    /// - Returns: true if its answer arrived; false if it must be driven further; nil if its end can be waited for.
    func carryOnAnother(milliseconds: Int64) -> Bool? {
        exchangeLock.lock()
        let found = exchange
        exchangeLock.unlock()
        guard let exchange = found, exchange.lock.tryLock() else { return nil }
        defer { exchange.lock.unlock() }
        // Its permit is not renewed here. An import that is not stepped loses the request after five seconds.
        guard !exchange.isOver, exchange.answer == nil,
            exchange.permit.isValid(at: host.monotonicMilliseconds, limits)
        else {
            return nil
        }
        do throws(MateoError) {
            exchange.answer = try exchange.transport.carryOn(milliseconds: milliseconds)
            guard let answer = exchange.answer else {
                return milliseconds > 0 || exchange.transport.hasWorked ? false : nil
            }
            // Its own import decides what a reached limit means.
            guard answer.reply != .answered(status: 429) else { return true }
            try release(exchange, answer, patience: milliseconds)
        } catch {
            return exchange.answer != nil ? true : nil
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
        turn.end(exchange.transport.waker)
    }
}
