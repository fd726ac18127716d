/// Learns how many records a batch may have, from the batches that the service accepts and the time it needs.
///
/// The service ends a request after two seconds of execution. A batch should need at most half of that. A batch that is
/// refused halves the size, and slow answers shrink it. Three batches in a row without either let it grow. It doubles if
/// no size was refused yet. Otherwise it goes halfway to the refused size. Once close, it steps past that size by a
/// quarter. A failed trial costs one refusal or two slow answers, restores the size before it, and makes the next trial
/// rarer. A successful one makes the next trial likelier. So a passing disturbance is forgotten within tens of requests,
/// and a permanent limit costs few.
///
/// Growth needs no quick answers, only ones that are not slow: most of their time may be the network's.
public struct BatchSizing: Equatable, Sendable {
    /// The most records in a batch; 0 while the service has not limited the caller's size.
    public private(set) var cap: Int64
    /// The smallest batch that was refused for its size and not accepted since; 0 if there is none.
    public private(set) var refused: Int64
    /// Whether the last answer was slow.
    public private(set) var isSlow: Bool
    /// The answers to batches as large as the cap since it changed that were not slow.
    public private(set) var quickAnswers: Int64
    /// How rare trials of larger batches are.
    public private(set) var rarity: Int64
    /// The cap before the current trial; 0 without a trial.
    public private(set) var base: Int64

    /// An answer that takes longer than this, in milliseconds, is slow.
    public static let target: Int64 = 1000
    /// The answers that are not slow before a trial of a larger batch. Each degree of rarity doubles them.
    private static let patience: Int64 = 3
    private static let rarest: Int64 = 5
    private static let mostQuickAnswers: Int64 = 127

    /// Restores what was learnt before; zeros if nothing was. Values out of range are clamped.
    @inline(never)
    public init(
        cap: Int64 = 0, refused: Int64 = 0, isSlow: Bool = false, quickAnswers: Int64 = 0, rarity: Int64 = 0,
        base: Int64 = 0
    ) {
        self.cap = max(0, cap)
        self.refused = max(0, refused)
        self.isSlow = isSlow
        self.quickAnswers = min(max(0, quickAnswers), Self.mostQuickAnswers)
        self.rarity = min(max(0, rarity), Self.rarest)
        self.base = base < self.cap ? max(0, base) : 0
    }

    /// The largest size that the service is known to accept, or nearly so; 0 as for `cap`.
    public var proven: Int64 {
        base > 0 ? base : cap
    }

    /// Notes a batch that was refused for its size, or because it took too long. A single record proves nothing about
    /// others.
    @inline(never)
    public mutating func refuse(records: Int64) {
        guard records > 1 else { return }
        if base > 0, records > base {
            cap = base
            rarity = min(Self.rarest, rarity + 2)
        } else {
            cap = min(cap > 0 ? cap : .max, records / 2)
        }
        refused = min(refused > 0 ? refused : .max, records)
        (isSlow, quickAnswers, base) = (false, 0, 0)
    }

    /// Notes a batch that was accepted.
    ///
    /// - Parameters:
    ///   - milliseconds: the time from the start of the request to its answer; 0 if it is unknown.
    ///   - wanted: the most records that the caller wants in a batch.
    @inline(never)
    public mutating func take(records: Int64, milliseconds: Int64, wanted: Int64) {
        guard milliseconds <= Self.target else {
            // One slow answer may be coincidence.
            if isSlow, base > 0, records > base {
                refuse(records: records)
            } else if isSlow {
                // The reduction is large enough to show whether the size matters.
                let less = max(1, records / 4, min(records * Self.target / milliseconds, records * 3 / 4))
                cap = min(cap > 0 ? cap : .max, less)
                base = 0
            }
            (isSlow, quickAnswers) = (true, 0)
            return
        }
        isSlow = false
        guard cap > 0, records >= cap else { return }
        if base > 0 { rarity = max(0, rarity - 2) }
        base = 0
        if refused <= records { refused = 0 }
        guard cap < wanted else {
            if refused == 0 { cap = 0 }
            return
        }
        quickAnswers += 1
        guard quickAnswers >= Self.patience << rarity else { return }
        (quickAnswers, base) = (0, cap)
        let (distance, near) = (refused - cap, max(1, cap / 4))
        cap = min(wanted, refused == 0 ? cap * 2 : distance > near ? cap + distance / 2 : cap + near)
    }
}
