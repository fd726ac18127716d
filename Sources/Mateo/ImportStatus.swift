public import MateoCore
public import MateoEngine

/// How an import stands, for one who does not run it.
public struct ImportStatus: Equatable, Sendable {
    /// Its number in the journal.
    let id: Int64
    /// Its name in the journal.
    public let name: String
    /// What its records are.
    public let type: RecordType
    /// How far it is: `running` while some process runs it, `paused` when the quota is used up, `interrupted` when it can go
    /// on at once, whatever ended it. It is `stopped` when its records fail. What the service refused is not in the journal.
    public let state: RunState
    /// When it can go on; nil unless it is paused.
    public let resumeAt: Timestamp?
    /// What became of its records so far.
    public let counts: RecordCounts
    /// The requests it took so far.
    public let requests: RequestCounts
    /// When it was begun.
    public let createdAt: Timestamp

    init(_ summary: ImportSummary) {
        id = summary.entry.id
        name = summary.entry.name
        type = summary.entry.type
        state = summary.state
        resumeAt = summary.state == .paused ? Timestamp(milliseconds: summary.resumeAt) : nil
        counts = summary.counts
        requests = summary.entry.requests
        createdAt = Timestamp(milliseconds: summary.entry.createdAt)
    }
}
