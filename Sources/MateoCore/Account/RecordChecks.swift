/// What the service is asked about the records of an import before any is sent.
package struct RecordChecks: Equatable, Sendable {
    /// Whether they have the fields of the account.
    package var fields = false
    /// Whether their contacts exist.
    package var contacts = false

    /// Nothing.
    package init() {}

    /// As the journal has it.
    package init(rawValue: Int64) {
        (fields, contacts) = (rawValue & 1 != 0, rawValue & 2 != 0)
    }

    /// As the journal has it.
    package var rawValue: Int64 { (fields ? 1 : 0) | (contacts ? 2 : 0) }

    /// Whether there is nothing to ask.
    package var isEmpty: Bool { !fields && !contacts }
}
