/// How records will be sent: in how many batches and requests, and on which days.
public struct Plan: Equatable, Sendable {
    /// What is sent in one go: up to the next pause for the quota, or for the length of the quota's window.
    public struct Day: Equatable, Sendable {
        /// When its first batch can be sent, in milliseconds since 1970.
        public var startsAt: Int64
        /// When its last batch is sent, in milliseconds since 1970. How long the service then works on it is not
        /// known.
        public var finishesAt: Int64
        /// Records that are sent.
        public var records: Int64
        /// Requests of all kinds: those that follow jobs are taken as many as can be needed.
        public var requests: Int64

        /// A day with all that is known of it.
        public init(startsAt: Int64, finishesAt: Int64, records: Int64, requests: Int64) {
            self.startsAt = startsAt
            self.finishesAt = finishesAt
            self.records = records
            self.requests = requests
        }
    }

    /// All records that are still to be sent.
    public internal(set) var records: Int64 = 0
    /// How many rows are held.
    public var held: Int64 = 0
    /// How many rows are superseded by later ones.
    public var superseded: Int64 = 0
    /// How many of the records are to be sent though one of their `external_id` was sent before, where only changed ones are
    /// sent.
    public var changed: Int64 = 0
    /// How many rows are unchanged.
    public var unchanged: Int64 = 0
    /// The batches they are sent in.
    public internal(set) var batches: Int64 = 0
    /// Requests of all kinds.
    public internal(set) var requests: Int64 = 0
    /// Those of the requests that ask for the contacts of the records, before any is sent.
    public internal(set) var contactRequests: Int64 = 0
    /// How many records the quota still allows at the moment; nil when there is no limit.
    public internal(set) var recordsLeft: Int64?
    /// How many requests the quota still allows at the moment; nil when there is no limit.
    public internal(set) var requestsLeft: Int64?
    /// The records of the first look, whose outcome is awaited before the others are sent; 0 when there is none.
    public internal(set) var firstLook: Int64 = 0
    /// The days on which something is sent, in their order.
    public internal(set) var days: [Day] = []

    /// How many of the records are not known to have been sent before.
    public var new: Int64 { records - changed }

    /// An empty plan.
    init() {}

    /// A plan of days that were planned before.
    package init(
        batches: Int64, firstLook: Int64, contactRequests: Int64, recordsLeft: Int64?, requestsLeft: Int64?, days: [Day]
    ) {
        (self.batches, self.firstLook, self.contactRequests) = (batches, firstLook, contactRequests)
        (self.recordsLeft, self.requestsLeft, self.days) = (recordsLeft, requestsLeft, days)
        for day in days {
            records += day.records
            requests += day.requests
        }
    }

    /// When the last batch is sent, in milliseconds since 1970; 0 when there is nothing to send.
    public var finishesAt: Int64 {
        days.last?.finishesAt ?? 0
    }

    /// How long the answer to a request is taken to need, in milliseconds.
    public static let answerTime: Int64 = 500
}

/// Makes a plan: takes one batch after the other and sends it in thought, as soon as the limits allow.
public struct Planner: Sendable {
    private var plan = Plan()
    private var now: Int64
    private var requests: QuotaWindow
    private var entities: QuotaWindow
    private var pace: PaceWindow
    private let cap: BatchCap
    /// The time between two polls while batches are sent.
    private let pollInterval: Int64
    private var pollDue: Int64 = 0
    /// The most records of the first look; 0 for none.
    private let firstLook: Int64
    /// The time from the first job to the first poll.
    private let firstPoll: Int64
    /// The first batch, until it is known whether there is another one.
    private var held: Int64?
    private var hasBegun = false
    /// Batches of the day so far.
    private var jobs: Int64 = 0

    /// A planner for an account.
    ///
    /// - Parameters:
    ///   - now: the wall clock, in milliseconds since 1970.
    ///   - notBefore: the service takes no request before this time.
    ///   - requestsUsed: the use of the quota of requests so far, oldest first.
    ///   - entitiesUsed: the use of the quota of entities so far, oldest first.
    ///   - largestBatch: a batch of more records is cut; 0 for no bound.
    ///   - longestPoll: the longest time between two polls in milliseconds.
    ///   - firstLook: the most records of the first look; 0 for none.
    ///   - firstPoll: the time from the first job to the first poll in milliseconds.
    public init(
        now: Int64, notBefore: Int64 = 0, pace: Pace, requests: Quota, requestsUsed: [Usage] = [],
        entities: Quota, entitiesUsed: [Usage] = [], largestBatch: Int64 = 0, longestPoll: Int64 = 60_000,
        firstLook: Int64 = 0, firstPoll: Int64 = 2000
    ) {
        (self.firstLook, self.firstPoll) = (firstLook, firstPoll)
        self.pace = PaceWindow(pace)
        self.requests = QuotaWindow(requests, requestsUsed)
        self.entities = QuotaWindow(entities, entitiesUsed)
        cap = BatchCap(entities: entities, learnt: largestBatch)
        pollInterval = max(1, longestPoll)
        let isBlocked = notBefore > now
        self.now = isBlocked ? notBefore : now
        plan.requestsLeft = self.requests.left(at: now, isBlocked: isBlocked)
        plan.recordsLeft = self.entities.left(at: now, isBlocked: isBlocked)
    }

    /// Asks for contacts before the first batch.
    public mutating func ask(requests count: Int64) {
        plan.contactRequests = count
        for _ in 0..<count {
            now = requests.earliest(need: 1, now: now)
            let end = now + Plan.answerTime
            requests.use(1, at: end)
            pace.add(start: now, end: end)
            now = pace.earliest(now: end)
        }
    }

    /// Adds a batch behind those before it.
    @inline(never)
    public mutating func add(records: Int64) {
        guard records > 0 else { return }
        guard firstLook > 0, !hasBegun else { return send(records) }
        guard let first = held else {
            held = records
            return
        }
        begin(first, isOneOfMany: true)
        send(records)
    }

    /// A plan for the records that are not unchanged, behind the batches that were added.
    ///
    /// - Parameter batch: how many of them are sent together.
    public mutating func finish(_ counts: RecordChanges.Counts, batch: Int64) -> Plan {
        var rest = counts.new + counts.changed
        while rest > 0 {
            add(records: min(rest, max(batch, 1)))
            rest -= max(batch, 1)
        }
        var plan = finish()
        (plan.changed, plan.unchanged) = (counts.changed, counts.unchanged)
        return plan
    }

    /// Sends the first batch, with a first look if another one follows.
    private mutating func begin(_ records: Int64, isOneOfMany: Bool) {
        (held, hasBegun) = (nil, true)
        guard isOneOfMany || records > cap.records else { return send(records) }
        let part = min(records, firstLook, cap.records)
        plan.firstLook = part
        addBatch(records: part)
        now = max(now, plan.finishesAt + firstPoll)
        request(records: 0)
        send(records - part)
    }

    private mutating func send(_ records: Int64) {
        var rest = records
        while rest > 0 {
            addBatch(records: min(rest, cap.records))
            rest -= min(rest, cap.records)
        }
    }

    private mutating func addBatch(records: Int64) {
        let ready = now
        now = entities.earliest(need: records, now: now)
        now = requests.earliest(need: 1 + requests.quota.pollReserve, now: now)
        if let day = plan.days.last, now - ready <= entities.quota.window / 24,
            now - day.startsAt < entities.quota.window
        {
            if now >= pollDue {
                request(records: 0)
                pollDue = now + pollInterval
            }
        } else {
            endDay()
            let asked = plan.days.isEmpty ? plan.contactRequests : 0
            plan.requests += asked
            plan.days.append(Plan.Day(startsAt: now, finishesAt: now, records: 0, requests: asked))
            pollDue = now + pollInterval
        }
        plan.batches += 1
        jobs += 1
        request(records: records)
    }

    /// The plan for all batches that were added.
    public mutating func finish() -> Plan {
        if let first = held { begin(first, isOneOfMany: false) }
        endDay()
        return plan
    }

    /// One request at this moment; the next can start when its answer is there and the pace allows.
    private mutating func request(records: Int64) {
        let end = now + Plan.answerTime
        requests.use(1, at: end)
        if records > 0 { entities.use(records, at: end) }
        pace.add(start: now, end: end)
        now = pace.earliest(now: end)
        plan.records += records
        plan.requests += 1
        plan.days[plan.days.count - 1].records += records
        plan.days[plan.days.count - 1].requests += 1
        plan.days[plan.days.count - 1].finishesAt = end
    }

    /// The jobs of a day's last batches are followed as often as the budget of polls allows at once.
    @inline(never)
    private mutating func endDay() {
        guard let day = plan.days.last else { return }
        let most = Int64(ImportQuery.mostIdentifiers)
        var polls = Int64(PollSchedule.burst) * ((jobs + most - 1) / most)
        jobs = 0
        if requests.quota.limit > 0 { polls = min(polls, requests.quota.pollReserve) }
        requests.use(polls, at: day.finishesAt)
        plan.requests += polls
        plan.days[plan.days.count - 1].requests += polls
    }
}
