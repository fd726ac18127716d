import MateoCore

/// The digest of all rows of an import, including those that are left out. It has the kind of the journal's digest.
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
    /// - Returns: the digest of these records alone.
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

    /// The digest of all rows so far.
    var text: String { records + (leftOut?.0.text ?? "") }

    /// Returns whether a digest in the journal is that of all rows so far. The digests of earlier versions do not cover
    /// the content of rows that are left out.
    func matches(_ earlier: String) -> Bool {
        earlier.isIdentical(to: text) || earlier.isIdentical(to: records + (leftOut?.former.text ?? ""))
    }

    private var records: String {
        kind == .blake2b ? Hexadecimal.text(of: older.finish()) : digest.finish().text
    }
}
