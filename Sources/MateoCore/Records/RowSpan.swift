/// Consecutive rows.
public struct RowSpan: Equatable, Sendable, BitwiseCopyable {
    /// The first row, counted from 1 over the whole import.
    public let first: Int64
    /// The number of rows.
    public let count: Int64

    /// Creates the rows from `first` on.
    public init(first: Int64, count: Int64) {
        self.first = first
        self.count = count
    }
}

extension [RowSpan] {
    mutating func append(row: Int64) {
        if let last, last.first + last.count == row {
            self[count - 1] = RowSpan(first: last.first, count: last.count + 1)
        } else {
            append(RowSpan(first: row, count: 1))
        }
    }
}
