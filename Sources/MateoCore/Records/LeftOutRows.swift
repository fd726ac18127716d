/// The rows that are left out between the records of a batch.
struct LeftOutRows {
    /// The rows in their order.
    private(set) var spans: [LeftOutSpan] = []
    /// The approximate memory that they take.
    private(set) var bytes = 0

    /// Adds the next row. Consecutive unchanged rows share one span. Others are listed one by one.
    mutating func add(_ row: Int64, _ why: LeftOutRow) {
        if why.state == .unchanged, let last = spans.last, last.rows.first + last.rows.count == row, last.why == why {
            spans[spans.count - 1].rows = RowSpan(first: last.rows.first, count: last.rows.count + 1)
        } else {
            spans.append(LeftOutSpan(rows: RowSpan(first: row, count: 1), why: why))
            bytes += 256 + why.externalID.count + why.input.count + why.source.count
        }
    }
}
