/// How far an import is. The raw values are those of `mateo_state`.
public enum RunState: Int32, CaseIterable, Sendable {
    /// Records are being added.
    case filling = 0
    /// It is sealed, and there is something to do.
    case running = 1
    /// Every record has its outcome.
    case finished = 2
    /// The quota is used up; it goes on at a known time.
    case paused = 3
    /// The service refuses the key or the requests, or the records fail one after another.
    case stopped = 4
    /// It was ended early, or the service could not be reached; it can go on at any time.
    case interrupted = 5
    /// Every record has its outcome, or its outcome is unknown.
    case unknown = 6
}
