/// How many records a batch may have, learnt from what the service takes and how long it takes for it.
///
/// The service ends a request after two seconds of execution (hellomateo: section 3). A batch should need half of
/// that at most, so it shrinks when answers are slow or refused, and grows slowly when they are quick.
public struct BatchSizing: Equatable, Sendable {
    /// The most records in a batch; 0 while the service set no bound to what the caller asked for.
    public private(set) var cap: Int64
    /// The smallest batch that was refused for its size; 0 when none was.
    public private(set) var refused: Int64
    /// Slow answers in a row.
    public private(set) var slow: Int64

    /// An answer that takes longer than this, in milliseconds, is slow.
    public static let target: Int64 = 1000
    /// An answer within this time, in milliseconds, lets the next batches be larger.
    public static let quick: Int64 = 500

    /// What was learnt before; zeros for nothing.
    public init(cap: Int64 = 0, refused: Int64 = 0, slow: Int64 = 0) {
        self.cap = max(0, cap)
        self.refused = max(0, refused)
        self.slow = max(0, slow)
    }

    /// A batch was refused for its size, or since it took too long.
    public mutating func refuse(records: Int64) {
        refused = refused > 0 ? min(refused, records) : records
        cap = max(1, records / 2)
        slow = 0
    }

    /// A batch was taken.
    ///
    /// - Parameters:
    ///   - milliseconds: the time from the start of the request to its answer.
    ///   - wanted: the most records that the caller wants in a batch.
    public mutating func take(records: Int64, milliseconds: Int64, wanted: Int64) {
        guard milliseconds <= Self.target else {
            slow += 1
            // One slow answer may be chance.
            if slow > 1 { cap = max(1, records / 4, records * Self.target / min(milliseconds, 86_400_000)) }
            return
        }
        slow = 0
        guard cap > 0, milliseconds <= Self.quick, records >= cap else { return }
        cap += max(1, cap / 4)
        // What was refused once is not tried again.
        if refused > 0 { cap = min(cap, max(1, refused * 3 / 4)) }
        if cap >= wanted { cap = 0 }
    }
}
