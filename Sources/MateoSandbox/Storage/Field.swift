/// A key that a payload object may have, with its column.
struct Field: Equatable, Sendable {
    /// The type of the values.
    enum Kind: Equatable, Sendable {
        case text(limit: Int)
        case email
        case phone
        /// A handle without a special form.
        case handle
        case externalID
        case date
        case datetime
        case boolean
        case number
        case list
        case consent
        case uuid
    }

    let name: String
    let kind: Kind
    /// The bytes of the name, which are compared with payload keys.
    let key: [UInt8]

    init(_ name: String, _ kind: Kind) {
        self.name = name
        self.kind = kind
        key = Array(name.utf8)
    }

    /// Whether the value belongs to only one contact and can be moved to another.
    var isHandle: Bool {
        switch kind {
        case .email, .phone, .handle: true
        default: false
        }
    }

    /// Whether no two rows may have the same value.
    var isUnique: Bool { isHandle || kind == .externalID }

    /// The declaration of the column.
    var declaration: String {
        switch kind {
        case .boolean, .datetime: "\"\(name)\" INTEGER"
        default: "\"\(name)\" TEXT"
        }
    }
}
