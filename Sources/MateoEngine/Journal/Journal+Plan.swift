package import MateoCore

extension Planner {
    /// Creates a planner for an account with unused quotas.
    package init(unused options: Options, wallNow: Int64) {
        let limits = Limits(options)
        self.init(
            now: wallNow, pace: limits.pace, requests: limits.requests, entities: limits.entities,
            longestPoll: options.longestPoll, firstLook: options.plannedFirstLook, firstPoll: options.firstPoll)
    }
}

extension Journal {
    /// Returns a planner that knows the used limits of a key.
    package func planner(for options: Options, wallNow: Int64) throws(MateoError) -> Planner {
        guard let account = try account(of: options) else { return Planner(unused: options, wallNow: wallNow) }
        return try planner(account, options, wallNow: wallNow)
    }

    /// Returns a planner that knows the used limits of an account.
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

    /// Returns a plan for the waiting batches of an import, and for one more batch that is not yet in the journal.
    ///
    /// - Parameters:
    ///   - duplicates: the number of these records that will be left out.
    ///   - contactRequests: the number of requests that ask for contacts first.
    func plan(
        _ importID: Int64?, and last: Int64 = 0, without duplicates: Int64 = 0, contactRequests: Int64 = 0,
        _ account: Int64,
        _ options: Options, wallNow: Int64
    ) throws(MateoError) -> Plan {
        var options = options
        if let importID {
            let look = try firstLook(importID)
            if look.lastRow != 0 || look.ignoresFailures { options.firstLook = false }
        }
        var planner = try planner(account, options, wallNow: wallNow)
        planner.ask(requests: contactRequests)
        var waiting = WaitingBatches()
        if let importID, let totals = try waitingTotals(of: importID) {
            let first = try batches(importID, .waiting, limit: 8).map { $0.records }
            waiting = WaitingBatches(first, batches: totals.batches, records: totals.records)
        }
        waiting.add(last, without: duplicates)
        waiting.add(to: &planner)
        return planner.finish()
    }

    /// Returns a plan for the records of an import that are not unchanged. None of them was sent.
    func plan(
        _ counts: RecordChanges.Counts, contactRequests: Int64 = 0, _ account: Int64, _ options: Options, wallNow: Int64
    ) throws(MateoError) -> Plan {
        var planner = try planner(account, options, wallNow: wallNow)
        planner.ask(requests: contactRequests)
        return planner.finish(counts, batch: Int64(options.batch.records))
    }

    /// Returns the secret of a key's digests, or no bytes if it has none.
    package func digestSecret(for options: Options) throws(MateoError) -> [UInt8] {
        guard let account = try account(of: options) else { return [] }
        return try digestSecret(account)
    }

    private func account(of options: Options) throws(MateoError) -> Int64? {
        let fingerprint = Client<CurlTransport, SystemHost>.fingerprint(
            try BaseURL(options.baseURL), options.apiKey)
        let find = try database.statement("SELECT id FROM account WHERE fingerprint = ?1 LIMIT 1")
        find.bind(1, fingerprint)
        return try find.step() ? find.key(0) : nil
    }

    /// Returns the totals of an import's waiting batches, or nil if there are none.
    private func waitingTotals(of importID: Int64) throws(MateoError) -> (batches: Int64, records: Int64)? {
        let query = try database.statement(
            """
            SELECT batches, records, (SELECT max(id) FROM batch) FROM tally
            WHERE import = ?1 AND state = 1 AND batches > 0
            """)
        query.bind(1, importID)
        guard try query.step() else { return nil }
        let (batches, records) = (try query.count(0), try query.count(1))
        // A plan iterates over this many batches.
        guard batches <= query.key(2), records / Bounds.batch.upperBound <= batches else {
            throw Soundness.damage(path, "a total in it is too large")
        }
        return (batches, records)
    }
}

/// The waiting batches. The first ones have their sizes, the others only totals. So the cost of a plan does not grow
/// with the number of batches in the journal.
private struct WaitingBatches {
    private var first: [Int64] = []
    private var count: Int64 = 0
    private var records: Int64 = 0
    /// The batch after all others.
    private var last: Int64 = 0

    init() {}

    init(_ first: [Int64], batches: Int64, records: Int64) {
        self.first = first
        count = batches - Int64(first.count)
        self.records = first.reduce(records) { $0 - $1 }
    }

    /// Appends a batch. This many records are removed from all batches, from the last ones first.
    mutating func add(_ batch: Int64, without duplicates: Int64) {
        var left = duplicates
        last = Self.reduced(batch, by: &left, to: 0)
        records = Self.reduced(records, by: &left, to: count)
        for index in first.indices.reversed() { first[index] = Self.reduced(first[index], by: &left, to: 0) }
    }

    private static func reduced(_ records: Int64, by left: inout Int64, to least: Int64) -> Int64 {
        let taken = min(left, max(records - least, 0))
        left -= taken
        return records - taken
    }

    /// Adds the batches to a planner. The others are as large as those before them, and the last one has the rest. If
    /// the totals contradict that, all have the same size.
    func add(to planner: inout Planner) {
        for batch in first { planner.add(records: batch) }
        if count > 0, records >= count {
            let largest = first.reduce(1) { max($0, $1) }
            let even = (records + count - 1) / count
            let fits = (records + largest - 1) / largest == count
            let size = fits ? largest : even
            var rest = records
            while rest > 0 {
                planner.add(records: min(size, rest))
                rest -= size
            }
        }
        planner.add(records: last)
    }
}
