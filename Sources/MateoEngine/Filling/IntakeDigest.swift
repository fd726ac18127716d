import MateoCore

/// The digest of all rows of an import, those that are left out too, as the journal that it is compared with has it.
struct IntakeDigest {
    let kind: DigestKind
    private var digest = ImportDigest()
    private var older = Blake2b(length: 16)
    private var hasRecords = false
    private var leftOut: (LeftOutDigest, former: LeftOutDigest)?

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
        var all = leftOut ?? (LeftOutDigest(), former: LeftOutDigest(hasContent: false))
        all.0.add(span)
        all.former.add(span)
        leftOut = all
    }

    /// The digest of what was added so far.
    var text: String { records + (leftOut?.0.text ?? "") }

    /// Whether a digest in the journal is that of what was added so far. Those of earlier versions do not tell what is in
    /// rows that are left out.
    func matches(_ earlier: String) -> Bool {
        earlier.isIdentical(to: text) || earlier.isIdentical(to: records + (leftOut?.former.text ?? ""))
    }

    private var records: String {
        kind == .blake2b ? Hexadecimal.text(of: older.finish()) : digest.finish().text
    }
}
