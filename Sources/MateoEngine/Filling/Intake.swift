import MateoCore

/// Records on their way into the journal: the current batch, the rows that are left out, and the digest of all records
/// before them.
struct Intake: ~Copyable {
    var builder: BatchBuilder
    /// The rows left out of earlier batches, by state.
    private var leftOutBefore = RecordCounts()
    /// The forms of the files, each with its first row.
    var sources: [(firstRow: Int64, form: SourceForm)] = []
    /// The tags of rows that are not yet in the journal.
    var tags: [(row: Int64, text: [UInt8])] = []
    /// The digest of all rows up to the last stored batch.
    private(set) var digest: IntakeDigest

    init(limits: BatchLimits, _ kind: DigestKind) {
        builder = BatchBuilder(limits: limits)
        builder.keepsSource = true
        digest = IntakeDigest(kind)
    }

    /// The first row that is not yet in the journal.
    var firstRow: Int64 {
        min(builder.firstRow, builder.leftOut.first?.rows.first ?? .max)
    }

    /// Whether nothing waits to be stored in the journal.
    var isEmpty: Bool { builder.records == 0 && builder.leftOut.isEmpty }

    /// The rows that are left out, by state.
    var leftOutCounts: RecordCounts {
        var counts = leftOutBefore
        for span in builder.leftOut {
            switch span.why.state {
            case .held: counts.held += span.rows.count
            case .superseded: counts.superseded += span.rows.count  // mutation: left-out-uncounted
            case .unchanged: counts.unchanged += span.rows.count
            }
        }
        return counts
    }

    /// Stores the current batch and the rows that were left out in the journal.
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
        if let rows = builder.sourceRows {
            let text = builder.sourceText
            if !text.isEmpty { try journal.addSource(rows, builder.sourceLayout, text, of: id) }
        }
        for span in builder.leftOut { try journal.leaveOut(span.rows, of: id, span.why) }
        for tag in tags { try journal.addTag(tag.text, to: tag.row, of: id) }
    }

    /// Adds the identifying values of the current batch.
    borrowing func addKeys(to keys: inout RecordKeys) throws(MateoError) {
        try keys.add(builder.bytes, rows: builder.rows)
    }

    /// Adds the contacts of the current batch's records.
    borrowing func addContacts(to contacts: inout LinkedContacts) throws(MateoError) {
        try contacts.add(builder.bytes)
    }

    /// Adds the digests of the current batch's records.
    borrowing func addDigests(to digests: inout RecordDigests) throws(MateoError) {
        try digests.add(builder.bytes)
    }

    /// Returns the digest including the current batch, and that of the batch alone.
    func digestWithBatch() -> (whole: IntakeDigest, batch: BatchDigest) {
        var whole = digest
        let batch = whole.add(builder.bytes)
        for span in builder.leftOut { whole.add(span) }
        return (whole, batch)
    }

    /// Begins the next batch after the current one was stored.
    mutating func takeBatch(_ digest: IntakeDigest) {
        self.digest = digest
        leftOutBefore = leftOutCounts
        tags.removeAll()
        builder.removeBatch()
    }

    /// Returns a copy that can be restored.
    func copy() -> Intake {
        Intake(copying: self)
    }

    private init(copying other: borrowing Intake) {
        builder = other.builder.copy()
        leftOutBefore = other.leftOutBefore
        sources = other.sources
        tags = other.tags
        digest = other.digest
    }
}
