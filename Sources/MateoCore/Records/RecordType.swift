/// The type of an import's records.
public enum RecordType: Int32, CaseIterable, Sendable {
    /// Contacts, sent as `contact_details`.
    case contacts = 1
    /// Deals, sent as `deal_details`.
    case deals = 2
    /// Appointments, sent as `appointment_details`.
    case appointments = 3

    /// The value of `type` in the body of `POST /import`.
    public var wireName: StaticString {
        switch self {
        case .contacts: "contact_details"
        case .deals: "deal_details"
        case .appointments: "appointment_details"
        }
    }

    /// The fields that identify a record to the service, for people. A record needs a value in one of them. Without it,
    /// a repeated import would create a second record, and a failed row could not be distinguished from others.
    public var identifierList: StaticString {
        switch self {
        case .contacts:
            """
            external_id, secondary_external_id, id, email, whatsapp, sms, instagram, facebook, \
            google_business_messaging
            """
        case .deals, .appointments: "external_id, id"
        }
    }

    /// Returns whether a field with this name is one of `identifierList`.
    public func isIdentifier(_ name: Span<UInt8>) -> Bool {
        CheckedField(name, self).isIdentifier
    }
}
