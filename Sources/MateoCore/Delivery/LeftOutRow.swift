/// Why a row of an import is not sent. The raw values are the journal's.
public enum LeftOut: Int64, CaseIterable, Sendable {
    /// A check found something wrong with it.
    case held = 1
    /// A later row of the import has the same identity.
    case superseded = 2
    /// The service has it as it is.
    case unchanged = 3
}

/// A row that is not sent, and why.
public struct LeftOutRow: Equatable, Sendable {
    /// What it is.
    public var state: LeftOut
    /// A word for programs; empty when the state says all.
    public var code: String
    /// The reason in words; empty when the state says all. It never holds the content of the row.
    public var reason: String
    /// The row that takes its place; 0 for none.
    public var otherRow: Int64
    /// The line of the file on which it begins, from 1; 0 when it is from no file.
    public var line: Int64
    /// Its `external_id`; empty when it has none.
    public var externalID: [UInt8]
    /// The row as a JSON object; empty when it is none.
    public var input: [UInt8]
    /// The row as its file has it, in UTF-8; empty when it is from none.
    public var source: [UInt8]

    /// A row that is not sent.
    public init(
        _ state: LeftOut, code: String = "", reason: String = "", otherRow: Int64 = 0, line: Int64 = 0,
        externalID: [UInt8] = [], input: [UInt8] = [], source: [UInt8] = []
    ) {
        self.state = state
        self.code = code
        self.reason = reason
        self.otherRow = otherRow
        self.line = line
        self.externalID = externalID
        self.input = input
        self.source = source
    }

    /// Where it stands, for a person.
    ///
    /// - Parameter row: its number.
    public func place(ofRow row: Int64) -> Text {
        line > 0 ? "row \(row), line \(line)" : "row \(row)"
    }

    /// Whether both say the same.
    public static func == (one: LeftOutRow, other: LeftOutRow) -> Bool {
        one.state == other.state && one.otherRow == other.otherRow && one.line == other.line
            && one.code.isIdentical(to: other.code)
            && one.reason.isIdentical(to: other.reason)
            && one.externalID == other.externalID && one.input == other.input
            && one.source == other.source
    }
}
