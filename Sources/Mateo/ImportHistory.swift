public import MateoCore
import MateoEngine

/// What happened to an import in the course of time. It holds no personal data but the import's name, and takes the same
/// memory for any number of records.
public struct ImportHistory: Sendable {
    /// How it stands.
    public let status: ImportStatus
    /// When this was read.
    public let readAt: Timestamp
    /// The plan as it was when all records were in; nil when an earlier version of the library took them in.
    public private(set) var plan: Plan?
    /// What was sent, in the order of time.
    public private(set) var spans: [SendingSpan] = []
    /// When nothing was sent, in the order of time.
    public private(set) var pauses: [SendingPause] = []
    /// How many batches were sent, and how many of them the service did not take, so that smaller ones replaced them.
    public private(set) var batches: (sent: Int64, divided: Int64) = (0, 0)
    /// When the last record that has an outcome got it; nil when that is not known.
    public private(set) var settledAt: Timestamp?
    /// Rows with an unknown outcome. Rows among them that are listed as failed are not unknown.
    public private(set) var unknownRows: [ClosedRange<Int64>] = []
    /// How many remarks the service has.
    public private(set) var hints = 0

    init(_ status: ImportStatus, at time: Timestamp) {
        self.status = status
        readAt = time
    }

    /// Reads all of an import that has all its records.
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

/// A time in which an import sent nothing.
public struct SendingPause: Sendable {
    /// The reason.
    public let reason: PauseReason
    /// When it began.
    public let since: Timestamp
    /// When the import could go on. It may have gone on later.
    public let until: Timestamp
    /// How many pauses for this reason followed each other closely; they are one here.
    public let times: Int64

    init(_ pause: Pause) {
        reason = pause.reason
        since = Timestamp(milliseconds: pause.since)
        until = Timestamp(milliseconds: pause.until)
        times = pause.times
    }
}
