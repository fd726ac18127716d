/// The body of a POST in three parts, which are sent from where they are: joining them would copy a whole batch.
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
