/// Rows that follow each other and are not sent, all for the same reason.
public struct LeftOutSpan: Equatable, Sendable {
    /// Which rows these are.
    public internal(set) var rows: RowSpan
    /// Why they are not sent.
    public let why: LeftOutRow
}
