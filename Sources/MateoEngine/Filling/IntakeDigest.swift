import MateoCore

/// The digest of all records of an import, as the journal that it is compared with has it.
struct IntakeDigest {
    let kind: DigestKind
    private var digest = ImportDigest()
    private var older = Blake2b(length: 16)
    private var hasRecords = false

    init(_ kind: DigestKind) {
        self.kind = kind
    }

    /// Adds the records of a batch.
    ///
    /// - Returns: the digest of these alone.
    mutating func add(_ records: Span<UInt8>) -> BatchDigest {
        guard kind == .blake2b else { return digest.add(records) }
        if hasRecords { older.update([UInt8(ascii: ",")].span) }
        older.update(records)
        hasRecords = true
        return BatchDigest(of: records)
    }

    /// The digest of what was added so far.
    var text: String {
        kind == .blake2b ? Hexadecimal.text(of: older.finish()) : digest.finish().text
    }
}
