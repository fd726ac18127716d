import Glibc

/// Writes a file for a command.
enum OutputFile {
    /// Replaces the content of a file. A new file is readable only by its owner, since it may contain personal data.
    static func write(_ text: String, to path: String) throws(Problem) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw problem(path) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                let problem = problem(path)
                close(descriptor)
                throw problem
            }
        }
        guard close(descriptor) == 0 else { throw problem(path) }
    }

    private static func problem(_ path: String) -> Problem {
        Problem("\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
}
