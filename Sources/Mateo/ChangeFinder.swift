import MateoCore
import MateoEngine

/// Finds the unchanged records of a file, by the digests in a journal.
struct ChangeFinder: ~Copyable {
    private let journal: Journal?
    private var digests: RecordDigests
    private var rows: [RowSpan] = []
    private var changes = RecordChanges()

    /// - Parameters:
    ///   - journal: nil for none. Then all records are new.
    ///   - secret: the secret of its digests.
    init(_ type: RecordType, _ settings: ImportSettings, _ journal: Journal?, secret: [UInt8]) {
        self.journal = journal
        digests = RecordDigests(type, secret: secret, settings: settings.members)
    }

    /// Adds the records of a batch.
    mutating func add(_ records: Span<UInt8>, rows spans: [RowSpan]) throws(MateoError) {
        try digests.add(records)
        rows += spans
        if digests.records >= Journal.comparedTogether { try compare() }
    }

    /// Counts the records, without those that are not sent because of other rows.
    mutating func counts(without duplicates: borrowing Duplicates) throws(MateoError) -> RecordChanges.Counts {
        try compare()
        return changes.counts(without: duplicates)
    }

    private mutating func compare() throws(MateoError) {
        if let journal {
            try journal.compare(&digests)
        } else {
            digests.compareWithNothing()
        }
        try changes.add(digests, rows: rows)
        digests.removeAll()
        rows.removeAll()
    }
}
