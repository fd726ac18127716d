/// What a record is beside the one of its `external_id` that succeeded last.
public enum RecordChange: UInt8, BitwiseCopyable, Sendable {
    /// It has no `external_id`, or another content. Or nothing is known: it failed, or its outcome is unknown.
    case changed
    /// None is known.
    case new
    /// It is the same.
    case unchanged
}
