import Glibc

/// The standard streams, unbuffered: a program that waits for the line must get it.
enum Console {
    static func announce(_ line: String) { put(line, to: STDOUT_FILENO) }

    /// Reads standard input to its end. What it says does not matter.
    static func waitForEndOfInput() {
        var bytes = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(STDIN_FILENO, &bytes, bytes.count)
            guard count > 0 || (count < 0 && errno == EINTR) else { return }
        }
    }

    static func report(_ line: String) { put("mateo-sandbox: \(line)", to: STDERR_FILENO) }

    private static func put(_ line: String, to file: Int32) {
        let bytes = Array("\(line)\n".utf8)
        _ = write(file, bytes, bytes.count)
    }
}
