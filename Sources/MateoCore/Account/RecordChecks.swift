/// The questions to ask the service about an import's records before any is sent.
package struct RecordChecks: Equatable, Sendable {
    /// Whether the account has the records' fields.
    package var fields = false
    /// Whether their contacts exist.
    package var contacts = false

    /// Asks nothing.
    package init() {}

    /// Creates the checks from the number in the journal.
    package init(rawValue: Int64) {
        (fields, contacts) = (rawValue & 1 != 0, rawValue & 2 != 0)
    }

    /// The number that the journal stores.
    package var rawValue: Int64 { (fields ? 1 : 0) | (contacts ? 2 : 0) }

    /// Whether there is nothing to ask.
    package var isEmpty: Bool { !fields && !contacts }
}
