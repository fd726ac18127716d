import MateoCore

/// Leaves out rows of an import because of other rows, once all rows are added.
extension Journal {
    /// Adds the identifying values of an import before any of its batches is sent.
    func addKeys(of importID: Int64, to keys: inout RecordKeys) throws(MateoError) {
        var row: Int64 = 0
        while let batch = try waitingBatch(of: importID, behind: row) {
            let (bytes, rows) = (try records(of: batch), try rows(of: batch))
            try keys.add(bytes.span, rows: rows.spans)
            row = batch.lastRow
        }
    }

    /// Removes rows from the batches of an import. A batch that loses rows is rewritten.
    func leaveOut(_ duplicates: borrowing Duplicates, of importID: Int64, uuid: String) throws(MateoError) {
        var index = 0
        while let duplicate = duplicates.duplicate(index) {
            guard let batch = try waitingBatch(of: importID, with: duplicate.row) else {
                throw Soundness.damage(path, "row \(duplicate.row) is in no batch that waits")
            }
            let (before, bytes, rows) = (index, try records(of: batch), try rows(of: batch))
            let remainder = BatchRemainder(bytes.span, rows, without: duplicates, from: &index)
            guard index > before else { throw Soundness.damage(path, "\(batch.rows) are not in their order") }
            try replace(batch, by: remainder, uuid)
        }
    }

    /// Replaces a batch by one with the rest of its rows. The others are left out.
    func replace(_ batch: Batch, by remainder: BatchRemainder, _ uuid: String) throws(MateoError) {
        try remove(batch)
        try leaveOut(withSource: remainder.leftOut, of: batch)
        // Rows that are sent again have references of their own.
        try addBatch(remainder.rest, to: batch.importID, Reference.source(of: batch.reference) ?? uuid)
    }

    /// Adds a batch that was filled with records of other batches. An empty batch is ignored.
    func addBatch(_ packed: PackedBatch, to importID: Int64, _ uuid: String) throws(MateoError) {
        guard let first = packed.rows.first else { return }
        let reference = Reference.make(
            uuid, row: first.first, records: Int64(packed.count), BatchDigest(of: packed.records.span))
        try addBatch(importID, packed.rows, reference: reference, records: packed.records.span)
    }

    /// Stores rows of a batch that are left out, with their text. The text is then stored with the reason, and not in a
    /// part of a file.
    func leaveOut(withSource leftOut: [LeftOutSpan], of batch: Batch) throws(MateoError) {
        let parts = try sourceParts(of: batch.importID, batch.firstRow...batch.lastRow)
        var gone: [RowSpan] = []
        for span in leftOut {
            var why = span.why
            if let source = try source(ofRow: span.rows.first, in: parts) {
                why.source = source.text
                if why.line == 0 { why.line = source.line }
            }
            try leaveOut(span.rows, of: batch.importID, why)
            gone.append(span.rows)
        }
        // The journal keeps the text in any case, with the reason.
        try releaseSource(of: gone, of: batch.importID, atOnce: false)
    }

    /// Returns whether rows of an import are held because others have their handles.
    func hasSharedHandles(_ importID: Int64) throws(MateoError) -> Bool {
        let query = try database.statement("SELECT 1 FROM left_out WHERE import = ?1 AND code = ?2 LIMIT 1")
        query.bind(1, importID)
        query.bind(2, Duplicate.sharedHandle.description)
        return try query.step()
    }

    func waitingBatch(of importID: Int64, behind row: Int64) throws(MateoError) -> Batch? {
        try waitingBatch(
            "SELECT id FROM batch WHERE import = ?1 AND state = 1 AND turn > ?2 ORDER BY turn LIMIT 1", importID, row)
    }

    private func waitingBatch(of importID: Int64, with row: Int64) throws(MateoError) -> Batch? {
        try waitingBatch(
            "SELECT id FROM batch WHERE import = ?1 AND state = 1 AND turn <= ?2 ORDER BY turn DESC LIMIT 1", importID,
            row)
    }

    private func waitingBatch(_ sql: StaticString, _ importID: Int64, _ row: Int64) throws(MateoError) -> Batch? {
        let query = try database.statement(sql)
        query.bind(1, importID)
        query.bind(2, row)
        return try query.step() ? try batch(query.key(0)) : nil
    }

    /// Removes a waiting batch with its records.
    func remove(_ batch: Batch) throws(MateoError) {
        if let place = batch.place { try release(place) }
        let remove = try database.statement("DELETE FROM batch WHERE id = ?1")
        remove.bind(1, batch.id)
        try remove.run()
        try tally(batch.importID, .waiting, batches: -1, records: -batch.records)
    }
}
