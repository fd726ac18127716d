import CSystem
package import MateoCore

/// A file that is read from its start to its end in pieces of one size.
package final class InputFile {
    private let descriptor: Int32
    private let path: String
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 262_144, alignment: 16)
    private var filled = 0

    /// Opens a file.
    package init(_ path: String) throws(MateoError) {
        descriptor = mateo_open_for_reading(path)
        self.path = path
        guard descriptor >= 0 else { throw Self.failure(path, "opened") }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        buffer.deallocate()
    }

    /// The last piece that was read.
    package var piece: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            let span = Span<UInt8>(_unsafeBytes: UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
            return _overrideLifetime(span, borrowing: self)
        }
    }

    /// Reads the next piece; false at the end.
    package func readPiece() throws(MateoError) -> Bool {
        while true {
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 {
                filled = count
                return count > 0
            }
            guard mateo_errno() == EINTR else { throw Self.failure(path, "read") }
        }
    }

    private static func failure(_ path: String, _ what: StaticString) -> MateoError {
        MateoError(.file, "the file \(path) cannot be \(what): \(String(cString: strerror(mateo_errno())))")
    }
}
