import MateoCore

/// The text by which a lost batch is found at the service. It also shows whether the journal still has the records that
/// were added.
enum Reference {
    /// The letter before the digest of a batch's own records, which shows the kind of digest. References of the oldest
    /// journals have no such letter: their digest covers more than the batch.
    private static let mark = UInt8(ascii: "x")
    /// The letter in journals of formats 1 and 2, before 16 digits of BLAKE2b.
    private static let olderMark = UInt8(ascii: "p")
    private static let olderDigits = 16

    /// Returns a reference from the import, the place in it, and the content. The same batch always has the same
    /// reference, and no other batch has it. It has only letters, digits and `-`, so addresses need no quotes.
    static func make(_ uuid: String, row: Int64, records: Int64, _ digest: BatchDigest) -> String {
        let text: Text = "mateo-\(uuid)-\(row)-\(records)-x\(digest.text)"
        return text.string
    }

    /// Returns the import's part of a reference, in the form of `make`, or nil.
    static func source(of reference: String) -> String? {
        let bytes = Array(reference.utf8)
        guard let start = bytes.firstIndex(of: UInt8(ascii: "-")),
            let end = bytes[(start + 1)...].firstIndex(of: UInt8(ascii: "-")), end > start + 1
        else { return nil }
        return String(decoding: bytes[(start + 1)..<end], as: UTF8.self)
    }

    /// Returns whether these can be the records of the batch with a reference.
    @inline(never)
    static func fits(_ reference: String, _ records: Span<UInt8>) -> Bool {
        let reference = Array(reference.utf8)
        if let start = digest(of: reference, BatchDigest.length, behind: mark) {
            return BatchDigest.fits(reference.span.extracting(start...), records)
        }
        guard let start = digest(of: reference, olderDigits, behind: olderMark) else { return true }
        var digest = Blake2b(length: olderDigits / 2)
        digest.update(records)
        let right = Array(Hexadecimal.text(of: digest.finish()).utf8)
        for index in 0..<olderDigits where reference[start + index] != right[index] { return false }
        return true
    }

    /// Returns the start of the digest in a reference, or nil if it has none of that kind.
    private static func digest(of reference: [UInt8], _ length: Int, behind mark: UInt8) -> Int? {
        let start = reference.count - length
        return start > 0 && reference[start - 1] == mark ? start : nil
    }
}
