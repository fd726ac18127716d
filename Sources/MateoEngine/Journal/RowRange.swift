/// Consecutive rows.
public struct RowRange: Equatable, Sendable {
    /// The first row, from 1.
    public let first: Int64
    /// The last row.
    public let last: Int64
}
