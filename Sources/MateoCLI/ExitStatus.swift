import Glibc

/// How the program ends. The numbers are part of the interface.
enum ExitStatus: Int32 {
    /// Every record succeeded, is unchanged, or was superseded by a later record of the file.
    case success = 0
    /// The import is finished, and some records failed or were held back.
    case failures = 1
    /// The call, the input or the journal is wrong, and nothing was sent.
    case usage = 2
    /// The quota is used up; the import can go on later.
    case paused = 3
    /// The service refuses the key or the requests, or the records fail one after another.
    case stopped = 4
    /// The outcome of some records is unknown.
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
