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
/// The service does not say when its day ends (hellomateo: "per day"). Whatever its window is, a fixed one or
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
        now - window - Self.margin
    }

    /// The earliest time at which `need` more may be used.
    ///
    /// - Parameter usage: what was used, oldest first.
    /// - Returns: `now` when it may be used at once; nil when `need` is more than the whole limit.
    public func earliest(need: Int64, usage: [Usage], now: Int64) -> Int64? {
        guard limit > 0 else { return now }
        guard need <= limit else { return nil }
        let horizon = horizon(now: now)
        var used: Int64 = 0
        for entry in usage where entry.at > horizon { used += entry.amount }
        if used + need <= limit { return now }
        for entry in usage where entry.at > horizon {
            used -= entry.amount
            if used + need <= limit { return entry.at + window + Self.margin + 1 }
        }
        return now
    }
}
