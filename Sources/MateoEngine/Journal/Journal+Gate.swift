import MateoCore

/// What a request will use of the limits.
struct Charge {
    /// The key's account.
    var account: Int64
    /// Records in it; 0 for a GET.
    var entities: Int64
}

/// A request that may start, to be given back when it has ended.
struct Permit {
    fileprivate let usage: Int64
    fileprivate let account: Int64
    /// Until when it closes the gate.
    fileprivate var closes: Int64

    /// Half of the time for which a permit closes the gate, in milliseconds. Who carries the request on has it renewed
    /// before the whole is over.
    static let half: Int64 = 2500

    /// Whether the request may go on: the next one starts some time after its end.
    func isValid(at now: Int64, _ limits: Limits) -> Bool {
        now < closes - limits.pace.spacing
    }

    /// Whether it has to be renewed.
    func isDue(at now: Int64) -> Bool {
        closes - now <= Self.half
    }
}

/// The limits that all requests of one key pass, whichever process sends them.
struct Limits {
    var pace: Pace
    var requests: Quota
    var entities: Quota
    /// The longest that a request can be under way, in milliseconds.
    var requestTimeout: Int64
}

extension Permit {
    /// Until when a permit closes the gate that is taken or renewed now.
    fileprivate static func end(_ now: Int64, _ limits: Limits) -> Int64 {
        now + min(limits.requestTimeout, 2 * half) + limits.pace.spacing
    }
}

extension Limits {
    init(_ options: Options) {
        pace = Pace(requestsPerSecond: options.requestsPerSecond)
        requests = Quota(limit: options.requestsPerDay, window: options.quotaWindow)
        entities = Quota(limit: options.entitiesPerDay, window: options.quotaWindow)
        requestTimeout = options.requestTimeout
    }
}

extension Journal {
    /// How long until the gate opens, in milliseconds; 0 when a request may start now.
    ///
    /// Only one request of a key is under way at a time, and the next one starts `pace.spacing` after its end.
    func gateWait(_ account: Int64, _ limits: Limits, now: Int64) throws(MateoError) -> Int64 {
        let query = try database.statement("SELECT gate_opens FROM account WHERE id = ?1")
        query.bind(1, account)
        guard try query.step() else { return 0 }
        let longest = max(limits.requestTimeout, RateSignal.longestOfASecondLimit)
        return limits.pace.wait(until: try query.time(0), now: now, longestPause: longest)
    }

    /// The earliest times at which the quota allows a request, and a request with so many entities.
    func quota(
        _ charge: Charge, _ limits: Limits, wallNow: Int64
    ) throws(MateoError) -> (request: Int64, entities: Int64) {
        let blocked = try blockedUntil(charge.account)
        let window = max(limits.requests.window, limits.entities.window)
        // A block further away than a window comes from a clock that was wrong.
        var request =
            blocked > wallNow && blocked - wallNow <= max(window, RateSignal.longest) ? blocked : wallNow
        var entities = request
        let horizon = limits.requests.horizon(now: wallNow)
        // Later uses come from a clock that was wrong.
        let latest = wallNow + limits.requestTimeout + window
        let query = try database.statement(
            "SELECT total(requests), total(entities) FROM usage WHERE account = ?1 AND at > ?2 AND at < ?3")
        query.bind(1, charge.account)
        query.bind(2, horizon)
        query.bind(3, latest)
        guard try query.step() else { return (request, entities) }
        let (requestsUsed, entitiesUsed) = (try query.count(0), try query.count(1))
        // A batch leaves requests for following it: what was sent and cannot be looked at helps nobody.
        let reserve = charge.entities > 0 ? limits.requests.pollReserve : 0
        if limits.requests.limit > 0, requestsUsed + 1 + reserve > limits.requests.limit {
            let usage = try usage(
                "SELECT at, requests FROM usage WHERE account = ?1 AND at > ?2 AND at < ?3 ORDER BY at",
                charge.account, horizon, latest)
            request = max(request, limits.requests.earliest(need: 1, usage: usage, now: wallNow) ?? wallNow)
            entities = max(
                entities, limits.requests.earliest(need: 1 + reserve, usage: usage, now: wallNow) ?? wallNow)
        }
        if limits.entities.limit > 0, entitiesUsed + charge.entities > limits.entities.limit {
            let usage = try usage(
                "SELECT at, entities FROM usage WHERE account = ?1 AND at > ?2 AND at < ?3 ORDER BY at",
                charge.account, horizon, latest)
            let need = min(charge.entities, limits.entities.limit)
            entities = max(
                entities, limits.entities.earliest(need: need, usage: usage, now: wallNow) ?? wallNow)
        }
        return (request, max(request, entities))
    }

    /// Uses further ahead than one can be come from a clock that was set back since: they count as of now.
    func bringBack(_ account: Int64, _ limits: Limits, wallNow: Int64) throws(MateoError) {
        let update = try database.statement("UPDATE usage SET at = ?2 WHERE account = ?1 AND at > ?3")
        update.bind(1, account)
        update.bind(2, wallNow)
        update.bind(3, wallNow + limits.requestTimeout + max(limits.requests.window, limits.entities.window))
        try update.run()
    }

    /// Takes a permit: charges the quota and closes the gate until the request has ended.
    ///
    /// Until its end is known the request counts as arriving as late as it can.
    ///
    /// - Parameter isMarked: whether others see by its lease that it is under way.
    func beginRequest(
        _ charge: Charge, _ limits: Limits, isMarked: Bool, now: Int64, wallNow: Int64
    ) throws(MateoError) -> Permit {
        let add = try database.statement(
            "INSERT INTO usage(account, at, requests, entities) VALUES (?1, ?2, 1, ?3)")
        add.bind(1, charge.account)
        add.bind(2, wallNow + limits.requestTimeout)
        add.bind(3, charge.entities)
        try add.run()
        let closes = Permit.end(now, limits)
        let permit = Permit(usage: database.lastInsertedRow, account: charge.account, closes: closes)
        try setGate(charge.account, opens: closes, isBusy: isMarked)
        let forget = try database.statement("DELETE FROM usage WHERE account = ?1 AND at <= ?2")
        forget.bind(1, charge.account)
        forget.bind(2, min(limits.requests.horizon(now: wallNow), limits.entities.horizon(now: wallNow)))
        try forget.run()
        return permit
    }

    /// Renews the permit of a request that goes on.
    ///
    /// - Returns: false when it had run out and another process has the gate.
    func keepRequest(_ permit: inout Permit, _ limits: Limits, now: Int64) throws(MateoError) -> Bool {
        let closes = Permit.end(now, limits)
        let keep = try database.statement(
            "UPDATE account SET gate_opens = ?3 WHERE id = ?1 AND gate_opens = ?2")
        keep.bind(1, permit.account)
        keep.bind(2, permit.closes)
        keep.bind(3, closes)
        try keep.run()
        guard database.changes == 1 else { return false }
        permit.closes = closes
        return true
    }

    /// Gives a permit back: the gate opens `pause` (or the pace's spacing) from now.
    ///
    /// - Parameter refund: the service refused the request as a whole, so its entities do not count.
    func endRequest(
        _ permit: Permit, _ limits: Limits, pause: Int64, refund: Bool, now: Int64, wallNow: Int64
    ) throws(MateoError) {
        let settle = try database.statement(
            "UPDATE usage SET at = ?2, entities = iif(?3, 0, entities) WHERE id = ?1")
        settle.bind(1, permit.usage)
        settle.bind(2, wallNow)
        settle.bind(3, refund ? 1 : 0)
        try settle.run()
        // A process that was held up for longer than a request takes finds that another one has the gate.
        let open = try database.statement(
            """
            UPDATE account SET is_busy = iif(gate_opens = ?2, 0, is_busy),
                gate_opens = iif(gate_opens = ?2, ?3, max(gate_opens, ?3)) WHERE id = ?1
            """)
        open.bind(1, permit.account)
        open.bind(2, permit.closes)
        open.bind(3, now + max(pause, limits.pace.spacing))
        try open.run()
    }

    /// Forbids all requests of a key until a time: its day is used up, says the service.
    func block(_ account: Int64, until time: Int64) throws(MateoError) {
        let update = try database.statement("UPDATE account SET blocked_until = ?2 WHERE id = ?1")
        update.bind(1, account)
        update.bind(2, time)
        try update.run()
    }

    func blockedUntil(_ account: Int64) throws(MateoError) -> Int64 {
        let query = try database.statement("SELECT blocked_until FROM account WHERE id = ?1")
        query.bind(1, account)
        return try query.step() ? query.time(0) : 0
    }

    private func setGate(_ account: Int64, opens: Int64, isBusy: Bool) throws(MateoError) {
        let update = try database.statement("UPDATE account SET gate_opens = ?2, is_busy = ?3 WHERE id = ?1")
        update.bind(1, account)
        update.bind(2, opens)
        update.bind(3, isBusy ? 1 : 0)
        try update.run()
    }

    /// Whether a request closes the gate, and not a pause.
    func isGateBusy(_ account: Int64) throws(MateoError) -> Bool {
        let query = try database.statement("SELECT is_busy FROM account WHERE id = ?1")
        query.bind(1, account)
        return try query.step() && query.flag(0)
    }

    /// Opens the gate that a request has closed whose process is gone.
    ///
    /// - Parameter closed: until when it was seen closed.
    /// - Returns: false when it was no request, or another one by now.
    func openGate(_ account: Int64, closed: Int64, opens: Int64) throws(MateoError) -> Bool {
        let update = try database.statement(
            "UPDATE account SET gate_opens = ?3, is_busy = 0 WHERE id = ?1 AND gate_opens = ?2 AND is_busy <> 0"
        )
        update.bind(1, account)
        update.bind(2, closed)
        update.bind(3, opens)
        try update.run()
        return database.changes == 1
    }

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
extension Journal {
    func isQuotaNearlyUsed(_ account: Int64, _ limits: Limits) throws(MateoError) -> Bool { false }
}
