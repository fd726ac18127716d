/// What was used of a quota at one time.
public struct Usage: Equatable, Sendable {
    /// When the service has counted it at the latest, in milliseconds since 1970.
    public var at: Int64
    /// How much was used.
    public var amount: Int64

    /// One entry of the quota's ledger.
    public init(at: Int64, amount: Int64) {
        self.at = at
        self.amount = amount
    }
}

/// A limit over a rolling window, such as 25,000 entities in 24 hours.
///
/// The service does not say when its day ends. Whatever its window is, a fixed one or
/// a rolling one, use that never exceeds the limit in any window of that length does not exceed it either.
public struct Quota: Equatable, Sendable {
    /// The most that may be used in a window; 0 stands for "no limit".
    public var limit: Int64
    /// The window's length in milliseconds.
    public var window: Int64

    /// Time on top of the window before a use is taken to have left it: clocks run apart a little.
    public static let margin: Int64 = 250

    /// A limit over a window.
    public init(limit: Int64, window: Int64) {
        self.limit = limit
        self.window = window
    }

    /// How many requests a quota of requests keeps for following what was sent.
    public var pollReserve: Int64 {
        min(20, limit / 4)
    }

    /// Everything used at or before this time has left the window at `now`.
    public func horizon(now: Int64) -> Int64 {
        now - window - Self.margin  // mutation: quota-window
    }

    /// The earliest time from `now` on at which `need` more may be used, or the whole limit if that is less.
    ///
    /// - Parameters:
    ///   - used: what is used in the window at `now`.
    ///   - next: returns the next use in the window, the oldest first; nil after the last. It is only called for
    ///     as many uses as have to leave the window.
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

/// A quota and its use, looked at in the order of time.
public struct QuotaWindow: Sendable {
    /// The quota that is kept.
    public let quota: Quota
    private var usage: [Usage]
    /// Where the use begins that is still in the window.
    private var head = 0
    private var used: Int64 = 0

    /// A quota with what was used of it, oldest first.
    @inline(never)
    public init(_ quota: Quota, _ usage: [Usage]) {
        self.quota = quota
        self.usage = usage
        for entry in usage { used += entry.amount }
    }

    /// How much may be used now; nil for any amount.
    @inline(never)
    public mutating func left(at now: Int64, isBlocked: Bool) -> Int64? {
        guard quota.limit > 0 else { return nil }
        advance(to: now)
        return isBlocked ? 0 : max(0, quota.limit - used)
    }

    /// The earliest time from `now` on at which `need` may be used, or the whole limit if that is less.
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

    /// Uses some, not before what was used so far.
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
