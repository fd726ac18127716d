import MateoEngine

/// A record that failed, and why. It holds personal data.
public struct FailedRecord: Sendable {
    /// What the journal has, to go on behind it.
    let entry: Failure
    /// The record's row, counted from 1 without a header line; nil when the service does not tell which it was.
    public let row: Int64?
    /// Its `external_id`; nil when it has none.
    public let externalID: String?
    /// The service's code, usually an SQLSTATE; nil when it named none.
    public let code: String?
    /// The service's reason, in its words.
    public let message: String
    /// The record as the service got it, as a JSON object; nil when the service did not name it.
    public let input: String?

    init(_ entry: Failure) {
        self.entry = entry
        row = entry.row > 0 ? entry.row : nil
        externalID = Self.text(entry.externalID)
        code = Self.text(entry.code)
        message = String(decoding: entry.message, as: UTF8.self)
        input = Self.text(entry.input)
    }

    private static func text(_ bytes: [UInt8]) -> String? {
        bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }
}
