/// Compares a record with the last successful one of the same `external_id`.
public enum RecordChange: UInt8, BitwiseCopyable, Sendable {
    /// It has no `external_id`, or different content. Or the last one failed, or has an unknown outcome.
    case changed
    /// None is known.
    case new
    /// Both are equal.
    case unchanged
}
