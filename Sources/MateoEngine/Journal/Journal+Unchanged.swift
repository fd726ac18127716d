import MateoCore

/// Rows of an import that are not sent since the service has them as they are, found when all are in.
extension Journal {
    /// So many records are compared together: the table is then read in its order.
    package static let comparedTogether = 1 << 16

    /// Takes unchanged rows out of the batches of an import, and packs the others into as few batches as possible.
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
            // An import that is sealed later must not find what this one is about to replace.
            try removeChanged(digests)
            try repack(batches, importID, uuid, digests, &packer)
        }
        packer.finish()
        try store(&packer, importID, uuid)
    }

    /// Compares the records of an import. None of its batches was sent yet.
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

    /// Whether rows of an import were left out as unchanged.
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
            // A batch before the first gap stays as it is.
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
