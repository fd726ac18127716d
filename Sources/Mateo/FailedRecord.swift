public import MateoCore
import MateoEngine

/// A row that did not succeed, with the reason. It contains personal data.
public struct FailedRecord: Sendable {
    /// The entry in the journal, from which the list can continue.
    let entry: Failure
    /// The row, counted from 1 without a header line; nil if the service does not identify it.
    public let row: Int64?
    /// The line of the file on which the row begins; nil if unknown.
    public let line: Int64?
    /// Its state.
    public let state: RowState
    /// The later row that replaces it; nil for none.
    public let otherRow: Int64?
    /// Whether the same row may succeed later.
    public let isRetryable: Bool
    /// Its `external_id`; nil if it has none.
    public let externalID: String?
    /// The service's code, usually an SQLSTATE, or the code of the check that held the row; nil for none.
    public let code: String?
    /// The reason: the message of the service or of the check.
    public let message: String
    /// The fault for a person who can correct it: the field, if it is known, and no value of the record. For a row that
    /// was not sent, it is `message`.
    public var reason: String { entry.reason?.text ?? message }
    /// `reason`, if it certainly contains no value of the record; nil if only the service's message is known.
    public var reasonWithoutValues: String? {
        guard let reason = entry.reason else { return message }
        guard !reason.isService else { return nil }
        return reason.field.allSatisfy(Self.isOfName) ? reason.text : reason.words
    }
    /// The shape of the refused value, with 9 for digits, a and A for letters; nil if unknown.
    public var valueShape: String? { Self.text(entry.reason?.shape ?? []) }
    /// The record as a JSON object, as it was or would have been sent; nil if unknown. A value that the mapping could not
    /// convert is `{"mateo_cell":"the text of its cell"}`.
    public let input: String?
    /// The row's text in its CSV file, with its line end; nil without a file.
    public let source: String?

    /// The program's tag for the record; nil for none.
    public let tag: String?

    init(_ entry: Failure) {
        self.entry = entry
        row = entry.row > 0 ? entry.row : nil
        line = entry.line > 0 ? entry.line : nil
        state = entry.state
        otherRow = entry.otherRow > 0 ? entry.otherRow : nil
        isRetryable = entry.isRetryable
        externalID = Self.text(entry.externalID)
        code = Self.text(entry.code)
        message = String(decoding: entry.message, as: UTF8.self)
        input = Self.text(entry.input)
        source = Self.text(entry.source)
        tag = Self.text(entry.tag)
    }

    /// Returns whether the name of a service's field may contain a byte. A file's heading could be anything.
    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
        default: false
        }
    }

    private static func text(_ bytes: [UInt8]) -> String? {
        bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }
}
