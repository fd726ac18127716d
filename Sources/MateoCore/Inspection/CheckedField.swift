/// A field whose values are checked before they are sent.
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
    @_optimize(size)
    @inline(never)
    init(_ name: Span<UInt8>, _ type: RecordType) {
        self = .none
        guard type.isIdentifier(name) else {
            if type == .contacts { self = Self.consent(name) }
            return
        }
        switch name.count {
        case 2: self = .id
        case 3: self = .sms
        case 5: self = .email
        case 8: self = name.equals("whatsapp") ? .whatsapp : .facebook
        case 9: self = .instagram
        case 11: self = .externalID
        case 21: self = .secondaryExternalID
        default: self = .googleBusinessMessaging
        }
    }

    /// Whether a value tells the service which record is meant.
    var isIdentifier: Bool { self != .none && rawValue < CheckedField.marketing.rawValue }

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

    @_optimize(size)
    private static func consent(_ name: Span<UInt8>) -> CheckedField {
        if let end = start(of: "_marketing_opt_in", in: name), isChannel(name.extracting(0..<end)) { return .marketing }
        if let end = start(of: "_transactional_opt_in", in: name), isChannel(name.extracting(0..<end)) {
            return .transactional
        }
        return .none
    }

    /// Where the ending of a name begins, if it has this one.
    @_optimize(size)
    private static func start(of ending: StaticString, in name: Span<UInt8>) -> Int? {
        let start = name.count - ending.utf8CodeUnitCount
        return start > 0 && name.extracting(start..<name.count).equals(ending) ? start : nil
    }

    @_optimize(size)
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
