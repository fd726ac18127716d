public import MateoCore
import MateoEngine

/// The history of an import. It contains no personal data except the import's name, and takes the same memory for any
/// number of records.
public struct ImportHistory: Sendable {
    /// The state of the import.
    public let status: ImportStatus
    /// When this was read.
    public let readAt: Timestamp
    /// The plan from the time of sealing; nil if an earlier version of the library sealed the import.
    public private(set) var plan: Plan?
    /// The periods of sending, in the order of time.
    public private(set) var spans: [SendingSpan] = []
    /// The periods in which nothing was sent, in the order of time.
    public private(set) var pauses: [SendingPause] = []
    /// The number of sent batches, and of those that the service did not accept, so that smaller ones replaced them.
    public private(set) var batches: (sent: Int64, divided: Int64) = (0, 0)
    /// When the last record with an outcome got it; nil if unknown.
    public private(set) var settledAt: Timestamp?
    /// The rows with an unknown outcome. Rows among them that are listed as failed are not unknown.
    public private(set) var unknownRows: [ClosedRange<Int64>] = []
    /// The number of the service's hints.
    public private(set) var hints = 0

    init(_ status: ImportStatus, at time: Timestamp) {
        self.status = status
        readAt = time
    }

    /// Reads the history of an import that has all its records.
    mutating func read(_ journal: Journal, _ id: Int64) throws(MateoError) {
        plan = try journal.firstPlan(of: id)
        plan?.held = status.counts.held
        plan?.superseded = status.counts.superseded
        plan?.unchanged = status.counts.unchanged
        var spans = SendingSpans()
        try journal.forEachSentBatch(of: id) { spans.add($0) }
        self.spans = spans.spans
        batches = (spans.sent, spans.divided)
        if spans.settledAt > 0 { settledAt = Timestamp(milliseconds: spans.settledAt) }
        pauses = try journal.pauses(of: id, after: nil, limit: .max).map(SendingPause.init)
            .sorted { $0.since < $1.since }
        unknownRows = try journal.unknownRows(of: id, after: 0, limit: .max).joined()
        hints = try journal.hints(of: id, after: nil, limit: .max).count
    }
}

/// A period in which an import sent nothing.
public struct SendingPause: Sendable {
    /// The reason.
    public let reason: PauseReason
    /// When it began.
    public let since: Timestamp
    /// When the import could continue. It may have continued later.
    public let until: Timestamp
    /// The number of consecutive pauses for this reason that were merged into this one.
    public let times: Int64

    init(_ pause: Pause) {
        reason = pause.reason
        since = Timestamp(milliseconds: pause.since)
        until = Timestamp(milliseconds: pause.until)
        times = pause.times
    }
}
