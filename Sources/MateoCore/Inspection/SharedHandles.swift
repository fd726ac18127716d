/// What becomes of a record with a handle that an earlier record of the import has: an e-mail address, a telephone
/// number, or another identifier that is not its identity.
public enum SharedHandles: Int32, CaseIterable, Sendable {
    /// It is held: the service would take the handle from the earlier record.
    case hold = 0
    /// It is sent as it is.
    case send = 1
}
