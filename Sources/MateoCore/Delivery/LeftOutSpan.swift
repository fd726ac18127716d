/// Consecutive rows that are not sent for the same reason.
public struct LeftOutSpan: Equatable, Sendable {
    /// The rows.
    public internal(set) var rows: RowSpan
    /// Why they are not sent.
    public let why: LeftOutRow
}
