/// A field whose values are checked before they are sent.
///
/// Identifiers are in the order in which a record's identity is looked for: it is the value in the first of them that has
/// one. Its other values here are handles, which the service gives to one record at a time (the user's recipe for contacts:
/// all of them are unique identifiers).
enum CheckedField: UInt8 {
    case none
    case externalID, secondaryExternalID, id, email, whatsapp, sms, instagram, facebook, googleBusinessMessaging
    /// `CHANNEL_marketing_opt_in`, a boolean.
    case marketing
    /// `CHANNEL_transactional_opt_in`, a word for a legal basis. Not all of them are known.
    case transactional

    /// How many there are.
    static let count = 12

    /// The field of a name.
    @inline(never)
    init(_ name: Span<UInt8>, _ type: RecordType) {
        // It is no search in an array: two array literals in one function may change places when Embedded Swift compiles it
        // into several modules (their symbols are numbered anew in each, and the linker takes one).
        switch name.count {
        case 2 where name.equals("id"): self = .id
        case 11 where name.equals("external_id"): self = .externalID
        case _ where type != .contacts: self = .none
        case 3 where name.equals("sms"): self = .sms
        case 5 where name.equals("email"): self = .email
        case 8 where name.equals("whatsapp"): self = .whatsapp
        case 8 where name.equals("facebook"): self = .facebook
        case 9 where name.equals("instagram"): self = .instagram
        case 21 where name.equals("secondary_external_id"): self = .secondaryExternalID
        case 25 where name.equals("google_business_messaging"): self = .googleBusinessMessaging
        default: self = Self.consent(name)
        }
    }

    /// Whether a value tells the service which record is meant.
    var isIdentifier: Bool { self != .none && rawValue < CheckedField.marketing.rawValue }

    /// Whether the service compares telephone numbers here.
    var isPhone: Bool { self == .whatsapp || self == .sms }

    /// The name as notices have it.
    var name: StaticString {
        switch self {
        case .none: ""
        case .externalID: "external_id"
        case .secondaryExternalID: "secondary_external_id"
        case .id: "id"
        case .email: "email"
        case .whatsapp: "whatsapp"
        case .sms: "sms"
        case .instagram: "instagram"
        case .facebook: "facebook"
        case .googleBusinessMessaging: "google_business_messaging"
        case .marketing: "CHANNEL_marketing_opt_in"
        case .transactional: "CHANNEL_transactional_opt_in"
        }
    }

    private static func consent(_ name: Span<UInt8>) -> CheckedField {
        // Most names are shorter.
        if name.count <= 17 { return .none }
        if let end = start(of: "_marketing_opt_in", in: name), isChannel(name.extracting(0..<end)) { return .marketing }
        if let end = start(of: "_transactional_opt_in", in: name), isChannel(name.extracting(0..<end)) {
            return .transactional
        }
        return .none
    }

    /// Where the ending of a name begins, if it has this one.
    private static func start(of ending: StaticString, in name: Span<UInt8>) -> Int? {
        let start = name.count - ending.utf8CodeUnitCount
        return start > 0 && name.extracting(start..<name.count).equals(ending) ? start : nil
    }

    private static func isChannel(_ name: Span<UInt8>) -> Bool {
        if name.equals("postal") { return true }
        return switch CheckedField(name, .contacts) {
        case .email, .whatsapp, .sms, .instagram, .facebook, .googleBusinessMessaging: true
        default: false
        }
    }
}

// Known where a column keeps it.
extension CheckedField: BitwiseCopyable {}
