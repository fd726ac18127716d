/// The digests of records, and their comparison with the journal. A record without an `external_id` has no digest.
public struct RecordDigests: ~Copyable {
    private let type: RecordType
    private let hash: KeyedHash
    /// The contribution of the import's settings to each content.
    private let settings: UInt64
    private var digests = Buffer<RecordDigest>(capacity: 1024)
    private var changes = Buffer<RecordChange>(capacity: 1024)
    /// The text to hash.
    private var text = Bytes(capacity: 256)
    private var nested = CanonicalTexts()

    /// Creates a list without records.
    ///
    /// - Parameters:
    ///   - secret: 16 bytes that only the journal knows.
    ///   - settings: the members of the import's requests other than its records.
    public init(_ type: RecordType, secret: [UInt8], settings: [UInt8]) {
        self.type = type
        hash = KeyedHash(secret: secret.span)
        self.settings = settings.isEmpty ? 0 : hash.hash(settings.span)
    }

    /// The number of added records.
    public var records: Int { changes.count }

    /// The number of records with a digest.
    public var count: Int { digests.count }

    /// Adds records.
    ///
    /// - Parameter records: JSON objects with commas between them, in the form of `BatchBuilder.bytes`.
    @inline(never)
    public mutating func add(_ records: Span<UInt8>) throws(MateoError) {
        try records.withUnsafeBufferPointer { (bytes) throws(MateoError) in
            guard let source = bytes.baseAddress else { return }
            var cursor = RecordCursor(source, count: bytes.count)
            while cursor.nextRecord() {
                // The contents are added up, so the order of members does not matter.
                var content = settings
                var id = 0..<0
                while cursor.nextMember() {
                    let name = unsafe Span(_unsafeStart: source + cursor.name.lowerBound, count: cursor.name.count)
                    if try isID(name) { id = cursor.value }
                    content &+= try member(cursor, source)
                }
                let value = unsafe Span(_unsafeStart: source + id.lowerBound, count: id.count)
                if let record = try record(value) {
                    try digests.append(
                        RecordDigest(
                            record: record, content: Int64(bitPattern: content),
                            position: Int32(truncatingIfNeeded: changes.count)))
                }
                try changes.append(.changed)
            }
        }
    }

    /// Sorts the digests as the journal does, which makes reading and writing faster.
    public mutating func sort() {
        digests.sort(0..<digests.count) { $0.record < $1.record }
    }

    /// Returns the digest of a record's identity.
    ///
    /// - Parameter index: less than `count`.
    public func record(_ index: Int) -> Int64 { digests.span[index].record }

    /// Returns the digest of its content.
    public func content(_ index: Int) -> Int64 { digests.span[index].content }

    /// Returns its place among the added records.
    public func position(_ index: Int) -> Int { Int(digests.span[index].position) }

    /// Returns whether a record is among them. They must be sorted.
    public func has(_ record: Int64) -> Bool {
        var (low, high) = (0, digests.count)
        while low < high {
            let middle = (low + high) / 2
            if digests.base[middle].record < record { low = middle + 1 } else { high = middle }
        }
        return low < digests.count && digests.base[low].record == record
    }

    /// Compares a record with the content that last succeeded, or with nil if the journal has none.
    public mutating func compare(_ index: Int, with known: Int64?) {
        let digest = digests.span[index]
        changes.base[Int(digest.position)] = known.map { $0 == digest.content ? .unchanged : .changed } ?? .new
    }

    /// Marks all records as new.
    public mutating func compareWithNothing() {
        for index in 0..<digests.count { compare(index, with: nil) }
    }

    /// Returns the result of a record's comparison.
    ///
    /// - Parameter position: its place among the added records.
    public func change(at position: Int) -> RecordChange {
        position >= 0 && position < changes.count ? changes.base[position] : .changed
    }

    /// Returns whether one of these places has an unchanged record.
    public func hasUnchanged(from first: Int, to end: Int) -> Bool {
        for position in first..<max(first, end) where change(at: position) == .unchanged { return true }
        return false
    }

    /// Removes all records, and keeps the memory.
    public mutating func removeAll() {
        digests.count = 0
        changes.count = 0
    }

    /// Returns a member's contribution to the content. It is hashed as it is written. Objects are hashed independently
    /// of the order of members, however deep they are.
    @inline(__always)
    private mutating func member(
        _ cursor: RecordCursor, _ source: UnsafePointer<UInt8>
    ) throws(MateoError) -> UInt64 {
        // The name with its quotes, a colon, and the value.
        let start = cursor.name.lowerBound - 1
        let written = unsafe Span(_unsafeStart: source + start, count: max(cursor.value.upperBound - start, 0))
        let value = unsafe Span(_unsafeStart: source + cursor.value.lowerBound, count: cursor.value.count)
        guard value.count > 0, value[0] == UInt8(ascii: "{") || value[0] == UInt8(ascii: "["), Self.hasObject(value)
        else { return hash.hash(written) }
        return try nestedMember(written, value)
    }

    @inline(never)
    private mutating func nestedMember(
        _ written: Span<UInt8>, _ value: Span<UInt8>
    ) throws(MateoError) -> UInt64 {
        var bytes: [UInt8] = []
        for index in value.indices { bytes.append(value[index]) }
        guard let value = JSONValue(bytes), let piece = try nested.appendContent(of: value, order: 0) else {
            return hash.hash(written)
        }
        text.count = 0
        try text.append(written.extracting(0..<written.count - bytes.count))
        try text.append(nested.bytes.base + piece.place.lowerBound, count: piece.place.count)
        nested.remove(from: piece.place.lowerBound)
        return hash.hash(text.span)
    }

    private static func hasObject(_ value: Span<UInt8>) -> Bool {
        for index in value.indices where value[index] == UInt8(ascii: "{") { return true }
        return false
    }

    /// Returns whether a name is `external_id`, also with escapes.
    @inline(__always)
    private mutating func isID(_ name: Span<UInt8>) throws(MateoError) -> Bool {
        if name.count <= 11 { return name.equals("external_id") }
        return try name.contains("\\") ? isEscapedID(name) : false
    }

    @inline(never)
    private mutating func isEscapedID(_ name: Span<UInt8>) throws(MateoError) -> Bool {
        text.count = 0
        try text.reserve(name.count)
        text.putUnescaped(name)
        return text.span.equals("external_id")
    }

    /// Returns the digest of a record's identity from its `external_id` as the service compares it, or nil without one.
    private mutating func record(_ value: Span<UInt8>) throws(MateoError) -> Int64? {
        guard value.count > 0 else { return nil }
        text.count = 0
        try text.reserve(value.count + 1)
        // No member begins with this byte.
        try text.append(UInt8(truncatingIfNeeded: type.rawValue))
        switch value[0] {
        case UInt8(ascii: "\""): text.putUnescaped(value.extracting(1..<max(1, value.count - 1)))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): text.put(value)
        default: return nil
        }
        guard text.count > 1 else { return nil }
        let beginning = text.span.extracting(0..<max(1, text.count - Self.varying))
        return Int64((hash.hash(beginning) >> 33) << 32 | hash.hash(text.span) >> 32)
    }

    /// Consecutive ids usually differ in this many bytes at their ends. They become adjacent.
    private static let varying = 2
}
