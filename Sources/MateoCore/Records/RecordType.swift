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

    /// The fields that tell the service which record is meant, for people. A record needs a value in one of them:
    /// without it a repeated import would make a second record, and a failed row could not be told from another.
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

    /// Whether a field of this name is one of `identifierList`.
    ///
    /// It is no search in an array: two array literals in one function may change places when Embedded Swift
    /// compiles it into several modules (their symbols are numbered anew in each, and the linker takes one).
    public func isIdentifier(_ name: Span<UInt8>) -> Bool {
        switch name.count {
        case 2: return Self.isEqual(name, "id")
        case 11: return Self.isEqual(name, "external_id")
        default: break
        }
        guard self == .contacts else { return false }
        return switch name.count {
        case 3: Self.isEqual(name, "sms")
        case 5: Self.isEqual(name, "email")
        case 8: Self.isEqual(name, "whatsapp") || Self.isEqual(name, "facebook")
        case 9: Self.isEqual(name, "instagram")
        case 21: Self.isEqual(name, "secondary_external_id")
        case 25: Self.isEqual(name, "google_business_messaging")
        default: false
        }
    }

    private static func isEqual(_ name: Span<UInt8>, _ other: StaticString) -> Bool {
        guard name.count == other.utf8CodeUnitCount else { return false }
        for index in name.indices where name[index] != other.utf8Start[index] { return false }
        return true
    }
}
