/// A record that the service reports as failed, and its place in the batch.
package struct MatchedFailure: Equatable, Sendable {
    /// The record's place in the batch from 0; nil if it is unknown which record it is.
    package let position: Int64?
    /// Its `external_id` in the service's list; empty if it has none.
    package let externalID: [UInt8]
    /// The service's code, usually an SQLSTATE; empty if it sent none.
    package let code: [UInt8]
    /// The service's message; empty if it sent none.
    package let message: [UInt8]
    /// The record as JSON, from the service, or else as it was sent; empty if neither is known.
    package let input: [UInt8]

    /// Creates a failure from its parts.
    package init(position: Int64?, externalID: [UInt8], code: [UInt8], message: [UInt8], input: [UInt8]) {
        self.position = position
        self.externalID = externalID
        self.code = code
        self.message = message
        self.input = input
    }
}
