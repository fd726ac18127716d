import MateoCore

/// The text by which a lost batch is found again at the service, and by which it is known whether the journal still has
/// what was put into it.
enum Reference {
    /// The letter before the digest of a batch's own records, which says how it is made. References of the oldest journals
    /// have none: their digest is of more than the batch.
    private static let mark = UInt8(ascii: "x")
    /// The same in journals of the formats 1 and 2, before 16 digits of BLAKE2b.
    private static let olderMark = UInt8(ascii: "p")
    private static let olderDigits = 16

    /// A reference from the import, the place in it, and the content: the same batch always has the same, and no other
    /// batch has it. Letters, digits and `-` alone, so that no address needs quoting.
    static func make(_ uuid: String, row: Int64, records: Int64, _ digest: BatchDigest) -> String {
        let text: Text = "mateo-\(uuid)-\(row)-\(records)-x\(digest.text)"
        return text.string
    }

    /// What a reference has of its import, as `make` takes it; nil when it has none.
    static func source(of reference: String) -> String? {
        let bytes = Array(reference.utf8)
        guard let start = bytes.firstIndex(of: UInt8(ascii: "-")),
            let end = bytes[(start + 1)...].firstIndex(of: UInt8(ascii: "-")), end > start + 1
        else { return nil }
        return String(decoding: bytes[(start + 1)..<end], as: UTF8.self)
    }

    /// Whether these can be the records of the batch with a reference.
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

    /// Where the digest in a reference begins; nil when it has none of that kind.
    private static func digest(of reference: [UInt8], _ length: Int, behind mark: UInt8) -> Int? {
        let start = reference.count - length
        return start > 0 && reference[start - 1] == mark ? start : nil
    }
}
