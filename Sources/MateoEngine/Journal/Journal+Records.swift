import MateoCore

/// Stores the records of batches in a separate file. Each byte is written once, and removed by punching a hole.
extension Journal {
    /// Adds a waiting batch with its records. They count once the current transaction is committed.
    func addBatch(
        _ importID: Int64, _ rows: [RowSpan], reference: String, records bytes: Span<UInt8>
    ) throws(MateoError) {
        let place = RecordsPlace(start: try endOfRecords(), count: Int64(bytes.count))
        try records.write(bytes, at: place.start)
        try addBatch(importID, rows, reference: reference, place: place)
    }

    /// Returns the records of a batch as JSON objects with commas between them.
    ///
    /// - Throws: `journalCorrupt` if they are not the ones that were added.
    func records(of batch: Batch) throws(MateoError) -> [UInt8] {
        if let bytes = try keptRecords(of: batch) { return bytes }
        throw lost(batch.rows)
    }

    /// Returns the records of a batch, or nil if they are not the ones that were added.
    func keptRecords(of batch: Batch) throws(MateoError) -> [UInt8]? {
        guard let place = batch.place, let bytes = try kept(Int(place.count), at: place.start),
            Reference.fits(batch.reference, bytes.span)
        else { return nil }
        return bytes
    }

    /// Returns bytes of the file of records, or nil if it does not have them.
    func kept(_ count: Int, at start: Int64) throws(MateoError) -> [UInt8]? {
        do throws(MateoError) {
            return try records.read(count, at: start)
        } catch {
            guard error.status == .journalCorrupt else { throw error }
            return nil
        }
    }

    /// Returns the error for rows without their records.
    func lost(_ rows: Text) -> MateoError {
        MateoError(
            .journalCorrupt,
            "the journal \(path) is damaged: \(rows) are not as they were added, and were not sent: import the same file again "
                + "under the same name, which restores them")
    }

    /// Replaces a batch of two or more records by two parts. Its records do not move.
    ///
    /// - Parameters:
    ///   - part: the number of records in the first part.
    ///   - reference: returns the reference of a batch from its first row, its number of records and their bytes.
    func divide(
        _ batch: Batch, after part: Int64, reference: (Int64, Int64, Span<UInt8>) -> String
    ) throws(MateoError) {
        let (bytes, rows) = (try records(of: batch), try rows(of: batch))
        guard part > 0, part < batch.records, let place = batch.place,
            let middle = RecordBoundaries.offset(ofRecord: Int(part), in: bytes.span), middle > 0
        else { throw Soundness.damage(path, "\(batch.rows) cannot be divided") }
        // There is a comma between the parts.
        let (first, second) = (0..<middle - 1, middle..<bytes.count)
        try addPart(batch, rows.part(from: 0, count: part), bytes, first, place, reference)
        // mutation: divide-loses
        try addPart(batch, rows.part(from: part, count: batch.records - part), bytes, second, place, reference)
    }

    private func addPart(
        _ batch: Batch, _ rows: RowMap, _ bytes: [UInt8], _ range: Range<Int>, _ whole: RecordsPlace,
        _ reference: (Int64, Int64, Span<UInt8>) -> String
    ) throws(MateoError) {
        var records: Int64 = 0
        for span in rows.spans { records += span.count }
        guard let first = rows.spans.first else { throw Soundness.damage(path, "\(batch.rows) have no rows") }
        try addBatch(
            batch.importID, rows.spans, reference: reference(first.first, records, bytes.span.extracting(range)),
            place: RecordsPlace(start: whole.start + Int64(range.lowerBound), count: Int64(range.count)))
    }

    /// Releases records that are no longer needed. They are erased once this transaction is on the disk.
    func release(_ place: RecordsPlace) throws(MateoError) {
        let add = try database.statement("INSERT INTO erasure(start, bytes) VALUES (?1, ?2)")
        add.bind(1, place.start)
        add.bind(2, place.count)
        try add.run()
        hasReleased = true
    }

    /// Releases all records of an import from a row on.
    func releaseRecords(of importID: Int64, fromRow row: Int64) throws(MateoError) {
        let add = try database.statement(
            """
            INSERT INTO erasure(start, bytes) SELECT records_at, records_bytes FROM batch
            WHERE import = ?1 AND first_row >= ?2 AND records_at IS NOT NULL
            """)
        add.bind(1, importID)
        add.bind(2, row)
        try add.run()
        hasReleased = true
    }

    /// Returns the places to erase. They may be erased once everything written before this call is on the disk.
    ///
    /// - Parameter id: the number after which to start.
    func released(after id: Int64) throws(MateoError) -> [Released] {
        let query = try database.statement("SELECT id, start, bytes FROM erasure WHERE id > ?1 ORDER BY id")
        query.bind(1, id)
        var found: [Released] = []
        while try query.step() {
            let place = RecordsPlace(
                start: try query.number(1, in: Bounds.place), count: try query.number(2, in: Bounds.place))
            found.append(Released(id: query.key(0), place: place))
        }
        return found
    }

    /// Erases the released places.
    ///
    /// Until the journal forgets a place, it is not reused. Another process may have erased and forgotten it since. So
    /// a place is erased only while the journal has it, and in a transaction.
    ///
    /// - Parameter forgets: whether the journal forgets the places. This waits until the erasure is on the disk.
    ///   Otherwise it would not be repeated after a power failure.
    func erase(_ released: [Released], forgets: Bool) throws(MateoError) {
        guard !released.isEmpty else { return }
        try writeSoftly { () throws(MateoError) in
            for one in released where try isReleased(one) {
                try records.erase(one.place.count, at: one.place.start)
            }
            guard forgets else { return }
            try records.sync()
            for one in released { try forget(one) }
            try records.cut(to: endOfRecords())
        }
    }

    private func isReleased(_ released: Released) throws(MateoError) -> Bool {
        let query = try database.statement("SELECT 1 FROM erasure WHERE id = ?1 AND start = ?2 AND bytes = ?3")
        bind(released, to: query)
        return try query.step()
    }

    private func forget(_ released: Released) throws(MateoError) {
        let remove = try database.statement("DELETE FROM erasure WHERE id = ?1 AND start = ?2 AND bytes = ?3")
        bind(released, to: remove)
        try remove.run()
    }

    private func bind(_ released: Released, to statement: borrowing Statement) {
        statement.bind(1, released.id)
        statement.bind(2, released.place.start)
        statement.bind(3, released.place.count)
    }

    /// Truncates the file behind all records. A process may have ended before it registered records there.
    func cutRecords() throws(MateoError) {
        guard try records.length() > endOfRecords() else { return }
        // No other process adds records meanwhile.
        database.waits(for: 0)
        defer { database.waits(for: Database.patience) }
        try database.transaction { () throws(MateoError) in try records.cut(to: endOfRecords()) }
    }

    /// Returns the end of all records that are needed or not yet erased.
    func endOfRecords() throws(MateoError) -> Int64 {
        let query = try database.statement(
            """
            SELECT max(coalesce((SELECT records_at + records_bytes FROM batch WHERE records_at IS NOT NULL
                ORDER BY records_at DESC LIMIT 1), 0), coalesce((SELECT max(start + bytes) FROM erasure), 0),
                coalesce((SELECT start + bytes FROM source_part ORDER BY start DESC LIMIT 1), 0))
            """)
        return try query.step() ? query.number(0, in: Bounds.place) : 0
    }
}
