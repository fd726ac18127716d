/// The state of an import. The raw values are those of `mateo_state`.
public enum RunState: Int32, CaseIterable, Sendable {
    /// Records are being added.
    case filling = 0
    /// It is sealed, and has work to do.
    case running = 1
    /// Every record has its outcome.
    case finished = 2
    /// The quota is used up, or the service asked to wait. It continues at a known time.
    case paused = 3
    /// The service refuses the key or the requests, or consecutive records fail.
    case stopped = 4
    /// It was cancelled, or the service was unreachable. It can continue at any time.
    case interrupted = 5
    /// Every record has its outcome, or an unknown outcome.
    case unknown = 6
}
