public import MateoCore

/// A row that did not succeed, with the reason.
public struct Failure: Sendable {
    /// Its state.
    public let state: RowState
    /// Its number in its table, or 0. Failures are sorted by row, then by table, then by this number.
    let id: Int64
    /// The row from 1; 0 if the service's answer does not identify the record.
    public let row: Int64
    /// The line of the file on which the row begins; 0 if unknown.
    public let line: Int64
    /// The later row that replaces it; 0 for none.
    public let otherRow: Int64
    /// Its `external_id`; empty if it has none.
    public let externalID: [UInt8]
    /// The service's code, usually an SQLSTATE, or the code of the check that held the row; empty for none.
    public let code: [UInt8]
    /// The reason: the message of the service or of the check.
    public let message: [UInt8]
    /// The record as JSON; empty if unknown.
    public let input: [UInt8]
    /// The row's text in its file, in UTF-8; empty without a file.
    public let source: [UInt8]
    /// The program's tag for it; empty for none.
    public internal(set) var tag: [UInt8] = []

    /// Why the service refused it, for people; nil if the service did not refuse it. `message` then has the reason.
    public var reason: FailureReason? {
        state == .failed ? FailureReason(code: code, message: message, input: input) : nil
    }

    /// Whether the same row may succeed later, because the service failed and not the record.
    public var isRetryable: Bool { state == .failed && FailureCode.isTransient(code.span) }
}
