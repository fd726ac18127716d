import Glibc

/// The file with the API key.
enum KeyFile {
    /// The most bytes of the file.
    private static let largest = 16_384

    /// Returns the key in a file, without the line end behind it.
    ///
    /// - Parameter warn: receives warnings.
    static func read(_ path: String, warn: (String) -> Void) throws(Problem) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw problem(path) }
        defer { close(file) }
        var status = stat()
        if fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mode & S_IROTH != 0 {
            warn(
                "every user of this machine can read the API key in \(path): chmod 600 \(Printable.word(path))"
            )
        }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while bytes.count <= largest {
            let count = Glibc.read(file, &piece, piece.count)
            if count == 0 { break }
            guard count > 0 || errno == EINTR else { throw problem(path) }
            bytes += piece[..<max(count, 0)]
        }
        guard bytes.count <= largest else {
            throw Problem("the file \(path) is too large for one that holds an API key")
        }
        while let last = bytes.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") {
            bytes.removeLast()
        }
        guard !bytes.isEmpty else { throw Problem("the file \(path) holds no API key") }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func problem(_ path: String) -> Problem {
        Problem("the API key cannot be read from \(path): \(String(cString: strerror(errno)))")
    }
}
