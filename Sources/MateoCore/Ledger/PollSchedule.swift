/// When to ask for the state of jobs: soon at first, then ever more rarely, within a budget.
///
/// Counts are all that a job shows, and they may stay null until it is done, so the interval cannot follow
/// the progress. It grows, starts again when the last batch is out, and the budget keeps a run at eight polls
/// plus one a minute whatever happens. A caller who sets the longest interval below a minute has asked for
/// more than the budget, which is then not applied.
public struct PollSchedule: Equatable, Sendable {
    /// The first interval in milliseconds.
    public let first: Int64
    /// The longest interval in milliseconds.
    public let longest: Int64
    /// When the next poll is due, in milliseconds of the monotonic clock; nil when none was planned.
    public private(set) var due: Int64?

    private var interval: Int64
    private var tokens = Self.burst
    private var refilled: Int64 = 0

    /// So many polls may follow each other at their intervals before the budget slows them down.
    public static let burst = 8
    /// The budget grows by one poll in this time, in milliseconds.
    public static let refill: Int64 = 60_000

    /// A schedule with a first and a longest interval in milliseconds.
    public init(first: Int64, longest: Int64) {
        self.first = first
        self.longest = max(first, longest)
        interval = first
    }

    /// There is something to follow: plans the first poll unless one is planned.
    public mutating func begin(now: Int64) {
        guard due == nil else { return }
        interval = first
        refilled = now
        due = now + interval
    }

    /// The last batch is out: what is left is waiting, so short intervals are worth it again.
    public mutating func restart(now: Int64) {
        interval = first
        due = affordable(now + interval, now: now)
    }

    /// Polls now, and plans the next one.
    public mutating func poll(now: Int64) {
        replenish(now: now)
        if tokens > 0 { tokens -= 1 }
        interval = min(interval * 2, longest)
        due = affordable(now + interval, now: now)
    }

    /// Nothing is left to follow.
    public mutating func end() {
        due = nil
    }

    private mutating func replenish(now: Int64) {
        guard now > refilled else { return }
        let grown = (now - refilled) / Self.refill
        tokens = Int(min(Int64(Self.burst), Int64(tokens) + grown))
        refilled += grown * Self.refill
    }

    private mutating func affordable(_ time: Int64, now: Int64) -> Int64 {
        replenish(now: now)
        return tokens > 0 || longest < Self.refill ? time : max(time, refilled + Self.refill)
    }
}
