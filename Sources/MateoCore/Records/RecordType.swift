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
        self == .contacts ? Self.contactIdentifiers() : Self.otherIdentifiers()
    }

    // One list a function, and none of them inlined: Embedded Swift numbers the constant arrays of a function anew
    // in each module, gives them weak names, and the linker then takes one for another.

    @inline(never)
    private static func contactIdentifiers() -> [StaticString] {
        [
            "external_id", "secondary_external_id", "id", "email", "whatsapp", "sms", "instagram",
            "facebook", "google_business_messaging",
        ]
    }

    @inline(never)
    private static func otherIdentifiers() -> [StaticString] {
        ["external_id", "id"]
    }
}
