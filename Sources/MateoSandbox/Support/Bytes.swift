/// Bytes that do not move while they are referenced, so that readers and SQLite need no copies.
final class Bytes: Sendable {
    /// The bytes. Code that keeps a part of them must also keep the object.
    nonisolated(unsafe) let buffer: UnsafeBufferPointer<UInt8>

    init(_ bytes: some Collection<UInt8>) {
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        _ = copy.initialize(from: bytes)
        buffer = UnsafeBufferPointer(copy)
    }

    deinit { buffer.deallocate() }

    /// Returns a part of the bytes.
    subscript(range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: buffer[range])
    }
}
