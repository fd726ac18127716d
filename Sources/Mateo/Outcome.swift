import MateoEngine

/// The result of a run.
public enum Outcome: Equatable, Sendable {
    /// Every record has its outcome, as the counts show.
    case finished
    /// Every record is done, but some have an unknown outcome.
    case unknown
    /// The quota is used up, or the service asked to wait. The import can continue at a known time.
    case paused(until: Timestamp)
    /// It was cancelled, and can continue at any time.
    case interrupted

    /// Creates an outcome. Returns nil for an import that has not ended.
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
