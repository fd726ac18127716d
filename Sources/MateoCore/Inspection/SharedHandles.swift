/// What happens to a record with a handle that an earlier record of the import has. A handle is an e-mail address, a
/// telephone number, or another identifier that is not its identity.
public enum SharedHandles: Int32, CaseIterable, Sendable {
    /// The record is held: otherwise the service would move the handle from the earlier record to this one.
    case hold = 0
    /// The record is sent unchanged.
    case send = 1
}
