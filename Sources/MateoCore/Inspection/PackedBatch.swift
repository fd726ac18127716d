/// A batch that is filled with records of other batches.
public struct PackedBatch {
    /// Its records, with commas between them.
    public private(set) var records: [UInt8] = []
    /// Their rows.
    public private(set) var rows: [RowSpan] = []
    /// The number of records.
    public private(set) var count = 0

    /// Creates an empty batch.
    public init() {}

    /// Reserves this many bytes.
    mutating func reserve(_ bytes: Int) {
        records.reserveCapacity(bytes)
    }

    /// Adds a record.
    public mutating func add(_ row: Int64, _ record: UnsafeBufferPointer<UInt8>) {
        if !records.isEmpty { records.append(UInt8(ascii: ",")) }
        records.append(contentsOf: record)
        count += 1
        rows.append(row: row)
    }
}
