import MateoCore

/// Records on their way into the journal: the batch being filled, the rows that are left out, and the digest of all
/// records before.
struct Intake: ~Copyable {
    var builder: BatchBuilder
    /// Of all records up to the last batch that was taken.
    private(set) var digest: IntakeDigest

    init(limits: BatchLimits, _ kind: DigestKind) {
        builder = BatchBuilder(limits: limits)
        digest = IntakeDigest(kind)
    }

    /// Rows that are left out and not yet in the journal.
    var leftOut: [(rows: RowSpan, why: LeftOutRow)] { builder.leftOut }
    /// How many rows are left out, by their states.
    var leftOutCounts: RecordCounts { builder.leftOutCounts }

    /// The first row that is not in the journal yet.
    var firstRow: Int64 {
        min(builder.firstRow, leftOut.first?.rows.first ?? .max)
    }

    /// Leaves out the next row.
    mutating func leaveOut(_ why: LeftOutRow) throws(MateoError) {
        try builder.leaveOut(why)
    }

    /// Puts the current batch into the journal, and what was left out.
    ///
    /// - Parameter digest: the digest of the batch.
    borrowing func store(
        _ id: Int64, _ uuid: String, _ digest: BatchDigest, _ journal: Journal
    ) throws(MateoError) {
        if builder.records > 0 {
            let rows = builder.rows  // mutation: gap-closed
            let reference = Reference.make(
                uuid, row: rows.first?.first ?? 0, records: Int64(builder.records), digest)
            try journal.addBatch(id, rows, reference: reference, records: builder.bytes)
        }
        for (rows, why) in leftOut { try journal.leaveOut(rows, of: id, why) }
    }

    /// The digest with the current batch, and that of the batch alone.
    func digestWithBatch() -> (whole: IntakeDigest, batch: BatchDigest) {
        var whole = digest
        let batch = whole.add(builder.bytes)
        return (whole, batch)
    }

    /// The current batch, and what was left out, are stored: begins the next one.
    mutating func takeBatch(_ digest: IntakeDigest) {
        if builder.records > 0 { self.digest = digest }
        builder.removeBatch()
    }

    /// A copy to go back to.
    func copy() -> Intake {
        Intake(copying: self)
    }

    private init(copying other: borrowing Intake) {
        builder = other.builder.copy()
        digest = other.digest
    }
}
