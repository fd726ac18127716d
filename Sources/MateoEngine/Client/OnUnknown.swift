/// What happens to a batch that the service never confirmed: no reference, no single job of its time and size.
public enum OnUnknown: Int32, CaseIterable, Sendable {
    /// Contacts are sent again, deals and appointments are not.
    case byType = 0
    /// It is sent again, whatever it holds.
    case resend = 1
    /// It is not sent again; its records are unknown.
    case stop = 2
}
