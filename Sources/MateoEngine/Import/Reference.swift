import MateoCore

/// The text by which a lost batch is found again at the service, and by which it is known whether the journal still has
/// what was put into it.
enum Reference {
    /// The letter before the digest of a batch's own records. References of journals from before it have none: their
    /// digest is of more than the batch.
    private static let mark = UInt8(ascii: "p")

    /// A reference from the import, the place in it, and the content: the same batch always has the same, and no other
    /// batch has it. Letters, digits and `-` alone, so that no address needs quoting.
    static func make(_ uuid: String, row: Int64, records: Int64, payload: Span<UInt8>) -> String {
        let text: Text = "mateo-\(uuid)-\(row)-\(records)-p\(digest(payload))"
        return text.string
    }

    /// Whether these can be the records of the batch with a reference.
    @inline(never)
    static func fits(_ reference: String, _ payload: Span<UInt8>) -> Bool {
        let reference = Array(reference.utf8)
        let digest = Array(digest(payload).utf8)
        let start = reference.count - digest.count
        guard start > 0, reference[start - 1] == mark else { return true }
        for index in 0..<digest.count where reference[start + index] != digest[index] { return false }
        return true
    }

    @inline(never)
    private static func digest(_ payload: Span<UInt8>) -> String {
        var digest = Blake2b(length: 8)
        digest.update(payload)
        return Hexadecimal.text(of: digest.finish())
    }
}
