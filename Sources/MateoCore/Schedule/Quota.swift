/// The use of a quota at one time.
public struct Usage: Equatable, Sendable {
    /// The latest time at which the service counted it, in milliseconds since 1970.
    public var at: Int64
    /// The amount used.
    public var amount: Int64

    /// Creates an entry of the quota's ledger.
    public init(at: Int64, amount: Int64) {
        self.at = at
        self.amount = amount
    }
}

/// A limit over a rolling window, such as 25,000 entities in 24 hours.
///
/// It is unknown when the service's day ends. If the use never exceeds the limit in any window of this length, it does
/// not exceed it in the service's window, fixed or rolling.
public struct Quota: Equatable, Sendable {
    /// The most that may be used in a window; 0 means no limit.
    public var limit: Int64
    /// The window's length in milliseconds.
    public var window: Int64

    /// The time added to the window before a use counts as expired, in milliseconds, for clock drift.
    public static let margin: Int64 = 250

    /// Creates a limit over a window.
    public init(limit: Int64, window: Int64) {
        self.limit = limit
        self.window = window
    }

    /// The requests of a quota that are reserved for polls.
    public var pollReserve: Int64 {
        min(20, limit / 4)
    }

    /// Returns the time up to which all use has expired at `now`.
    public func horizon(now: Int64) -> Int64 {
        now - window - Self.margin  // mutation: quota-window
    }

    /// Returns the earliest time from `now` on at which `need` more may be used, or the whole limit if that is less.
    ///
    /// - Parameters:
    ///   - used: the use in the window at `now`.
    ///   - next: returns the next use in the window, oldest first; nil after the last. It is called only until enough
    ///     uses expire.
    public func earliest<Failure: Error>(
        need: Int64, used: Int64, now: Int64, next: () throws(Failure) -> Usage?
    ) throws(Failure) -> Int64 {
        guard limit > 0 else { return now }
        let need = min(need, limit)
        var (used, time) = (used, now)
        while used + need > limit, let oldest = try next() {  // mutation: quota-one-more
            used -= oldest.amount
            time = max(time, oldest.at + window + Self.margin + 1)
        }
        return time
    }
}

/// A quota with its use. Times must not decrease from call to call.
public struct QuotaWindow: Sendable {
    /// The quota to keep.
    public let quota: Quota
    private var usage: [Usage]
    /// The index of the first use in the window.
    private var head = 0
    private var used: Int64 = 0

    /// Creates a window with the use so far, oldest first.
    @inline(never)
    public init(_ quota: Quota, _ usage: [Usage]) {
        self.quota = quota
        self.usage = usage
        for entry in usage { used += entry.amount }
    }

    /// Returns how much may be used now, or nil without a limit.
    @inline(never)
    public mutating func left(at now: Int64, isBlocked: Bool) -> Int64? {
        guard quota.limit > 0 else { return nil }
        advance(to: now)
        return isBlocked ? 0 : max(0, quota.limit - used)
    }

    /// Returns the earliest time from `now` on at which `need` may be used, or the whole limit if that is less.
    @inline(never)
    public mutating func earliest(need: Int64, now: Int64) -> Int64 {
        guard quota.limit > 0 else { return now }
        advance(to: now)
        var oldest = head
        return quota.earliest(need: need, used: used, now: now) {
            guard oldest < usage.count else { return nil }
            defer { oldest += 1 }
            return usage[oldest]
        }
    }

    /// Adds a use, not earlier than the uses so far.
    @inline(never)
    public mutating func use(_ amount: Int64, at time: Int64) {
        guard quota.limit > 0 else { return }
        usage.append(Usage(at: time, amount: amount))
        used += amount
    }

    @inline(never)
    private mutating func advance(to now: Int64) {
        let horizon = quota.horizon(now: now)
        while head < usage.count, usage[head].at <= horizon {
            used -= usage[head].amount
            head += 1
        }
    }
}
