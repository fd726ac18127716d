/// Why a row of an import is not sent. The journal stores the raw values.
public enum LeftOut: Int64, CaseIterable, Sendable {
    /// A check found a fault in it.
    case held = 1
    /// A later row of the import has the same identity.
    case superseded = 2
    /// The service already has it with this content.
    case unchanged = 3
}

/// A row that is not sent, with the reason.
public struct LeftOutRow: Equatable, Sendable {
    /// The state of the row.
    public var state: LeftOut
    /// A code for programs; empty if the state is enough.
    public var code: String
    /// The reason as text; empty if the state is enough. It never contains the content of the row.
    public var reason: String
    /// The row that replaces it; 0 for none.
    public var otherRow: Int64
    /// The line of the file on which it begins, from 1; 0 without a file.
    public var line: Int64
    /// Its `external_id`; empty if it has none.
    public var externalID: [UInt8]
    /// The row as a JSON object; empty if it is not one.
    public var input: [UInt8]
    /// The row's text in its file, in UTF-8; empty without a file.
    public var source: [UInt8]

    /// Creates a row that is not sent.
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

    /// Returns its place, for people.
    ///
    /// - Parameter row: its number.
    public func place(ofRow row: Int64) -> Text {
        line > 0 ? "row \(row), line \(line)" : "row \(row)"
    }

    /// Returns whether all parts are equal.
    public static func == (one: LeftOutRow, other: LeftOutRow) -> Bool {
        one.state == other.state && one.otherRow == other.otherRow && one.line == other.line
            && one.code.isIdentical(to: other.code)
            && one.reason.isIdentical(to: other.reason)
            && one.externalID == other.externalID && one.input == other.input
            && one.source == other.source
    }
}
