/// What kind of records an import holds.
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

    /// The fields that tell the service which record is meant. A record needs a value in one of them: without
    /// it a repeated import would make a second record, and a failed row could not be told from another.
    public var identifiers: [StaticString] {
        switch self {
        case .contacts: Self.contactIdentifiers
        case .deals, .appointments: Self.otherIdentifiers
        }
    }

    // Variables, since the compiler numbers the array literals of a function anew in every module that uses it:
    // with two in one function, the linker may take one for the other.
    private static let contactIdentifiers: [StaticString] = [
        "external_id", "secondary_external_id", "id", "email", "whatsapp", "sms", "instagram", "facebook",
        "google_business_messaging",
    ]
    private static let otherIdentifiers: [StaticString] = ["external_id", "id"]
}
