public import MateoCore
public import MateoEngine

/// How an import stands, for one who does not run it.
public struct ImportStatus: Equatable, Sendable {
    /// How far an import is.
    public enum State: Equatable, Sendable {
        /// It is not sealed: nothing of it was sent.
        case filling
        /// Some process runs it.
        case running
        /// The quota is used up; it can go on at a known time.
        case paused(until: Timestamp)
        /// It can go on at once, whatever ended it.
        case interrupted
        /// Every record has its outcome.
        case finished
        /// Every record has its outcome, but for some nobody can tell which.
        case unknown
    }

    /// Its name in the journal.
    public let name: String
    /// What its records are.
    public let type: RecordType
    /// How far it is.
    public let state: State
    /// What became of its records so far.
    public let counts: RecordCounts
    /// The requests it took so far.
    public let requests: RequestCounts
    /// When it was begun.
    public let createdAt: Timestamp

    init(_ summary: ImportSummary) {
        name = summary.entry.name
        type = summary.entry.type
        state =
            switch summary.state {
            case .filling: .filling
            case .running: .running
            case .paused: .paused(until: Timestamp(milliseconds: summary.resumeAt))
            case .stopped, .interrupted: .interrupted
            case .finished: .finished
            case .unknown: .unknown
            }
        counts = summary.counts
        requests = summary.entry.requests
        createdAt = Timestamp(milliseconds: summary.entry.createdAt)
    }
}
