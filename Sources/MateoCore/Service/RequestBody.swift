/// The body of a POST in three parts. They are sent separately, since joining them would copy the whole batch.
public struct RequestBody: Sendable {
    /// The part before the records.
    public let head: [UInt8]
    /// The records, with commas between them.
    public let records: [UInt8]
    /// The part after the records.
    public let tail: [UInt8]

    /// Creates a body.
    public init(head: [UInt8], records: consuming [UInt8], tail: [UInt8]) {
        self.head = head
        self.records = records
        self.tail = tail
    }

    /// The length of all parts in bytes.
    public var count: Int { head.count + records.count + tail.count }

    /// Copies bytes from a position on, until the body or the buffer ends.
    ///
    /// - Returns: the number of bytes copied, 0 at the end of the body.
    public func copy(from position: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        var copied = 0
        var skipped = position
        Self.copy(head, &skipped, into: buffer, &copied)
        Self.copy(records, &skipped, into: buffer, &copied)
        Self.copy(tail, &skipped, into: buffer, &copied)
        return copied
    }

    @inline(never)
    private static func copy(
        _ part: [UInt8], _ skipped: inout Int, into buffer: UnsafeMutableRawBufferPointer, _ copied: inout Int
    ) {
        guard skipped < part.count else {
            skipped -= part.count
            return
        }
        let end = skipped + min(part.count - skipped, buffer.count - copied)
        part.withUnsafeBytes {
            UnsafeMutableRawBufferPointer(rebasing: buffer[copied...])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[skipped..<end]))
        }
        copied += end - skipped
        skipped = 0
    }
}
