/// The identifying values of an import's records, to find duplicates. Each takes 12 bytes.
///
/// Values are compared by keyed hashes of 60 bits. In one of 100,000 imports with four million values, two different
/// values have the same hash. Then the row is not sent, and is reported.
public struct RecordKeys: ~Copyable {
    private let type: RecordType
    private let hash: KeyedHash
    var keys = Buffer<RecordKey>(capacity: 1024)
    /// The value to hash, as the service compares it.
    private var text = Bytes(capacity: 256)

    /// Creates an empty collection.
    ///
    /// - Parameter secret: 16 bytes that the author of the records cannot know. Further bytes are ignored.
    public init(_ type: RecordType, secret: Span<UInt8>) {
        self.type = type
        hash = KeyedHash(secret: secret)
    }

    /// Adds the values of records.
    ///
    /// - Parameters:
    ///   - records: JSON objects with commas between them, in the form of `BatchBuilder.bytes`.
    ///   - rows: the rows of the records. They follow those that were added before.
    @inline(never)
    public mutating func add(_ records: Span<UInt8>, rows: [RowSpan]) throws(MateoError) {
        try records.withUnsafeBufferPointer { (bytes) throws(MateoError) in
            guard let source = bytes.baseAddress else { return }
            var cursor = RecordCursor(source, count: bytes.count)
            for span in rows {
                var row = span.first
                var left = span.count
                while left > 0, cursor.nextRecord() {
                    let first = keys.count
                    while cursor.nextMember() { try add(cursor, source, row) }
                    markIdentity(from: first)
                    row += 1
                    left -= 1
                }
            }
        }
    }

    /// Adds the value of a member, if it is an identifier.
    @inline(__always)
    private mutating func add(
        _ cursor: RecordCursor, _ source: UnsafePointer<UInt8>, _ row: Int64
    ) throws(MateoError) {
        let name = unsafe Span(_unsafeStart: source + cursor.name.lowerBound, count: cursor.name.count)
        let field = CheckedField(name, type)
        guard field.isIdentifier else { return }
        let value = unsafe Span(_unsafeStart: source + cursor.value.lowerBound, count: cursor.value.count)
        try add(value, of: field, row)
    }

    @inline(never)
    private mutating func add(_ value: Span<UInt8>, of field: CheckedField, _ row: Int64) throws(MateoError) {
        guard value.count > 0, row > 0, row <= RecordKey.lastRow else { return }
        switch value[0] {
        case UInt8(ascii: "\""): try add(text: value.extracting(1..<max(1, value.count - 1)), of: field, row)
        case UInt8(ascii: "["): try add(list: value, of: field, row)
        case UInt8(ascii: "{"), UInt8(ascii: "n"): break
        default: try add(text: value, of: field, row)
        }
    }

    /// Adds the first number of a list that may be valid. The service uses that one and ignores the others (POST
    /// /import).
    private mutating func add(list: Span<UInt8>, of field: CheckedField, _ row: Int64) throws(MateoError) {
        try list.withUnsafeBufferPointer { (bytes) throws(MateoError) in
            guard let source = bytes.baseAddress else { return }
            let before = keys.count
            var elements = JSONListCursor(source, 0..<bytes.count)
            while keys.count == before, let element = elements.next() {
                guard element.count >= 2, source[element.lowerBound] == UInt8(ascii: "\"") else { continue }
                let text = unsafe Span(_unsafeStart: source + element.lowerBound + 1, count: element.count - 2)
                try add(text: text, of: field, row)
            }
        }
    }

    private mutating func add(
        text value: Span<UInt8>, of field: CheckedField, _ row: Int64
    ) throws(MateoError) {
        // The service does not accept other texts as numbers.
        guard value.count > 0, !field.isPhone || PhoneSpelling.mayBeNumber(value) else { return }
        text.count = 0
        try text.reserve(value.count)
        text.putUnescaped(value)
        field.normalize(&text)
        try keys.append(RecordKey(field, hash: hash.hash(text.span), row: row, isIdentity: false))
    }

    /// Marks the identity among the keys of a record: the field with the highest priority.
    private mutating func markIdentity(from first: Int) {
        guard first < keys.count else { return }
        var best = first
        for index in first..<keys.count where keys.base[index].comesBefore(keys.base[best]) { best = index }
        keys.base[best] = keys.base[best].asIdentity
    }
}
