/// A row that is not sent because of another row of its import.
public struct Duplicate: BitwiseCopyable, Sendable {
    /// The row.
    public let row: Int64
    /// The line of its file on which the row begins; 0 if unknown.
    var line: Int64 = 0
    /// The other row, which is sent.
    public let otherRow: Int64
    /// The field in which both have the same value.
    let field: CheckedField
    /// Whether the value is the identity of both. Otherwise it is a handle, and the row is held.
    let isIdentity: Bool

    /// Whether the row is held or superseded.
    public var state: LeftOut { isIdentity ? .superseded : .held }

    /// The code of a row that is held because another row has its handle.
    public static let sharedHandle: StaticString = "shared_handle"

    /// The row for the journal, without its content.
    public var leftOut: LeftOutRow {
        let reason: Text =
            isIdentity
            ? "row \(otherRow) has the same \(field.name) and is sent instead"
            : "row \(otherRow) has the same \(field.name), and only one record can have it: correct one of them, or allow shared handles"
        return LeftOutRow(
            state, code: (isIdentity ? "superseded" : Self.sharedHandle).description, reason: reason.string,
            otherRow: otherRow,
            line: line)
    }
}
