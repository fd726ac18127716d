/// When to ask for the state of jobs: soon at first, then ever more rarely, within a budget.
///
/// Counts are all that a job shows, and they may stay null until it is done, so the interval cannot follow
/// the progress. It grows, and starts again when the last batch is out: until then half of the budget is kept
/// back, since it is the end that somebody waits for. The budget keeps a run at eight polls plus one a minute
/// whatever happens. A caller who sets the longest interval below a minute has asked for more than the budget,
/// which is then not applied.
public struct PollSchedule: Equatable, Sendable {
    /// The first interval in milliseconds.
    public let first: Int64
    /// The longest interval in milliseconds.
    public let longest: Int64
    /// When the next poll is due, in milliseconds of the monotonic clock; nil when none was planned.
    public private(set) var due: Int64?

    private var interval: Int64
    private var isSending = false
    private var tokens = Self.burst
    private var refilled: Int64?

    /// So many polls may follow each other at their intervals before the budget slows them down.
    public static let burst = 8
    /// So many of them are for the time after the last batch.
    public static let reserve = 4
    /// The budget grows by one poll in this time, in milliseconds.
    public static let refill: Int64 = 60_000

    /// A schedule with a first and a longest interval in milliseconds.
    public init(first: Int64, longest: Int64) {
        self.first = first
        self.longest = max(first, longest)
        interval = first
    }

    /// Goes on where an earlier process was: it must not begin anew each time, or a process that is ended again and again
    /// would never poll.
    ///
    /// - Parameters:
    ///   - elapsed: how long that process followed its jobs up to its last poll, in milliseconds; 0 or less for no poll.
    ///   - ago: how long ago that poll was, or the last job was made, in milliseconds.
    public mutating func goOn(elapsed: Int64, ago: Int64, now: Int64) {
        interval = min(max(first, elapsed), longest)
        due = now + min(max(0, interval - max(0, ago)), interval)
    }

    /// There is something to follow: plans the next poll unless one is planned.
    ///
    /// - Parameter isSending: whether batches are still to be sent. When the last one is out, what is left is
    ///   waiting, so short intervals are worth it again.
    public mutating func follow(now: Int64, isSending: Bool) {
        if self.isSending, !isSending {
            interval = first
            due = nil
        }
        self.isSending = isSending
        if due == nil { due = affordable(now + interval, now: now) }
    }

    /// Polls now, and plans the next one.
    public mutating func poll(now: Int64) {
        _ = replenish(now: now)
        if tokens > 0 { tokens -= 1 }
        interval = min(interval * 2, longest)
        due = affordable(now + interval, now: now)
    }

    /// Nothing is left to follow.
    public mutating func end() {
        due = nil
    }

    /// Adds what the budget grew by, and says when it last grew.
    private mutating func replenish(now: Int64) -> Int64 {
        let last = refilled ?? now
        let grown = max(0, now - last) / Self.refill
        tokens = Int(min(Int64(Self.burst), Int64(tokens) + grown))
        refilled = last + grown * Self.refill
        return last + grown * Self.refill
    }

    private mutating func affordable(_ time: Int64, now: Int64) -> Int64 {
        let refilled = replenish(now: now)
        let isAffordable = tokens > (isSending ? Self.reserve : 0)
        return isAffordable || longest < Self.refill ? time : max(time, refilled + Self.refill)
    }
}
