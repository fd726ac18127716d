import CSystem
package import MateoCore

/// A file that is read from start to end in pieces of one size: a regular file, a pipe or a terminal.
package final class InputFile {
    private let descriptor: Int32
    private let path: String
    /// Whether reading may have to wait for a writer.
    private let isStream: Bool
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 262_144, alignment: 16)
    private var filled = 0

    /// The longest time before a wait notices a cancellation, in milliseconds.
    private static let slice: Int32 = 100

    package init(_ path: String) throws(MateoError) {
        descriptor = mateo_open_input(path)
        self.path = path
        let kind = descriptor >= 0 ? mateo_kind(descriptor) : 0
        isStream = kind != S_IFREG
        guard descriptor >= 0 else { throw Self.failure(path, "opened", mateo_errno()) }
        guard kind != S_IFDIR else { throw Self.failure(path, "read", EISDIR) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        buffer.deallocate()
    }

    /// Whether it is a regular file. Such a file can be read without waiting and more than once.
    package var isPlain: Bool { !isStream }

    /// The last piece.
    package var piece: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            let span = Span<UInt8>(_unsafeBytes: UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
            return _overrideLifetime(span, borrowing: self)
        }
    }

    /// Reads the next piece.
    ///
    /// - Parameter isCancelled: called before each piece, and repeatedly while there is none.
    /// - Returns: false at the end, and if cancelled.
    package func readPiece(unless isCancelled: () -> Bool = { false }) throws(MateoError) -> Bool {
        while !isCancelled() {
            // A pipe without a writer has no end yet. Reading would report one, waiting does not.
            if isStream, mateo_wait_for_input(descriptor, Self.slice) == 0 { continue }
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 {
                filled = count
                return count > 0
            }
            let code = mateo_errno()
            guard code == EINTR || code == EAGAIN else { throw Self.failure(path, "read", code) }
        }
        return false
    }

    /// Returns an error about the content of the file, with the file's name.
    package func locate(_ error: MateoError) -> MateoError {
        switch error.status {
        case .csv, .json, .encoding, .record, .limit:
            MateoError(error.status, "\(name): \(error.message)", row: error.row).with(
                excerpt: Array(error.excerpt.utf8))
        default: error
        }
    }

    /// The last component of the path.
    package var name: String {
        let bytes = Array(path.utf8)
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")), slash + 1 < bytes.count else { return path }
        return String(decoding: bytes[(slash + 1)...], as: UTF8.self)
    }

    private static func failure(_ path: String, _ what: StaticString, _ code: Int32) -> MateoError {
        let advice: StaticString
        switch code {
        case ENOENT, ENOTDIR, ENAMETOOLONG: advice = ": check the path and the current folder"
        case EACCES, EPERM: advice = ": give this process the permission to read it"
        case EISDIR: advice = ": it is a folder: name a file"
        case EMFILE: advice = ": this process has too many files open: close some, or raise its limit"
        case ENFILE: advice = ": all processes together have too many files open: close some"
        default: advice = ""
        }
        return MateoError(
            .file, "the file \(path) cannot be \(what): \(String(cString: strerror(code)))\(advice)")
    }
}
