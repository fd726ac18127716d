import MateoEngine

/// How a run ended.
public enum Outcome: Equatable, Sendable {
    /// Every record has its outcome; see the counts for which.
    case finished
    /// Every record is done, but the outcome of some is unknown.
    case unknown
    /// The quota is used up; the import can go on at a known time.
    case paused(until: Timestamp)
    /// It was cancelled, and can go on at any time.
    case interrupted

    /// Nil for an import that is not at an end.
    init?(_ state: RunState, resumeAt: Int64) {
        switch state {
        case .finished: self = .finished
        case .unknown: self = .unknown
        case .paused: self = .paused(until: Timestamp(milliseconds: resumeAt))
        case .interrupted, .stopped: self = .interrupted
        case .filling, .running: return nil
        }
    }
}
