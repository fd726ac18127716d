public import MateoCore
import MateoEngine

/// A row that is not in, and why. It holds personal data.
public struct FailedRecord: Sendable {
    /// What the journal has, to go on behind it.
    let entry: Failure
    /// The row, counted from 1 without a header line; nil when the service does not tell which it was.
    public let row: Int64?
    /// The line of the file on which the row begins; nil when that is not known.
    public let line: Int64?
    /// Its state.
    public let state: RowState
    /// The later row that takes its place; nil for none.
    public let otherRow: Int64?
    /// Whether the same row may succeed another time.
    public let isRetryable: Bool
    /// Its `external_id`; nil when it has none.
    public let externalID: String?
    /// The service's code, usually an SQLSTATE, or that of the check that held the row; nil for none.
    public let code: String?
    /// The reason: the service's words, or those of the check.
    public let message: String
    /// What is wrong, for a person who can mend it: the field, as far as it is known, and no value of the record. For a row
    /// that was not sent it is `message`.
    public var reason: String { entry.reason?.text ?? message }
    /// `reason`, if it surely has no value of the record; nil when all that is known are the service's words.
    public var reasonWithoutValues: String? {
        guard let reason = entry.reason else { return message }
        guard !reason.isService else { return nil }
        return reason.field.allSatisfy(Self.isOfName) ? reason.text : reason.words
    }
    /// What the refused value looks like, with 9 for digits, a and A for letters; nil when it is not known.
    public var valueShape: String? { Self.text(entry.reason?.shape ?? []) }
    /// The record as a JSON object, as the service got it or would have; nil when it is not known.
    public let input: String?
    /// The row as its CSV file has it, with its line end; nil when it came from none.
    public let source: String?

    /// What the program called the record by; nil for nothing.
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

    /// Whether a byte may be of the name of one of the service's fields. A heading of a file could be anything.
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
