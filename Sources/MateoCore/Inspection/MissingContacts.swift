/// External ids of contacts that an earlier import did not bring in, to find the records that belong to them. Each takes 8
/// bytes.
///
/// They are compared by hashes of 60 bits with a key, as in `RecordKeys`.
public struct MissingContacts: ~Copyable {
    private let hash: KeyedHash
    private var found = Buffer<UInt64>(capacity: 64)
    private var text = Bytes(capacity: 64)

    /// No contacts yet.
    ///
    /// - Parameter secret: 16 bytes that nobody knows who writes records; what is behind them does not count.
    public init(secret: Span<UInt8>) {
        hash = KeyedHash(secret: secret)
    }

    /// The code of a row that is held since its contact is among these.
    public static let code: StaticString = "contact_missing"

    /// Whether there are none.
    public var isEmpty: Bool { found.count == 0 }

    /// Adds a contact. One without an id is none.
    ///
    /// - Parameters:
    ///   - id: its external id.
    ///   - state: its state.
    public mutating func add(_ id: [UInt8], _ state: RowState) throws(MateoError) {
        guard !id.isEmpty else { return }
        try found.append(hash.hash(id.span) & ~3 | UInt64(truncatingIfNeeded: state.rawValue & 3))
    }

    /// All contacts are there.
    public mutating func finish() {
        found.sort(0..<found.count) { $0 < $1 }
    }

    /// The state of a record's contact; nil when it is not among these.
    ///
    /// - Parameter record: a JSON object as `BatchBuilder.bytes` has it.
    @inline(never)
    mutating func state(_ record: Span<UInt8>) throws(MateoError) -> RowState? {
        try record.withUnsafeBufferPointer { (bytes) throws(MateoError) -> RowState? in
            guard let source = bytes.baseAddress else { return nil }
            var cursor = RecordCursor(source, count: bytes.count)
            guard cursor.nextRecord() else { return nil }
            while cursor.nextMember() {
                let name = unsafe Span(_unsafeStart: source + cursor.name.lowerBound, count: cursor.name.count)
                guard name.equals("contact_external_id") else { continue }
                let value = unsafe Span(_unsafeStart: source + cursor.value.lowerBound, count: cursor.value.count)
                return try state(ofValue: value)
            }
            return nil
        }
    }

    /// Why a record is held whose contact is among these.
    static func reason(_ state: RowState, _ name: String) -> LeftOutRow {
        let what: StaticString
        switch state {
        case .failed: what = "failed"
        case .held, .superseded: what = "is held"
        case .unknown: what = "has an unknown outcome"
        }
        let reason: Text =
            "its contact \(what) in the import called \(name). Correct the contact and import it first, then this row"
        return LeftOutRow(.held, code: Self.code.description, reason: reason.string)
    }

    private mutating func state(ofValue value: Span<UInt8>) throws(MateoError) -> RowState? {
        guard value.count > 0 else { return nil }
        text.count = 0
        try text.reserve(value.count)
        if value[0] == UInt8(ascii: "\"") {
            text.putUnescaped(value.extracting(1..<max(1, value.count - 1)))
        } else {
            text.put(value)
        }
        let wanted = hash.hash(text.span) & ~3
        var (low, high) = (0, found.count)
        while low < high {
            let middle = (low + high) / 2
            if found.base[middle] < wanted { low = middle + 1 } else { high = middle }
        }
        guard low < found.count, found.base[low] & ~3 == wanted else { return nil }
        return RowState(rawValue: Int32(found.base[low] & 3))
    }
}
