public import MateoCore

/// A row that is not in, and why.
public struct Failure: Sendable {
    /// Its state.
    public let state: RowState
    /// Its number in its table, or 0; failures are listed in the order of rows, then of tables, and of this number within
    /// one.
    let id: Int64
    /// The row from 1; 0 when the service's answer does not tell which record it was.
    public let row: Int64
    /// The line of the file on which the row begins; 0 when that is not known.
    public let line: Int64
    /// The later row that takes its place; 0 for none.
    public let otherRow: Int64
    /// Its `external_id`; empty when it has none.
    public let externalID: [UInt8]
    /// The service's code, usually an SQLSTATE, or that of the check that held the row; empty for none.
    public let code: [UInt8]
    /// The reason: the service's words, or those of the check.
    public let message: [UInt8]
    /// The record as JSON; empty when it is not known.
    public let input: [UInt8]
    /// The row as its file has it, in UTF-8; empty when it is from none.
    public let source: [UInt8]
    /// What the program calls it by; empty when it has given none.
    public internal(set) var tag: [UInt8] = []

    /// Why the service refused it, in words for a person; nil when it did not, and `message` says why.
    public var reason: FailureReason? {
        state == .failed ? FailureReason(code: code, message: message, input: input) : nil
    }

    /// Whether the same row may succeed another time: the service failed, and not the record.
    public var isRetryable: Bool { state == .failed && FailureCode.isTransient(code.span) }
}
