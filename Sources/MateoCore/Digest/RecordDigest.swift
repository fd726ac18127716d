/// A record in the journal: a digest of its identity, and one of its content. The record cannot be restored from them.
struct RecordDigest: BitwiseCopyable {
    /// The digest of its identity, never negative: 31 bits for the beginning of its `external_id`, and 32 for all of
    /// it. Ids with the same beginning are adjacent in the journal. So a batch of consecutive numbers changes few
    /// pages, and its transaction stays small. Two records may have the same digest. Then one of them counts as changed
    /// each time, since the content includes the `external_id`.
    let record: Int64
    /// The digest of its content and of the settings it is sent with.
    let content: Int64
    /// Its place among the added records.
    let position: Int32
}
