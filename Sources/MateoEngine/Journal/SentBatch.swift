/// The state of a sent batch. The raw values are those of the C interface.
public enum SentBatchState: Int32, CaseIterable, Sendable {
    /// It waits for its outcome.
    case open = 1
    /// Every record has its outcome.
    case settled = 2
    /// The outcome of its records is unknown, except for those that are known to have failed.
    case unknown = 3
    /// The service did not accept it. It is sent again.
    case turnedAway = 4
    /// The service did not accept it. Smaller batches replaced it.
    case divided = 5
}

/// A batch that was sent.
public struct SentBatch: Sendable {
    /// Its number in the journal. Batches are listed in this order.
    let id: Int64
    /// Its rows. Some rows between may belong to no batch.
    public let rows: RowRange
    /// The number of its records.
    public let records: Int64
    /// Its state.
    public let state: SentBatchState
    /// How often it was sent.
    public let attempts: Int64
    /// When it was sent last, in milliseconds since 1970.
    public let begunAt: Int64
    /// The service's answer time in milliseconds; nil if it was not measured.
    public let answerTime: Int64?
    /// When the last of its records got its outcome, in milliseconds since 1970; 0 if unknown.
    public let settledAt: Int64
    /// The number of its records that are known to have succeeded.
    public let succeeded: Int64
    /// The number of its records that are known to have failed.
    public let failed: Int64
}
