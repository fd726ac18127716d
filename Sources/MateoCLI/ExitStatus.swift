import Glibc

/// The exit codes of the program. The numbers are part of the interface.
enum ExitStatus: Int32 {
    /// Every record succeeded, is unchanged, or was superseded by a later record of the file.
    case success = 0
    /// The import is finished, and some records failed or were held back.
    case failures = 1
    /// The call, the input or the journal has a fault, and nothing was sent.
    case usage = 2
    /// The quota is used up, or the service asked to wait. The import can continue later.
    case paused = 3
    /// The service refuses the key or the requests, or consecutive records fail.
    case stopped = 4
    /// The outcome of some records is unknown.
    case unknown = 5
    /// The service is unreachable, or the journal is no longer writable. The import can continue later.
    case unreachable = 6
    /// Ctrl-C, SIGTERM or SIGHUP. The import can continue later.
    case interrupted = 130

    /// Ends the program. There must be no unwritten output.
    func exit() -> Never {
        _exit(rawValue)
    }
}
