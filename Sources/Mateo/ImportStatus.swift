public import MateoCore
public import MateoEngine

/// The state of an import, for a caller that does not run it.
public struct ImportStatus: Equatable, Sendable {
    /// Its number in the journal.
    let id: Int64
    /// Its name in the journal.
    public let name: String
    /// The type of its records.
    public let type: RecordType
    /// Its state: `running` while a process runs it, `paused` if it waits for a known time, `interrupted` if it can
    /// continue now, whatever ended it. It is `stopped` if its records fail. The journal does not store the service's
    /// refusals.
    public let state: RunState
    /// Whether a process runs it, or adds records to it.
    public let isInProgress: Bool
    /// When it can continue; nil unless it is paused.
    public let resumeAt: Timestamp?
    /// Why it is paused: `quota`, or `limit` if the service asked to wait; nil unless it is paused.
    public let pauseReason: PauseReason?
    /// The current counts of its records.
    public let counts: RecordCounts
    /// The number of its requests so far.
    public let requests: RequestCounts
    /// When it was opened.
    public let createdAt: Timestamp

    init(_ summary: ImportSummary, _ pauseReason: PauseReason?) {
        id = summary.entry.id
        name = summary.entry.name
        type = summary.entry.type
        state = summary.state
        isInProgress = summary.isHeld
        resumeAt = summary.state == .paused ? Timestamp(milliseconds: summary.resumeAt) : nil
        self.pauseReason = pauseReason
        counts = summary.counts
        requests = summary.entry.requests
        createdAt = Timestamp(milliseconds: summary.entry.createdAt)
    }
}
