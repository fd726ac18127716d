import MateoEngine

/// Batches that were sent one after another.
public struct SendingSpan: Sendable {
    /// When the first of them was sent.
    public private(set) var first: Timestamp
    /// When the last of them was sent.
    public private(set) var last: Timestamp
    /// The number of batches.
    public private(set) var batches: Int64 = 0
    /// The number of batches that the service did not accept, so that smaller ones replaced them.
    public private(set) var divided: Int64 = 0
    /// The records of batches that were not replaced.
    public private(set) var records: Int64 = 0
    /// The number of these records that are known to have succeeded.
    public private(set) var succeeded: Int64 = 0
    /// The number of these records that are known to have failed.
    public private(set) var failed: Int64 = 0
    /// The number of these records with an unknown outcome.
    public private(set) var unknown: Int64 = 0
    /// The slowest answer in milliseconds; nil if none was measured.
    public private(set) var slowestAnswer: Int64?
    private var answers: Int64 = 0
    private var answerTime: Int64 = 0

    /// The mean answer time of the service in milliseconds; nil if it was not measured.
    public var meanAnswer: Int64? {
        answers > 0 ? answerTime / answers : nil
    }

    init(_ batch: SentBatch) {
        first = Timestamp(milliseconds: batch.begunAt)
        last = first
        batches = 1
        if let time = batch.answerTime {
            // Another program's journal may contain anything, and the sum of millions must not overflow.
            let bounded = min(time, 86_400_000)
            (slowestAnswer, answers, answerTime) = (bounded, 1, bounded)
        }
        guard batch.state != .divided else {
            divided = 1
            return
        }
        records = batch.records
        (succeeded, failed) = (batch.succeeded, batch.failed)
        if batch.state == .unknown { unknown = batch.records - batch.failed }
    }

    mutating func add(_ other: SendingSpan) {
        last = max(last, other.last)
        batches += other.batches
        divided += other.divided
        records += other.records
        succeeded += other.succeeded
        failed += other.failed
        unknown += other.unknown
        answers += other.answers
        answerTime += other.answerTime
        if let time = other.slowestAnswer { slowestAnswer = max(slowestAnswer ?? 0, time) }
    }
}

/// Merges batches into as few spans as needed. Any number of batches becomes at most this many spans of equal length.
struct SendingSpans {
    static let most = 60

    private(set) var spans: [SendingSpan] = []
    private(set) var sent: Int64 = 0
    private(set) var divided: Int64 = 0
    private(set) var settledAt: Int64 = 0
    private var step = 0

    /// The lengths of spans in seconds.
    private static let lengths: [Int64] = [
        1, 5, 15, 60, 5 * 60, 15 * 60, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600, 2 * 24 * 3600, 7 * 24 * 3600,
    ]

    /// Adds a batch that was sent after the earlier ones.
    mutating func add(_ batch: SentBatch) {
        sent += 1
        if batch.state == .divided { divided += 1 }
        settledAt = max(settledAt, batch.settledAt)
        add(SendingSpan(batch))
        while spans.count > Self.most {
            step += 1
            let finer = spans
            spans = []
            for span in finer { add(span) }
        }
    }

    private mutating func add(_ span: SendingSpan) {
        let length =
            1000 * (step < Self.lengths.count ? Self.lengths[step] : (604_800 << Int64(step - Self.lengths.count + 1)))
        guard let end = spans.last, end.first.milliseconds / length == span.first.milliseconds / length else {
            return spans.append(span)
        }
        spans[spans.count - 1].add(span)
    }
}
