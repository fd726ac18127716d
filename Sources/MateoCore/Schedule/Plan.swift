/// How records will be sent: the batches, the requests and the days.
public struct Plan: Equatable, Sendable {
    /// The part that is sent without interruption, up to the next pause for the quota. A day is never longer than the
    /// quota's window.
    public struct Day: Equatable, Sendable {
        /// When its first batch can be sent, in milliseconds since 1970.
        public var startsAt: Int64
        /// When its last batch is sent, in milliseconds since 1970. The service's processing time after that is
        /// unknown.
        public var finishesAt: Int64
        /// The records to send.
        public var records: Int64
        /// Requests of all kinds. Polls count as many as may be needed.
        public var requests: Int64

        /// Creates a day.
        public init(startsAt: Int64, finishesAt: Int64, records: Int64, requests: Int64) {
            self.startsAt = startsAt
            self.finishesAt = finishesAt
            self.records = records
            self.requests = requests
        }
    }

    /// All records that still have to be sent.
    public internal(set) var records: Int64 = 0
    /// The held rows.
    public var held: Int64 = 0
    /// The rows that later rows supersede.
    public var superseded: Int64 = 0
    /// If only changed records are sent: the records to send that replace an earlier record with the same
    /// `external_id`.
    public var changed: Int64 = 0
    /// The unchanged rows.
    public var unchanged: Int64 = 0
    /// The batches.
    public internal(set) var batches: Int64 = 0
    /// Requests of all kinds.
    public internal(set) var requests: Int64 = 0
    /// The requests that ask for the contacts of the records before any record is sent.
    public internal(set) var contactRequests: Int64 = 0
    /// The records that the quota currently allows; nil without a limit.
    public internal(set) var recordsLeft: Int64?
    /// The requests that the quota currently allows; nil without a limit.
    public internal(set) var requestsLeft: Int64?
    /// The records of the first look, which must have their outcome before the others are sent; 0 without a first look.
    public internal(set) var firstLook: Int64 = 0
    /// The days on which something is sent, in order.
    public internal(set) var days: [Day] = []

    /// The records without an earlier record that was sent.
    public var new: Int64 { records - changed }

    init() {}

    /// Creates a plan from days that were planned before.
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

    /// When the last batch is sent, in milliseconds since 1970; 0 if there is nothing to send.
    public var finishesAt: Int64 {
        days.last?.finishesAt ?? 0
    }

    /// The assumed time of an answer, in milliseconds.
    public static let answerTime: Int64 = 500
}

/// Makes a plan. It simulates sending one batch after the other, as soon as the limits allow.
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
    /// The first batch, while it is unknown whether another one follows.
    private var held: Int64?
    private var hasBegun = false
    /// The batches of the day so far.
    private var jobs: Int64 = 0

    /// Creates a planner for an account.
    ///
    /// - Parameters:
    ///   - now: the wall clock, in milliseconds since 1970.
    ///   - notBefore: the service accepts no request before this time.
    ///   - requestsUsed: the used quota of requests, oldest first.
    ///   - entitiesUsed: the used quota of entities, oldest first.
    ///   - largestBatch: the most records in a batch. A larger one is divided; 0 for no limit.
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

    /// Adds the requests that ask for contacts before the first batch.
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

    /// Adds the next batch.
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

    /// Returns the plan for the records that are not unchanged, after the batches that were added.
    ///
    /// - Parameter batch: the number of records in each batch.
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

    /// Sends the first batch, as a first look if another one follows.
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

    /// Returns the plan for all batches that were added.
    public mutating func finish() -> Plan {
        if let first = held { begin(first, isOneOfMany: false) }
        endDay()
        return plan
    }

    /// Simulates one request at this time. The next one can start after its answer, when the pace allows it.
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

    /// Adds the polls of the jobs of the day's last batches, as many as the budget allows in a burst.
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
