/// A record that the service names as failed, and which of the batch it is.
package struct MatchedFailure: Equatable, Sendable {
    /// The record's place in the batch from 0; nil when it is not known which record it is.
    package let position: Int64?
    /// Its `external_id` as the service gives it; empty when it has none.
    package let externalID: [UInt8]
    /// The service's code, usually an SQLSTATE; empty when it named none.
    package let code: [UInt8]
    /// The service's reason, in its words; empty when it named none.
    package let message: [UInt8]
    /// The record as JSON: the service's, or else the one that was sent; empty when neither is known.
    package let input: [UInt8]

    /// A failure with all its parts.
    package init(position: Int64?, externalID: [UInt8], code: [UInt8], message: [UInt8], input: [UInt8]) {
        self.position = position
        self.externalID = externalID
        self.code = code
        self.message = message
        self.input = input
    }
}
