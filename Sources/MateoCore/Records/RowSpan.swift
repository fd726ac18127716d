/// Rows that follow each other without a gap.
public struct RowSpan: Equatable, Sendable, BitwiseCopyable {
    /// The first row, counted from 1 over the whole import.
    public let first: Int64
    /// How many rows there are.
    public let count: Int64

    /// Rows from `first` on.
    public init(first: Int64, count: Int64) {
        self.first = first
        self.count = count
    }
}

extension [RowSpan] {
    /// Adds a row behind the others.
    mutating func append(row: Int64) {
        if let last, last.first + last.count == row {
            self[count - 1] = RowSpan(first: last.first, count: last.count + 1)
        } else {
            append(RowSpan(first: row, count: 1))
        }
    }
}
