import MateoCore

/// Restores records that the file of records has lost, while they are added again: one batch after the other.
struct Restoring {
    /// The batch to restore.
    private var batch: Batch?
    private var rows = RowMap([])
    private var found = PackedBatch()
    /// The last row of that batch; the largest number if no other batch has lost its records.
    private var lastRow: Int64 = 0

    /// Takes the next of the added records. Those that make up a lost batch are written to its place.
    mutating func take(
        _ records: Span<UInt8>, _ added: RowMap, of importID: Int64, _ journal: Journal
    ) throws(MateoError) {
        var position: Int64 = -1
        for range in lastRow < .max ? RecordBoundaries.ranges(in: records) : [] {
            position += 1
            guard let row = added.row(at: position) else { continue }
            if row > lastRow { try next(importID, fromRow: row, journal) }
            guard let batch, rows.position(of: row) != nil else { continue }
            records.extracting(range).withUnsafeBufferPointer { found.add(row, $0) }
            if found.count == Int(batch.records) { try journal.restore(batch, found.records) }
        }
    }

    private mutating func next(_ importID: Int64, fromRow row: Int64, _ journal: Journal) throws(MateoError) {
        batch = try journal.lostBatch(importID, fromRow: row)
        (found, lastRow) = (PackedBatch(), .max)
        guard let batch else { return }
        (rows, lastRow) = (try journal.rows(of: batch), batch.lastRow)
    }
}

extension Journal {
    /// Returns the first batch from a row on that has lost its records.
    fileprivate func lostBatch(_ importID: Int64, fromRow row: Int64) throws(MateoError) -> Batch? {
        let query = try database.statement(
            "SELECT id FROM batch WHERE import = ?1 AND first_row >= ?2 AND records_at IS NOT NULL ORDER BY first_row")
        query.bind(1, importID)
        query.bind(2, row)
        while try query.step() {
            let batch = try batch(query.key(0))
            if try keptRecords(of: batch) == nil { return batch }
        }
        return nil
    }

    /// Writes the records of a batch to their place if they are those that were added first. They are checked again
    /// before they are sent.
    fileprivate func restore(_ batch: Batch, _ bytes: [UInt8]) throws(MateoError) {
        // Those of the oldest journals cannot be compared: even no records fit.
        guard let place = batch.place, place.count == Int64(bytes.count), Reference.fits(batch.reference, bytes.span),
            !Reference.fits(batch.reference, [UInt8]().span)
        else { return }
        // Another process may have released the place.
        guard try isKept(batch.id, at: place.start) else { return }
        try records.write(bytes.span, at: place.start)
        let check = try database.statement("UPDATE import SET checked_row = 0 WHERE id = ?1")
        check.bind(1, batch.importID)
        try check.run()
    }
}
