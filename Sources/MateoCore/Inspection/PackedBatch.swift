/// A batch that is filled with the records of others.
public struct PackedBatch {
    /// Its records, with commas between them.
    public private(set) var records: [UInt8] = []
    /// Their rows.
    public private(set) var rows: [RowSpan] = []
    /// How many these are.
    public private(set) var count = 0

    /// Makes room for so many bytes.
    mutating func reserve(_ bytes: Int) {
        records.reserveCapacity(bytes)
    }

    /// Adds a record behind the others.
    mutating func add(_ row: Int64, _ record: UnsafeBufferPointer<UInt8>) {
        if !records.isEmpty { records.append(UInt8(ascii: ",")) }
        records.append(contentsOf: record)
        count += 1
        rows.append(row: row)
    }
}
