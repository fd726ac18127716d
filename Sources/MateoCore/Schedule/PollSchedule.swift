/// When to ask for the state of jobs: soon at first, then ever more rarely, within a budget.
///
/// While batches are sent, a poll takes a request from them, and the end of the import is far: there is one poll in each
/// longest interval. When the last batch is out, the intervals begin short and grow. Counts are all that a job shows, and
/// they may stay null until it is done, so intervals cannot follow the progress. The budget keeps a run at eight polls plus
/// one a minute whatever happens. A caller who sets the longest interval below a minute has asked for more than the
/// budget, which is then not applied.
///
/// A poll is a round that asks for all jobs, in as many requests as that takes, one after another. The more it took,
/// the more slowly the budget grows: by three requests a minute at most, which are 4,320 of the day's 10,000.
public struct PollSchedule: Equatable, Sendable {
    /// The first interval in milliseconds.
    public let first: Int64
    /// The longest interval in milliseconds.
    public let longest: Int64
    /// When the next poll is due, in milliseconds of the monotonic clock; nil when none was planned.
    public private(set) var due: Int64?

    /// The least time between polls in the long run, in milliseconds.
    private let least: Int64
    private var interval: Int64
    private var isSending = false
    private var tokens = Self.burst
    private var refilled: Int64?
    /// Requests of the round that is on.
    private var requests: Int64 = 0
    /// Requests of the last round that was over.
    private var size: Int64 = 1

    /// So many polls may follow each other at their intervals before the budget slows them down.
    public static let burst = 8
    /// The budget grows by one poll in this time, in milliseconds.
    public static let refill: Int64 = 60_000
    /// But not by more than one request in this time, in milliseconds.
    public static let share: Int64 = 20_000

    /// A schedule with a first and a longest interval in milliseconds.
    ///
    /// - Parameter requests: the limit of requests. Where it is so low that polls once a minute could use it up, polls take
    ///   half of it in the long run, so that batches get their turn.
    public init(first: Int64, longest: Int64, requests: Quota = Quota(limit: 0, window: 0)) {
        let half = requests.limit > 0 ? requests.window / requests.limit * 2 : 0
        least = half > Self.refill ? half : 0
        self.first = first
        self.longest = max(first, longest, least)
        interval = first
    }

    /// Goes on where an earlier process was: it must not begin anew each time, or a process that is ended again and again
    /// would never poll.
    ///
    /// - Parameters:
    ///   - elapsed: how long that process followed its jobs up to its last poll, in milliseconds; 0 or less for no poll.
    ///   - ago: how long ago that poll was, or the last job was made, in milliseconds.
    public mutating func goOn(elapsed: Int64, ago: Int64, now: Int64) {
        interval = min(max(first, elapsed, least), longest)
        due = now + min(max(0, interval - max(0, ago)), interval)
    }

    /// There is something to follow: plans the next poll unless one is planned.
    ///
    /// - Parameter isSending: whether batches can be sent. When none can any more, what is left is waiting, so short
    ///   intervals are worth their requests.
    public mutating func follow(now: Int64, isSending: Bool) {
        if self.isSending, !isSending, !isInRound {
            interval = first
            due = nil
        }
        if !isInRound { self.isSending = isSending }
        if due == nil { due = affordable(now + (isSending ? sendingInterval : interval), now: now) }
    }

    /// Whether a round has begun and is not over; the next request of it is due.
    public var isInRound: Bool { requests > 0 }

    /// Asks for jobs now; when that was the last request of a round, plans the next round.
    public mutating func poll(now: Int64, isLast: Bool = true) {
        requests += 1
        guard isLast else { return }
        _ = replenish(now: now)
        (size, requests) = (requests, 0)
        if tokens > 0 { tokens -= 1 }
        interval = min(interval * 2, longest)
        due = affordable(now + (isSending ? sendingInterval : interval), now: now)
    }

    /// The request told nothing: it is made again as soon as it may be.
    public mutating func repeatPoll(now: Int64) {
        due = now
    }

    /// Nothing is left to follow.
    public mutating func end() {
        due = nil
        requests = 0
    }

    /// The time in which the budget grows by one round, in milliseconds.
    private var growth: Int64 {
        max(min(Self.refill, longest), size * min(Self.share, longest), least)
    }

    /// The interval while batches are sent: no poll of them is one that the end will need.
    private var sendingInterval: Int64 {
        max(longest, growth)
    }

    /// Adds what the budget grew by, and says when it last grew.
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
