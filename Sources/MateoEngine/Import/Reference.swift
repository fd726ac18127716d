import MateoCore

/// The text by which a lost batch is found again at the service.
enum Reference {
    /// A reference from the import, the place in it, and the content up to there: the same batch always has the
    /// same, and no other batch has it. Letters, digits and `-` alone, so that no address needs quoting.
    static func make(_ uuid: String, row: Int64, records: Int64, digest: [UInt8]) -> String {
        let text: Text = "mateo-\(uuid)-\(row)-\(records)-\(Digest.hexadecimal(Array(digest.prefix(8))))"
        return text.string
    }

    /// The reference of a part of a batch.
    static func make(_ uuid: String, row: Int64, records: Int64, payload: Span<UInt8>) -> String {
        var digest = Digest(length: 16)
        digest.update(payload)
        return make(uuid, row: row, records: records, digest: digest.finish())
    }
}
