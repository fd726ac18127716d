/// A record as the journal remembers it: which one it is, and what is in it. Neither can be read from it.
struct RecordDigest: BitwiseCopyable {
    /// Which record it is, in 49 bits: SQLite keeps so many in 7 bytes. Two records may have the same. Then one of them
    /// counts as changed each time, since the content includes the `external_id`.
    let record: Int64
    /// What is in it, and the settings it is sent with.
    let content: Int64
    /// Its place among the records that were added.
    let position: Int32
}
