/// External ids of contacts that an earlier import did not bring in, to find the records that belong to them. Each takes 8
/// bytes.
///
/// They are compared by hashes of 60 bits with a key, as in `RecordKeys`.
public struct MissingContacts: ~Copyable {
    private let hash: KeyedHash
    private var found = Buffer<UInt64>(capacity: 64)

    /// No contacts yet.
    ///
    /// - Parameter secret: 16 bytes that the author of the records does not know; what is behind them does not count.
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

    /// Why a record is held; nil when its contact is not among these.
    ///
    /// - Parameters:
    ///   - record: a JSON object as `BatchBuilder.bytes` has it.
    ///   - name: the import that did not bring the contact in.
    public func reason(_ record: Span<UInt8>, of name: String) throws(MateoError) -> LeftOutRow? {
        let id = try LinkedContact.id(in: record)
        guard !id.isEmpty, let state = state(id) else { return nil }
        return Self.reason(state, name)
    }

    private static func reason(_ state: RowState, _ name: String) -> LeftOutRow {
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

    private func state(_ id: [UInt8]) -> RowState? {
        let wanted = hash.hash(id.span) & ~3
        var (low, high) = (0, found.count)
        while low < high {
            let middle = (low + high) / 2
            if found.base[middle] < wanted { low = middle + 1 } else { high = middle }
        }
        guard low < found.count, found.base[low] & ~3 == wanted else { return nil }
        return RowState(rawValue: Int32(found.base[low] & 3))
    }
}
