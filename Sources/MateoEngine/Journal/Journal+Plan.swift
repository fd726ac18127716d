package import MateoCore

extension Planner {
    /// A planner for an account that has used nothing.
    package init(unused options: Options, wallNow: Int64) {
        let limits = Limits(options)
        self.init(
            now: wallNow, pace: limits.pace, requests: limits.requests, entities: limits.entities,
            longestPoll: options.longestPoll, firstLook: options.plannedFirstLook, firstPoll: options.firstPoll)
    }
}

extension Journal {
    /// A planner that knows what of the limits of a key is used.
    package func planner(for options: Options, wallNow: Int64) throws(MateoError) -> Planner {
        let fingerprint = Client<CurlTransport, SystemHost>.fingerprint(
            try BaseURL(options.baseURL), options.apiKey)
        let find = try database.statement("SELECT id FROM account WHERE fingerprint = ?1 LIMIT 1")
        find.bind(1, fingerprint)
        guard try find.step() else { return Planner(unused: options, wallNow: wallNow) }
        return try planner(find.key(0), options, wallNow: wallNow)
    }

    /// A planner that knows what of the limits of an account is used.
    func planner(
        _ account: Int64, _ options: Options, wallNow: Int64
    ) throws(MateoError) -> Planner {
        let limits = Limits(options)
        let latest = wallNow + limits.requestTimeout + limits.requests.window
        let blocked = try quota(Charge(account: account, entities: 0), limits, wallNow: wallNow).request
        let requests = try usage(
            "SELECT at, requests FROM usage WHERE account = ?1 AND at > ?2 AND at < ?3 ORDER BY at", account,
            limits.requests.horizon(now: wallNow), latest)
        let entities = try usage(
            "SELECT at, entities FROM usage WHERE account = ?1 AND at > ?2 AND at < ?3 ORDER BY at", account,
            limits.entities.horizon(now: wallNow), latest)
        return Planner(
            now: wallNow, notBefore: blocked, pace: limits.pace, requests: limits.requests,
            requestsUsed: requests, entities: limits.entities, entitiesUsed: entities,
            largestBatch: try batchSizing(account).cap, longestPoll: options.longestPoll,
            firstLook: options.plannedFirstLook, firstPoll: options.firstPoll)
    }

    /// A plan for the batches of an import that wait to be sent, and for one more that is not in the journal yet.
    func plan(
        _ importID: Int64?, and last: Int64, _ account: Int64, _ options: Options, wallNow: Int64
    ) throws(MateoError) -> Plan {
        var options = options
        if let importID {
            let look = try firstLook(importID)
            if look.lastRow != 0 || look.ignoresFailures { options.firstLook = false }
        }
        var planner = try planner(account, options, wallNow: wallNow)
        let query = try database.statement(
            "SELECT records FROM batch WHERE import = ?1 AND state = 1 ORDER BY turn")
        query.bind(1, importID)
        while try query.step() { planner.add(records: try query.number(0, in: Bounds.batch)) }
        planner.add(records: last)
        return planner.finish()
    }
}
