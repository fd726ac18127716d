import Glibc

/// Standard output and standard error, unbuffered: a program that waits for the line must get it.
enum Console {
    static func announce(_ line: String) { put(line, to: STDOUT_FILENO) }

    static func report(_ line: String) { put("mateo-sandbox: \(line)", to: STDERR_FILENO) }

    private static func put(_ line: String, to file: Int32) {
        let bytes = Array("\(line)\n".utf8)
        _ = write(file, bytes, bytes.count)
    }
}
