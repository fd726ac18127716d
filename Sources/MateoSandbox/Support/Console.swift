import Glibc

/// Standard error, unbuffered.
enum Console {
    static func report(_ line: String) {
        let bytes = Array("mateo-sandbox: \(line)\n".utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }
}
