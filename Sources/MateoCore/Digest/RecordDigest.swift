/// A record as the journal remembers it: which one it is, and what is in it. Neither can be read from it.
struct RecordDigest: BitwiseCopyable {
    /// Which record it is, never negative: 31 bits for the beginning of its `external_id`, and 32 for all of it. Those of
    /// one beginning are side by side in the journal. So a batch of numbers that follow each other changes few pages, and
    /// its transaction stays small. Two records may have the same. Then one of them counts as changed each time, since the
    /// content includes the `external_id`.
    let record: Int64
    /// What is in it, and the settings it is sent with.
    let content: Int64
    /// Its place among the records that were added.
    let position: Int32
}
