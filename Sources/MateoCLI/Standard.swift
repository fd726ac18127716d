import Glibc

/// The program's outputs.
enum Standard: Int32 {
    case output = 1
    case error = 2

    /// Whether a person may be looking.
    var isTerminal: Bool {
        isatty(rawValue) == 1
    }

    /// How many columns the terminal has.
    var columns: Int {
        var size = winsize()
        guard ioctl(rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Writes a text.
    func write(_ text: String) {
        write(Array(text.utf8))
    }

    /// Writes bytes. An output that is closed early takes no more, which is no reason to end an import.
    func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let part = UnsafeRawBufferPointer(rebasing: rest)
                let count = Glibc.write(rawValue, part.baseAddress, part.count)
                if count < 0 {
                    guard errno == EINTR || errno == EAGAIN else { return }
                } else {
                    rest = rest.dropFirst(count)
                }
            }
        }
    }

    /// Says what went wrong.
    static func complain(_ message: String) {
        error.write("mateo: \(Printable.line(message))\n")
    }
}
