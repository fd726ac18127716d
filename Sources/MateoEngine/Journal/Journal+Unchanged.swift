import MateoCore

/// Leaves out rows of an import that the service already has with the same content, once all rows are added.
extension Journal {
    /// The number of records to compare together, so that the table is read in its order.
    package static let comparedTogether = 1 << 16

    /// Removes unchanged rows from the batches of an import, and packs the others into as few batches as possible.
    func leaveOutUnchanged(
        of importID: Int64, uuid: String, _ digests: inout RecordDigests, _ limits: BatchLimits
    ) throws(MateoError) {
        var packer = BatchPacker(limits)
        var row: Int64 = 0
        while true {
            digests.removeAll()
            let batches = try add(&digests, of: importID, behind: &row)
            if batches.isEmpty { break }
            try compare(&digests)
            // A later import must not find the digests of records that this one is about to replace.
            try removeChanged(digests)
            try repack(batches, importID, uuid, digests, &packer)
        }
        packer.finish()
        try store(&packer, importID, uuid)
    }

    /// Compares the records of an import before any of its batches is sent.
    func addChanges(
        of importID: Int64, _ digests: inout RecordDigests, to changes: inout RecordChanges
    ) throws(MateoError) {
        var row: Int64 = 0
        while true {
            digests.removeAll()
            let batches = try add(&digests, of: importID, behind: &row)
            if batches.isEmpty { return }
            try compare(&digests)
            var spans: [RowSpan] = []
            for batch in batches { spans += try rows(of: batch).spans }
            try changes.add(digests, rows: spans)
        }
    }

    /// Adds the records of the next batches, as many as are compared together.
    private func add(
        _ digests: inout RecordDigests, of importID: Int64, behind row: inout Int64
    ) throws(MateoError) -> [Batch] {
        var batches: [Batch] = []
        while digests.records < Self.comparedTogether, let batch = try waitingBatch(of: importID, behind: row) {
            let bytes = try records(of: batch)
            try digests.add(bytes.span)
            batches.append(batch)
            row = batch.lastRow
        }
        return batches
    }

    /// Returns whether rows of an import were left out as unchanged.
    func hasUnchanged(_ importID: Int64) throws(MateoError) -> Bool {
        try counts(of: importID).unchanged > 0
    }

    private func repack(
        _ batches: [Batch], _ importID: Int64, _ uuid: String, _ digests: borrowing RecordDigests,
        _ packer: inout BatchPacker
    ) throws(MateoError) {
        var first = 0
        for batch in batches {
            let end = first + Int(batch.records)
            // A batch before the first gap stays unchanged.
            if !packer.isEmpty || digests.hasUnchanged(from: first, to: end) {
                let (bytes, rows) = (try records(of: batch), try rows(of: batch))
                packer.add(bytes.span, rows, digests, from: first)
                try releaseSource(of: packer.lastUnchanged, of: importID)
                try remove(batch)
                try store(&packer, importID, uuid)
            }
            first = end
        }
    }

    private func store(_ packer: inout BatchPacker, _ importID: Int64, _ uuid: String) throws(MateoError) {
        for batch in packer.takeBatches() { try addBatch(batch, to: importID, uuid) }
        for rows in packer.takeUnchanged() { try leaveOut(rows, of: importID, LeftOutRow(.unchanged)) }
    }
}
