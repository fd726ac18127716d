import MateoCore

/// The digest of all rows of an import, those that are left out too, as the journal that it is compared with has it.
struct IntakeDigest {
    let kind: DigestKind
    private var digest = ImportDigest()
    private var older = Blake2b(length: 16)
    private var hasRecords = false
    private var leftOut: LeftOutDigest?

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

    /// Adds rows that are left out.
    mutating func add(_ span: LeftOutSpan) {
        var all = leftOut ?? LeftOutDigest()
        all.add(span)
        leftOut = all
    }

    /// The digest of what was added so far.
    var text: String {
        let records = kind == .blake2b ? Hexadecimal.text(of: older.finish()) : digest.finish().text
        guard let leftOut else { return records }
        return "\(records)\(leftOut.text)"
    }
}
