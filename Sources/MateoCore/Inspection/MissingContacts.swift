/// External ids of contacts that an earlier import failed to import. It finds the records that belong to them. Each id
/// takes 8 bytes.
///
/// They are compared by keyed hashes of 60 bits, as in `RecordKeys`.
public struct MissingContacts: ~Copyable {
    private let hash: KeyedHash
    private var found = Buffer<UInt64>(capacity: 64)

    /// Creates an empty set.
    ///
    /// - Parameter secret: 16 bytes that the author of the records cannot know. Further bytes are ignored.
    public init(secret: Span<UInt8>) {
        hash = KeyedHash(secret: secret)
    }

    /// The code of a row that is held because its contact is missing.
    public static let code: StaticString = "contact_missing"

    /// Whether there are no contacts.
    public var isEmpty: Bool { found.count == 0 }

    /// Adds a contact. A contact without an id is ignored.
    ///
    /// - Parameters:
    ///   - id: its external id.
    ///   - state: its state.
    public mutating func add(_ id: [UInt8], _ state: RowState) throws(MateoError) {
        guard !id.isEmpty else { return }
        try found.append(hash.hash(id.span) & ~3 | UInt64(truncatingIfNeeded: state.rawValue & 3))
    }

    /// Ends adding, and sorts the contacts.
    public mutating func finish() {
        found.sort(0..<found.count) { $0 < $1 }
    }

    /// Returns why a record is held, or nil if its contact is not missing.
    ///
    /// - Parameters:
    ///   - record: a JSON object in the form of `BatchBuilder.bytes`.
    ///   - name: the import that failed to import the contact.
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
            "its contact \(what) in the import called \(name). Correct the contact, import it under that name, and retry this import"
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
