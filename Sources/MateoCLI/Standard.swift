import Glibc

/// The program's outputs.
enum Standard: Int32 {
    case output = 1
    case error = 2

    /// Whether the output is a terminal.
    var isTerminal: Bool {
        isatty(rawValue) == 1
    }

    /// The number of columns of the terminal.
    var columns: Int {
        var size = winsize()
        guard ioctl(rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Writes a text.
    ///
    /// - Returns: false if it could not be written completely, with the reason in `errno`.
    @discardableResult
    func write(_ text: String) -> Bool {
        write(Array(text.utf8))
    }

    /// Writes bytes, like `write(_: String)`.
    @discardableResult
    func write(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let part = UnsafeRawBufferPointer(rebasing: rest)
                let count = Glibc.write(rawValue, part.baseAddress, part.count)
                if count < 0 {
                    // Another program may have left the terminal in non-blocking mode.
                    guard errno == EINTR || errno == EAGAIN else { return false }
                    if errno == EAGAIN { waitForRoom() }
                } else {
                    rest = rest.dropFirst(count)
                }
            }
            return true
        }
    }

    private func waitForRoom() {
        var output = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
        poll(&output, 1, -1)
    }

    /// Writes a part of the result. The program ends if that fails.
    ///
    /// - Parameter deed: the change that the command made, if it made one.
    func writeOrEnd(_ text: String, after deed: String? = nil) {
        writeOrEnd(Array(text.utf8), after: deed)
    }

    /// Writes bytes, like `writeOrEnd(_: String)`.
    func writeOrEnd(_ bytes: [UInt8], after deed: String? = nil) {
        guard !write(bytes) else { return }
        Self.complain("standard output cannot be written: \(String(cString: strerror(errno)))")
        if let deed { Self.complain(deed) }
        ExitStatus.usage.exit()
    }

    /// Opens standard streams that are closed. Otherwise a file or a pipe that is opened later would receive their
    /// output. Writing to these streams still fails, and so does reading.
    static func reserve() {
        for stream: Int32 in 0...2 where fcntl(stream, F_GETFD) < 0 {
            _ = open("/dev/null", stream == 0 ? O_WRONLY : O_RDONLY)
        }
    }

    /// Writes an error or a warning.
    static func complain(_ message: String) {
        error.write("mateo: \(FlagAdvice.text(Printable.line(message)))\n")
    }
}
