import MateoCore

/// Records on their way into the journal: the batch being filled, and the digest of all before it.
struct Intake: ~Copyable {
    var builder: BatchBuilder
    /// Of all records up to the last batch that was taken, with commas between.
    private(set) var digest = Blake2b(length: 16)
    private var hasTaken = false

    init(limits: BatchLimits) {
        builder = BatchBuilder(limits: limits)
    }

    /// The digest of all records up to the end of the current batch.
    func digestWithBatch() -> Blake2b {
        var digest = digest
        if hasTaken { digest.update([UInt8(ascii: ",")].span) }
        digest.update(builder.bytes)
        return digest
    }

    /// The current batch is stored: begins the next one.
    mutating func takeBatch(_ digest: Blake2b) {
        self.digest = digest
        hasTaken = true
        builder.removeBatch()
    }

    /// A copy to go back to.
    func copy() -> Intake {
        Intake(copying: self)
    }

    private init(copying other: borrowing Intake) {
        builder = other.builder.copy()
        digest = other.digest
        hasTaken = other.hasTaken
    }
}

/// CSV that arrives in pieces, and the intake to go back to when it turns out wrong.
final class CSVIntake {
    var reader: CSVReader
    var before: Intake

    init(reader: consuming CSVReader, before: consuming Intake) {
        self.reader = reader
        self.before = before
    }
}
