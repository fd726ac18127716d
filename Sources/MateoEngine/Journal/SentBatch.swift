/// How far a batch is that was sent. The raw values are those of the C interface.
public enum SentBatchState: Int32, CaseIterable, Sendable {
    /// Its outcome is awaited.
    case open = 1
    /// Every record has its outcome.
    case settled = 2
    /// The outcome of its records is unknown, except of those that are known to have failed.
    case unknown = 3
    /// The service did not take it. It is sent again.
    case turnedAway = 4
    /// The service did not take it. Smaller batches replaced it.
    case divided = 5
}

/// A batch that was sent.
public struct SentBatch: Sendable {
    /// Its number in the journal; batches are listed in this order.
    let id: Int64
    /// Its rows. Rows between may be of no batch.
    public let rows: RowRange
    /// How many records it has.
    public let records: Int64
    /// How far it is.
    public let state: SentBatchState
    /// How often it was sent.
    public let attempts: Int64
    /// When it was sent last, in milliseconds since 1970.
    public let begunAt: Int64
    /// How long the service took to answer, in milliseconds; nil when that was not measured.
    public let answerTime: Int64?
    /// When the last of its records had its outcome, in milliseconds since 1970; 0 when that is not known.
    public let settledAt: Int64
    /// How many of its records succeeded, as far as it is known.
    public let succeeded: Int64
    /// How many of its records failed, as far as it is known.
    public let failed: Int64
}
