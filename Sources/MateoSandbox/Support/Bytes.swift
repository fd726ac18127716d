/// Bytes that stay where they are as long as they are referenced: readers and SQLite need no copies of them.
final class Bytes: Sendable {
    /// The bytes. Whoever keeps parts of this keeps the object too.
    nonisolated(unsafe) let buffer: UnsafeBufferPointer<UInt8>

    init(_ bytes: some Collection<UInt8>) {
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        _ = copy.initialize(from: bytes)
        buffer = UnsafeBufferPointer(copy)
    }

    deinit { buffer.deallocate() }

    /// A part of the bytes.
    subscript(range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: buffer[range])
    }
}
