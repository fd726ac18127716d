/// Removes rows from a batch.
public struct BatchRemainder {
    /// The remaining records.
    public private(set) var rest = PackedBatch()
    /// The removed rows.
    public private(set) var leftOut: [LeftOutSpan] = []

    /// Removes duplicates from a batch.
    ///
    /// - Parameters:
    ///   - batch: records with commas between them.
    ///   - map: the rows of the records.
    ///   - index: the first duplicate that may be in the batch; afterwards the first one behind it.
    @inline(never)
    public init(
        _ batch: Span<UInt8>, _ map: RowMap, without duplicates: borrowing Duplicates, from index: inout Int
    ) {
        rest.reserve(batch.count)
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
                        rest.add(row, record)
                    }
                }
            }
        }
    }

    /// Removes the records that have a reason not to be sent.
    ///
    /// - Parameters:
    ///   - batch: records with commas between them.
    ///   - map: the rows of the records.
    ///   - reason: returns why a record is not sent, or nil if it is sent.
    @inline(never)
    public init(
        _ batch: Span<UInt8>, _ map: RowMap, reason: (Span<UInt8>) throws(MateoError) -> LeftOutRow?
    ) throws(MateoError) {
        rest.reserve(batch.count)
        var position: Int64 = 0
        for range in RecordBoundaries.ranges(in: batch) {
            let row = map.row(at: position) ?? 0
            position += 1
            let record = batch.extracting(range)
            let why = try reason(record)
            record.withUnsafeBufferPointer { bytes in
                if let why { takeOut(row, bytes, why) } else { rest.add(row, bytes) }
            }
        }
    }

    private mutating func takeOut(_ row: Int64, _ record: UnsafeBufferPointer<UInt8>, _ why: LeftOutRow) {
        var why = why
        why.input = Array(record)
        why.externalID = JSONValue(why.input)?.member("external_id")?.words ?? []
        leftOut.append(LeftOutSpan(rows: RowSpan(first: row, count: 1), why: why))
    }
}
