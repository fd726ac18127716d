import MateoEngine

/// A hint of the service about an import, for example that an e-mail address was moved from another contact. It
/// contains personal data.
public struct ServiceHint: Sendable {
    /// The rows of the batch that it refers to, counted from 1.
    public let rows: ClosedRange<Int64>
    /// The service's text, or its JSON unchanged.
    public let text: String

    init(_ hint: Hint) {
        rows = hint.rows.first...max(hint.rows.first, hint.rows.last)
        text = String(decoding: hint.text, as: UTF8.self)
    }
}
