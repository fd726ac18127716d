/// How the digest of an import's records is made. The raw values are the journal's.
public enum DigestKind: Int64, Sendable {
    /// BLAKE2b of all records with commas between, in journals of the formats 1 and 2.
    case blake2b = 1
    /// `ImportDigest`.
    case xxh3 = 2
}
