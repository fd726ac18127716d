import Glibc

/// What the program says to the one who called it. The numbers are part of the interface.
enum ExitStatus: Int32 {
    /// All records succeeded or are unchanged.
    case success = 0
    /// The import is finished, and some records failed or were held back.
    case failures = 1
    /// The call, the input or the journal is wrong, and nothing was sent.
    case usage = 2
    /// The quota is used up; the import can go on later.
    case paused = 3
    /// The service refuses the key or the requests.
    case stopped = 4
    /// Of some records nobody can tell what came of them.
    case unknown = 5
    /// The service cannot be reached, or the journal cannot be written any more; the import can go on later.
    case unreachable = 6
    /// Ctrl-C, SIGTERM or SIGHUP; the import can go on later.
    case interrupted = 130

    /// Ends the program. Nothing is held back that would have to be written first.
    func exit() -> Never {
        _exit(rawValue)
    }
}
