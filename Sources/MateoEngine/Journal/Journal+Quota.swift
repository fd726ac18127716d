import MateoCore

/// Stores the use of the day's limits. The account's row has the sums, which change in the same transaction.
extension Journal {
    /// Returns the earliest times at which the quota allows a request, and a request with this many entities.
    func quota(
        _ charge: Charge, _ limits: Limits, wallNow: Int64
    ) throws(MateoError) -> (request: Int64, entities: Int64) {
        let account = try database.statement(
            "SELECT blocked_until, used_requests, used_entities FROM account WHERE id = ?1")
        account.bind(1, charge.account)
        guard try account.step() else { return (wallNow, wallNow) }
        let blocked = try account.time(0)
        // A block further away than a window comes from a wrong clock.
        let isBlocked = blocked > wallNow && blocked - wallNow <= max(limits.window, RateSignal.longest)
        let start = isBlocked ? blocked : wallNow
        guard limits.requests.limit > 0 || limits.entities.limit > 0 else { return (start, start) }
        let (horizon, latest) = (limits.requests.horizon(now: wallNow), limits.latestUse(wallNow: wallNow))
        let outside = try usedOutside(charge.account, horizon, latest)
        let requests = try account.count(1) - outside.requests
        let requestsInOrder: StaticString =
            "SELECT at, requests FROM usage WHERE account = ?1 AND at > ?2 AND at < ?3 ORDER BY at"
        // A batch leaves requests for polling. A batch that cannot be polled is useless.
        let reserve = charge.entities > 0 ? limits.requests.pollReserve : 0
        let request = try earliest(
            limits.requests, need: 1, used: requests, requestsInOrder, charge.account, horizon, latest,
            wallNow)
        let batch = try earliest(
            limits.requests, need: 1 + reserve, used: requests, requestsInOrder, charge.account, horizon,
            latest, wallNow)
        let entities = try earliest(
            limits.entities, need: charge.entities, used: try account.count(2) - outside.entities,
            "SELECT at, entities FROM usage WHERE account = ?1 AND at > ?2 AND at < ?3 ORDER BY at",
            charge.account, horizon, latest, wallNow)
        return (max(start, request), max(start, batch, entities))
    }

    /// Returns why requests of an account wait until a time: the service asked for it, or the quota is used up.
    func pauseReason(_ account: Int64, until time: Int64) throws(MateoError) -> PauseReason {
        let query = try database.statement("SELECT blocked_until = ?2 FROM account WHERE id = ?1")
        query.bind(1, account)
        query.bind(2, time)
        return try query.step() && query.flag(0) ? .limit : .quota
    }

    /// Returns whether the quota of requests is so nearly used up that every request must be counted.
    func isQuotaNearlyUsed(_ account: Int64, _ limits: Limits) throws(MateoError) -> Bool {
        let query = try database.statement("SELECT used_requests FROM account WHERE id = ?1")
        query.bind(1, account)
        guard limits.requests.limit > 0, try query.step() else { return false }
        return limits.requests.limit - (try query.count(0)) <= 2 * Int64(Self.mostSoftWrites)
    }

    /// Returns the part of an account's sums that is outside of the window: uses that expired since the last request,
    /// and those of a clock that was set back since.
    private func usedOutside(
        _ account: Int64, _ horizon: Int64, _ latest: Int64
    ) throws(MateoError) -> (requests: Int64, entities: Int64) {
        let query = try database.statement(
            """
            SELECT total(requests), total(entities) FROM (
                SELECT requests, entities FROM usage WHERE account = ?1 AND at <= ?2
                UNION ALL SELECT requests, entities FROM usage WHERE account = ?1 AND at >= ?3)
            """)
        query.bind(1, account)
        query.bind(2, horizon)
        query.bind(3, latest)
        return try query.step() ? (try query.count(0), try query.count(1)) : (0, 0)
    }

    /// Returns the earliest time at which a quota allows this much more. It reads only as many uses as must expire.
    private func earliest(
        _ quota: Quota, need: Int64, used: Int64, _ sql: StaticString, _ account: Int64, _ horizon: Int64,
        _ latest: Int64, _ wallNow: Int64
    ) throws(MateoError) -> Int64 {
        let query = try database.statement(sql)
        query.bind(1, account)
        query.bind(2, horizon)
        query.bind(3, latest)
        return try quota.earliest(need: need, used: used, now: wallNow) { () throws(MateoError) in
            guard try query.step() else { return nil }
            return Usage(at: try query.time(0), amount: try query.number(1, in: Bounds.usage))
        }
    }

    /// Moves uses that are too far in the future to now. They come from a clock that was set back since.
    func bringBack(_ account: Int64, _ limits: Limits, wallNow: Int64) throws(MateoError) {
        let update = try database.statement("UPDATE usage SET at = ?2 WHERE account = ?1 AND at >= ?3")
        update.bind(1, account)
        update.bind(2, wallNow)
        update.bind(3, limits.latestUse(wallNow: wallNow))
        try update.run()
    }

    /// Removes the expired uses.
    ///
    /// - Returns: the sum of the removed uses.
    func forgetUses(
        _ account: Int64, _ limits: Limits, wallNow: Int64
    ) throws(MateoError) -> (requests: Int64, entities: Int64) {
        let forget = try database.statement(
            "DELETE FROM usage WHERE account = ?1 AND at <= ?2 RETURNING requests, entities")
        forget.bind(1, account)
        forget.bind(2, min(limits.requests.horizon(now: wallNow), limits.entities.horizon(now: wallNow)))
        var sum: (requests: Int64, entities: Int64) = (0, 0)
        while try forget.step() {
            sum.requests += try forget.number(0, in: Bounds.usage)
            sum.entities += try forget.number(1, in: Bounds.usage)
        }
        return sum
    }

    /// Blocks all requests of a key until a time, because the service reports a reached limit.
    func block(_ account: Int64, until time: Int64) throws(MateoError) {
        let update = try database.statement("UPDATE account SET blocked_until = ?2 WHERE id = ?1")
        update.bind(1, account)
        update.bind(2, time)
        try update.run()
    }

    /// Returns the uses of an account between two times, oldest first.
    func usage(
        _ sql: StaticString, _ account: Int64, _ horizon: Int64, _ latest: Int64
    ) throws(MateoError) -> [Usage] {
        let query = try database.statement(sql)
        query.bind(1, account)
        query.bind(2, horizon)
        query.bind(3, latest)
        var usage: [Usage] = []
        while try query.step() {
            usage.append(Usage(at: try query.time(0), amount: try query.number(1, in: Bounds.usage)))
        }
        return usage
    }
}
