/// The contact that a deal or an appointment belongs to.
enum LinkedContact {
    /// Returns the record's `contact_external_id`, or no bytes if it has none.
    ///
    /// - Parameter record: a JSON object in the form of `BatchBuilder.bytes`.
    @inline(never)
    static func id(in record: Span<UInt8>) throws(MateoError) -> [UInt8] {
        try record.withUnsafeBufferPointer { (bytes) throws(MateoError) -> [UInt8] in
            guard let source = bytes.baseAddress else { return [] }
            var cursor = RecordCursor(source, count: bytes.count)
            guard cursor.nextRecord() else { return [] }
            while cursor.nextMember() {
                let name = unsafe Span(_unsafeStart: source + cursor.name.lowerBound, count: cursor.name.count)
                guard name.equals("contact_external_id") else { continue }
                let value = unsafe Span(_unsafeStart: source + cursor.value.lowerBound, count: cursor.value.count)
                guard value.count >= 2, value[0] == UInt8(ascii: "\"") else {
                    return value.equals("null") ? [] : value.withUnsafeBufferPointer { Array($0) }
                }
                var text = Bytes(capacity: 64)
                try text.reserve(value.count)
                text.putUnescaped(value.extracting(1..<value.count - 1))
                return text.span.withUnsafeBufferPointer { Array($0) }
            }
            return []
        }
    }
}

/// Counts the contacts that records belong to, each once. It compares them by 64-bit hashes.
public struct LinkedContacts: ~Copyable {
    private let hash = KeyedHash(key: (0, 0))
    private var found = Buffer<UInt64>(capacity: 64)

    /// Creates a counter without records.
    public init() {}

    /// Adds the records of a batch.
    public mutating func add(_ batch: Span<UInt8>) throws(MateoError) {
        for range in RecordBoundaries.ranges(in: batch) {
            let id = try LinkedContact.id(in: batch.extracting(range))
            if !id.isEmpty { try found.append(hash.hash(id.span)) }
        }
    }

    /// Returns the number of requests that ask for all of these contacts.
    public mutating func requests() -> Int64 {
        found.sort(0..<found.count) { $0 < $1 }
        var count: Int64 = 0
        for index in 0..<found.count where index == 0 || found.base[index] != found.base[index - 1] { count += 1 }
        return (count + AccountResource.page - 1) / AccountResource.page
    }
}
