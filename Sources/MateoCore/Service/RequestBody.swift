/// The body of a POST in three parts. They are sent from where they are: a batch is too large to be copied into one piece.
public struct RequestBody: Sendable {
    /// What comes before the records.
    public let head: [UInt8]
    /// The records, with commas between.
    public let records: [UInt8]
    /// What comes after the records.
    public let tail: [UInt8]

    /// A body of these parts.
    public init(head: [UInt8], records: consuming [UInt8], tail: [UInt8]) {
        self.head = head
        self.records = records
        self.tail = tail
    }

    /// The bytes of all parts.
    public var count: Int { head.count + records.count + tail.count }

    /// Copies bytes from a position on, as many as there are and as the buffer has room for.
    ///
    /// - Returns: how many it copied, 0 at the end of the body.
    public func copy(from position: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        var copied = 0
        var start = 0
        for part in [head, records, tail] {
            let skipped = position + copied - start
            start += part.count
            guard copied < buffer.count, skipped < part.count else { continue }
            let length = min(part.count - skipped, buffer.count - copied)
            part.withUnsafeBytes {
                UnsafeMutableRawBufferPointer(rebasing: buffer[copied...])
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[skipped..<skipped + length]))
            }
            copied += length
        }
        return copied
    }
}
