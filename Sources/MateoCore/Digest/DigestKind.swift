/// How the digest of an import's records is made. The journal stores the raw values.
public enum DigestKind: Int64, Sendable {
    /// BLAKE2b of all records with commas between them, in journals of formats 1 and 2.
    case blake2b = 1
    /// `ImportDigest`.
    case xxh3 = 2
}
