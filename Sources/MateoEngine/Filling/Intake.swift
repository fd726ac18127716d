import MateoCore

/// Records on their way into the journal: the batch being filled, the rows that are left out, and the digest of all
/// records before.
struct Intake: ~Copyable {
    var builder: BatchBuilder
    /// Rows that are left out and not yet in the journal.
    private(set) var leftOut: [(rows: RowSpan, why: LeftOutRow)] = []
    /// How many rows are left out, by their states.
    private(set) var leftOutCounts = RecordCounts()
    /// Of all records up to the last batch that was taken.
    private(set) var digest: IntakeDigest

    init(limits: BatchLimits, _ kind: DigestKind) {
        builder = BatchBuilder(limits: limits)
        digest = IntakeDigest(kind)
    }

    /// The first row that is not in the journal yet.
    var firstRow: Int64 {
        min(builder.firstRow, leftOut.first?.rows.first ?? .max)
    }

    /// Leaves out the next row.
    mutating func leaveOut(_ why: LeftOutRow) throws(MateoError) {
        try builder.skipRow()
        switch why.state {
        case .held: leftOutCounts.held += 1
        case .superseded: leftOutCounts.superseded += 1  // mutation: left-out-uncounted
        case .unchanged: leftOutCounts.unchanged += 1
        }
        let row = builder.totalRecords
        if let last = leftOut.last, last.why == why, last.rows.first + last.rows.count == row {
            leftOut[leftOut.count - 1].rows = RowSpan(first: last.rows.first, count: last.rows.count + 1)
        } else {
            leftOut.append((RowSpan(first: row, count: 1), why))
        }
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
        leftOut = []
        builder.removeBatch()
    }

    /// A copy to go back to.
    func copy() -> Intake {
        Intake(copying: self)
    }

    private init(copying other: borrowing Intake) {
        builder = other.builder.copy()
        leftOut = other.leftOut
        leftOutCounts = other.leftOutCounts
        digest = other.digest
    }
}
