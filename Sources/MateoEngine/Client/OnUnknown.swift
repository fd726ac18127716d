/// What happens to a batch that the service never confirmed: it is not found by reference, and no single job has its
/// time and size.
public enum OnUnknown: Int32, CaseIterable, Sendable {
    /// Contacts are sent again, deals and appointments are not.
    case byType = 0
    /// It is sent again, whatever its type is.
    case resend = 1
    /// It is not sent again. The outcome of its records is unknown.
    case stop = 2
}
