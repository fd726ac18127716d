/// What is left of a batch when rows are taken out of it.
public struct BatchRemainder {
    /// The records that stay, with commas between them.
    public private(set) var records: [UInt8] = []
    /// Their rows.
    public private(set) var rows: [RowSpan] = []
    /// The rows that were taken out.
    public private(set) var leftOut: [LeftOutSpan] = []

    /// Takes duplicates out of a batch.
    ///
    /// - Parameters:
    ///   - batch: records with commas between them.
    ///   - map: the rows they are.
    ///   - index: the first of the duplicates that may be in the batch; afterwards the first behind it.
    @inline(never)
    public init(
        _ batch: Span<UInt8>, _ map: RowMap, without duplicates: borrowing Duplicates, from index: inout Int
    ) {
        records.reserveCapacity(batch.count)
        batch.withUnsafeBufferPointer { bytes in
            guard let source = bytes.baseAddress else { return }
            var cursor = RecordCursor(source, count: bytes.count)
            for span in map.spans {
                for number in 0..<span.count where cursor.nextRecord() {
                    let row = span.first + number
                    while cursor.nextMember() {}
                    let record = UnsafeBufferPointer(rebasing: bytes[cursor.record])
                    if let duplicate = duplicates.duplicate(index), duplicate.row == row {
                        index += 1
                        takeOut(row, record, duplicate.leftOut)
                    } else {
                        keep(row, record)
                    }
                }
            }
        }
    }

    private mutating func keep(_ row: Int64, _ record: UnsafeBufferPointer<UInt8>) {
        if !records.isEmpty { records.append(UInt8(ascii: ",")) }
        records.append(contentsOf: record)
        if let last = rows.last, last.first + last.count == row {
            rows[rows.count - 1] = RowSpan(first: last.first, count: last.count + 1)
        } else {
            rows.append(RowSpan(first: row, count: 1))
        }
    }

    private mutating func takeOut(_ row: Int64, _ record: UnsafeBufferPointer<UInt8>, _ why: LeftOutRow) {
        var why = why
        why.input = Array(record)
        why.externalID = JSONValue(why.input)?.member("external_id")?.words ?? []
        leftOut.append(LeftOutSpan(rows: RowSpan(first: row, count: 1), why: why))
    }
}
