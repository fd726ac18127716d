/// A batch that is filled with the records of others.
public struct PackedBatch {
    /// Its records, with commas between them.
    public private(set) var records: [UInt8] = []
    /// Their rows.
    public private(set) var rows: [RowSpan] = []
    /// How many these are.
    public private(set) var count = 0

    /// Adds a record behind the others.
    mutating func add(_ row: Int64, _ record: UnsafeBufferPointer<UInt8>) {
        if !records.isEmpty { records.append(UInt8(ascii: ",")) }
        records.append(contentsOf: record)
        count += 1
        if let last = rows.last, last.first + last.count == row {
            rows[rows.count - 1] = RowSpan(first: last.first, count: last.count + 1)
        } else {
            rows.append(RowSpan(first: row, count: 1))
        }
    }
}
