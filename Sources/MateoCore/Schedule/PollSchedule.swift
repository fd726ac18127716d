/// When to poll jobs: soon at first, then less and less often, within a budget.
///
/// While batches are sent, a poll takes a request away from them, and the end of the import is far. So there is one
/// poll in each longest interval. After the last batch, the intervals begin short and grow. A job shows only counts,
/// and these may stay null until it is done. So intervals cannot follow the progress. The budget limits a run to eight
/// polls plus one a minute. A longest interval below a minute asks for more than the budget, so the budget is then not
/// applied.
///
/// A poll is a round of requests, one after another, until all jobs were asked for. The more requests it takes, the
/// more slowly the budget grows: by at most three requests a minute, which is 4,320 of the day's 10,000.
public struct PollSchedule: Equatable, Sendable {
    /// The first interval in milliseconds.
    public let first: Int64
    /// The longest interval in milliseconds.
    public let longest: Int64
    /// When the next poll is due, in milliseconds of the monotonic clock; nil if none is planned.
    public private(set) var due: Int64?

    /// The least average time between polls, in milliseconds.
    private let least: Int64
    private var interval: Int64
    private var isSending = false
    private var tokens = Self.burst
    private var refilled: Int64?
    /// The requests of the current round.
    private var requests: Int64 = 0
    /// The requests of the last complete round.
    private var size: Int64 = 1

    /// The polls that may follow at their intervals before the budget slows them down.
    public static let burst = 8
    /// The time in which the budget grows by one poll, in milliseconds.
    public static let refill: Int64 = 60_000
    /// The least time for each request by which the budget grows, in milliseconds.
    public static let share: Int64 = 20_000

    /// Creates a schedule with a first and a longest interval in milliseconds.
    ///
    /// - Parameter requests: the quota of requests. If it is so low that one poll a minute could use it up, polls take
    ///   at most half of it in the long run, so that batches can be sent.
    public init(first: Int64, longest: Int64, requests: Quota = Quota(limit: 0, window: 0)) {
        let half = requests.limit > 0 ? requests.window / requests.limit * 2 : 0
        least = half > Self.refill ? half : 0
        self.first = first
        self.longest = max(first, longest, least)
        interval = first
    }

    /// Continues the schedule of an earlier process. It must not start again each time, or a process that is restarted
    /// again and again would never poll.
    ///
    /// - Parameters:
    ///   - elapsed: the time from the first job to the last poll of that process, in milliseconds; 0 or less for no
    ///     poll.
    ///   - ago: the time since that poll, or since the last job was created, in milliseconds.
    public mutating func goOn(elapsed: Int64, ago: Int64, now: Int64) {
        interval = min(max(first, elapsed, least), longest)
        due = now + min(max(0, interval - max(0, ago)), interval)
    }

    /// Plans the next poll, unless one is planned, because there are jobs.
    ///
    /// - Parameter isSending: whether batches can be sent. Without them the run only waits, so short intervals are
    ///   worth their requests.
    public mutating func follow(now: Int64, isSending: Bool) {
        if self.isSending, !isSending, !isInRound {
            interval = first
            due = nil
        }
        if !isInRound { self.isSending = isSending }
        if due == nil { due = affordable(now + (isSending ? sendingInterval : interval), now: now) }
    }

    /// Whether a round has begun and is not complete. Its next request is due.
    public var isInRound: Bool { requests > 0 }

    /// Records a request of the current round. After the last one, plans the next round.
    public mutating func poll(now: Int64, isLast: Bool = true) {
        requests += 1
        guard isLast else { return }
        _ = replenish(now: now)
        (size, requests) = (requests, 0)
        if tokens > 0 { tokens -= 1 }
        interval = min(interval * 2, longest)
        due = affordable(now + (isSending ? sendingInterval : interval), now: now)
    }

    /// Repeats a request without a usable answer as soon as allowed.
    public mutating func repeatPoll(now: Int64) {
        due = now
    }

    /// Ends polling, because no job is left.
    public mutating func end() {
        due = nil
        requests = 0
    }

    /// The time in which the budget grows by one round, in milliseconds.
    private var growth: Int64 {
        max(min(Self.refill, longest), size * min(Self.share, longest), least)
    }

    /// The interval while batches are sent. It uses no poll that the end of the import will need.
    private var sendingInterval: Int64 {
        max(longest, growth)
    }

    /// Adds the growth of the budget. Returns when it last grew.
    @inline(never)
    private mutating func replenish(now: Int64) -> Int64 {
        let last = refilled ?? now
        let grown = max(0, now - last) / growth
        tokens = Int(min(Int64(Self.burst), Int64(tokens) + grown))
        refilled = last + grown * growth
        return last + grown * growth
    }

    @inline(never)
    private mutating func affordable(_ time: Int64, now: Int64) -> Int64 {
        let refilled = replenish(now: now)
        let isAffordable = tokens > 0 || longest < Self.refill && size == 1
        return isAffordable ? time : max(time, refilled + growth)
    }
}
