/// The fields that tell the service which record is meant. A record's identity is its value in the first of them that
/// has one; its other values here are handles, which the service gives to one record at a time (the user's recipe for
/// contacts: all of them are unique identifiers).
enum IdentifierField: UInt8 {
    case externalID, id, secondaryExternalID, email, whatsapp, sms, instagram, facebook, googleBusinessMessaging

    /// The field of a name; nil for any other.
    ///
    /// It is no search in an array: two array literals in one function may change places when Embedded Swift
    /// compiles it into several modules (their symbols are numbered anew in each, and the linker takes one).
    init?(_ name: Span<UInt8>, of type: RecordType) {
        switch name.count {
        case 2 where name.equals("id"): self = .id
        case 11 where name.equals("external_id"): self = .externalID
        case 3 where type == .contacts && name.equals("sms"): self = .sms
        case 5 where type == .contacts && name.equals("email"): self = .email
        case 8 where type == .contacts && name.equals("whatsapp"): self = .whatsapp
        case 8 where type == .contacts && name.equals("facebook"): self = .facebook
        case 9 where type == .contacts && name.equals("instagram"): self = .instagram
        case 21 where type == .contacts && name.equals("secondary_external_id"): self = .secondaryExternalID
        case 25 where type == .contacts && name.equals("google_business_messaging"): self = .googleBusinessMessaging
        default: return nil
        }
    }

    /// Its name.
    var name: StaticString {
        switch self {
        case .externalID: "external_id"
        case .id: "id"
        case .secondaryExternalID: "secondary_external_id"
        case .email: "email"
        case .whatsapp: "whatsapp"
        case .sms: "sms"
        case .instagram: "instagram"
        case .facebook: "facebook"
        case .googleBusinessMessaging: "google_business_messaging"
        }
    }

    /// Whether the service compares telephone numbers here.
    var isPhone: Bool { self == .whatsapp || self == .sms }
}
