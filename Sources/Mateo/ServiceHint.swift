import MateoEngine

/// A remark of the service about an import, such as that an e-mail address was taken from another contact. It holds
/// personal data.
public struct ServiceHint: Sendable {
    /// The rows that were sent together and that it is about, counted from 1.
    public let rows: ClosedRange<Int64>
    /// The service's words: a text, or JSON as it came.
    public let text: String

    init(_ hint: Hint) {
        rows = hint.rows.first...max(hint.rows.first, hint.rows.last)
        text = String(decoding: hint.text, as: UTF8.self)
    }
}
