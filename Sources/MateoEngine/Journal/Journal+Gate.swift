import MateoCore

/// The use of the limits by a request.
struct Charge {
    /// The key's account.
    var account: Int64
    /// The number of its records; 0 for a GET.
    var entities: Int64
}

/// The permission to send one request. It must be released after the request.
struct Permit {
    fileprivate let usage: Int64
    fileprivate let account: Int64
    /// The number of the request within the account.
    fileprivate let turn: Int64
    /// When the transport got the request, on the monotonic clock.
    fileprivate var startedAt: Int64
    /// The time until which it closes the gate.
    fileprivate var closes: Int64

    /// Half of the time for which a permit closes the gate, in milliseconds. Code that drives the request renews the
    /// permit before the whole time is over.
    static let half: Int64 = 2500

    /// Returns whether the request may continue. After the permit has expired, the next request may start.
    func isValid(at now: Int64, _ limits: Limits) -> Bool {
        now < closes
    }

    /// When it must be renewed.
    var isDueAt: Int64 { closes - Self.half }

    /// Sets the start of the request, so that the time for writing the journal does not count.
    mutating func start(at now: Int64) {
        startedAt = now
    }
}

/// The limits of all requests of one key, in all processes.
struct Limits {
    var pace: Pace
    var requests: Quota
    var entities: Quota
    /// The longest time of a request, in milliseconds.
    var requestTimeout: Int64
}

extension Permit {
    /// Returns the time until which a permit closes the gate if it is taken or renewed now.
    fileprivate static func end(_ now: Int64, _ limits: Limits) -> Int64 {
        now + min(limits.requestTimeout, 2 * half)  // mutation: permit-not-kept
    }
}

extension Limits {
    init(_ options: Options) {
        pace = Pace(requestsPerSecond: options.requestsPerSecond)
        requests = Quota(limit: options.requestsPerDay, window: options.quotaWindow)
        entities = Quota(limit: options.entitiesPerDay, window: options.quotaWindow)
        requestTimeout = options.requestTimeout
    }

    /// The longest window of a quota, in milliseconds.
    var window: Int64 { max(requests.window, entities.window) }

    /// Returns the time from which on a use is impossible. Such a use comes from a clock that was set back since.
    func latestUse(wallNow: Int64) -> Int64 {
        wallNow + requestTimeout + window
    }
}

/// The gate allows one request of a key at a time, across processes, and keeps their common pace.
///
/// `gate_opens` delays all requests: those behind a request in progress, and all during a pause that the service asked
/// for. `gate_end` has the starts and ends of the last `Pace.mostCount` requests. A request in progress, or one of a
/// process that has ended, gets the latest possible end.
extension Journal {
    /// Returns the time until the gate opens, in milliseconds; 0 if a request may start now.
    ///
    /// Times further away than possible come from before the machine's last start, and are ignored.
    func gateWait(_ account: Int64, _ limits: Limits, now: Int64) throws(MateoError) -> Int64 {
        let query = try database.statement(
            """
            SELECT gate_opens, coalesce(started, ?4), coalesce(ended, ?4),
                coalesce((SELECT ended FROM gate_end WHERE account = ?1 AND ended <= ?2
                    ORDER BY ended DESC LIMIT 1 OFFSET ?3), ?4)
            FROM account LEFT JOIN gate_end ON gate_end.account = id AND slot = gate_turn & 15 WHERE id = ?1
            """)
        let latestEnd = now + 2 * Permit.half
        query.bind(1, account)
        query.bind(2, latestEnd)
        query.bind(3, max(0, limits.pace.count - 1))
        query.bind(4, Pace.never)
        guard try query.step() else { return 0 }
        var (start, end) = (try query.time(1), try query.time(2))
        if start > now { start = Pace.never }
        if end > latestEnd { end = Pace.never }
        let next = limits.pace.earliest(now: now, start: start, end: end, crowd: try query.time(3))
        let opens = try query.time(0)
        let longest = max(limits.requestTimeout, RateSignal.longestOfASecondLimit)
        return max(next - now, opens - now > longest ? 0 : opens - now)
    }

    /// Takes a permit: charges the quota and closes the gate until the request has ended.
    ///
    /// Until its end is known, the request counts as arriving at the latest possible time.
    ///
    /// - Parameter isMarked: whether its lock shows other processes that it is in progress.
    func beginRequest(
        _ charge: Charge, _ limits: Limits, isMarked: Bool, now: Int64, wallNow: Int64
    ) throws(MateoError) -> Permit {
        let gone = try forgetUses(charge.account, limits, wallNow: wallNow)
        let add = try database.statement(
            "INSERT INTO usage(account, at, requests, entities) VALUES (?1, ?2, 1, ?3)")
        add.bind(1, charge.account)
        add.bind(2, wallNow + limits.requestTimeout)
        add.bind(3, charge.entities)
        try add.run()
        let (usage, closes) = (database.lastInsertedRow, Permit.end(now, limits))
        let close = try database.statement(
            """
            UPDATE account SET gate_opens = ?2, is_busy = ?3, gate_turn = gate_turn + 1,
                used_requests = used_requests + ?4, used_entities = used_entities + ?5
            WHERE id = ?1 RETURNING gate_turn
            """)
        close.bind(1, charge.account)
        close.bind(2, closes)
        close.bind(3, isMarked ? 1 : 0)
        close.bind(4, 1 - gone.requests)
        close.bind(5, charge.entities - gone.entities)  // mutation: quota-sum-short
        let turn = try close.step() ? close.key(0) : 0
        let keep = try database.statement(
            "INSERT OR REPLACE INTO gate_end(account, slot, turn, started, ended) VALUES (?1, ?2 & 15, ?2, ?3, ?4)"
        )
        keep.bind(1, charge.account)
        keep.bind(2, turn)
        keep.bind(3, now)
        keep.bind(4, closes)
        try keep.run()
        // mutation: gate-open
        return Permit(usage: usage, account: charge.account, turn: turn, startedAt: now, closes: closes)
    }

    /// Renews the permit of a request in progress.
    ///
    /// - Returns: false if it had expired and another process has the gate.
    func keepRequest(_ permit: inout Permit, _ limits: Limits, now: Int64) throws(MateoError) -> Bool {
        let closes = Permit.end(now, limits)
        let keep = try database.statement(
            "UPDATE account SET gate_opens = max(gate_opens, ?3) WHERE id = ?1 AND gate_turn = ?2")
        keep.bind(1, permit.account)
        keep.bind(2, permit.turn)
        keep.bind(3, closes)
        try keep.run()
        guard database.changes == 1 else { return false }
        try setEnd(of: permit, closes)
        permit.closes = closes
        return true
    }

    /// Releases a permit. The gate opens after `pause`, or when the pace allows the next request.
    ///
    /// - Parameter refund: whether the service refused the request as a whole, so its entities do not count.
    func endRequest(
        _ permit: Permit, _ limits: Limits, pause: Int64, refund: Bool, now: Int64, wallNow: Int64
    ) throws(MateoError) {
        // If a process was delayed for longer than its permit, another one may have the gate.
        let open = try database.statement(
            """
            UPDATE account SET is_busy = iif(gate_turn = ?2, 0, is_busy),
                gate_opens = iif(gate_opens = ?3, ?4, max(gate_opens, ?4)),
                used_entities = used_entities
                    - iif(?5, coalesce((SELECT entities FROM usage WHERE usage.id = ?6), 0), 0)
            WHERE id = ?1
            """)
        open.bind(1, permit.account)
        open.bind(2, permit.turn)
        open.bind(3, permit.closes)
        open.bind(4, pause > 0 ? now + pause : 0)
        open.bind(5, refund ? 1 : 0)
        open.bind(6, permit.usage)
        try open.run()
        let settle = try database.statement(
            "UPDATE usage SET at = ?2, entities = iif(?3, 0, entities) WHERE id = ?1")
        settle.bind(1, permit.usage)
        settle.bind(2, wallNow)  // mutation: usage-at-start
        settle.bind(3, refund ? 1 : 0)
        try settle.run()
        try setEnd(of: permit, now)  // mutation: gate-stolen
    }

    /// Sets the end of a request that has not yet ended.
    private func setEnd(of permit: Permit, _ time: Int64) throws(MateoError) {
        let update = try database.statement(
            """
            UPDATE gate_end SET started = ?4, ended = ?5
            WHERE account = ?1 AND slot = ?2 & 15 AND turn = ?2 AND ended = ?3
            """)
        update.bind(1, permit.account)
        update.bind(2, permit.turn)
        update.bind(3, permit.closes)
        update.bind(4, permit.startedAt)
        update.bind(5, time)
        try update.run()
    }

    /// Returns whether a request closes the gate, and not a pause.
    func isGateBusy(_ account: Int64) throws(MateoError) -> Bool {
        let query = try database.statement("SELECT is_busy FROM account WHERE id = ?1")
        query.bind(1, account)
        return try query.step() && query.flag(0)
    }

    /// Opens the gate that was closed by a request of a process that has ended. It must be called in a write
    /// transaction.
    ///
    /// - Parameter opens: the latest arrival of its request.
    /// - Returns: false if no request closes the gate for longer, or if its process still runs.
    func openGate(_ account: Int64, opens: Int64) throws(MateoError) -> Bool {
        guard !leases.isBusy(account) else { return false }
        let update = try database.statement(
            """
            UPDATE account SET gate_opens = ?2, is_busy = 0
            WHERE id = ?1 AND gate_opens > ?2 AND is_busy <> 0 RETURNING gate_turn
            """)
        update.bind(1, account)
        update.bind(2, opens)
        guard try update.step() else { return false }
        let end = try database.statement(
            "UPDATE gate_end SET ended = min(ended, ?3) WHERE account = ?1 AND slot = ?2 & 15 AND turn = ?2")
        end.bind(1, account)
        end.bind(2, update.key(0))
        end.bind(3, opens)
        try end.run()
        return true
    }
}
