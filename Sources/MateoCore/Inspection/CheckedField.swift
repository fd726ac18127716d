/// A field whose values are checked before they are sent.
///
/// Identifiers are in order of priority: a record's identity is its value in the first of these fields that has one.
/// Its values in the other fields are handles. The service gives a handle to one record at a time (the user's recipe
/// for contacts: all of them are unique identifiers).
enum CheckedField: UInt8 {
    case none
    case externalID, secondaryExternalID, id, email, whatsapp, sms, instagram, facebook, googleBusinessMessaging
    /// `CHANNEL_marketing_opt_in`, a boolean.
    case marketing
    /// `CHANNEL_transactional_opt_in`, the name of a legal basis. Not all of these names are known.
    case transactional
    /// A time of an appointment. The service takes one without a time zone as UTC.
    case time
    /// The identifier of a contact or a user that a deal or an appointment belongs to.
    case reference

    /// The number of cases.
    static let count = 14

    /// Finds the field with a name.
    @inline(never)
    init(_ name: Span<UInt8>, _ type: RecordType) {
        // This does not search an array. Embedded Swift numbers the array literals of a function anew in each module it
        // compiles it into, and the linker keeps only one. So two such literals may be exchanged.
        switch name.count {
        case 2 where name.equals("id"): self = .id
        case 11 where name.equals("external_id"): self = .externalID
        case _ where type != .contacts: self = Self.belonging(name, type)
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

    /// Whether the value identifies a record to the service.
    var isIdentifier: Bool { self != .none && rawValue < CheckedField.marketing.rawValue }

    /// Whether a number is a value of the field.
    var takesNumbers: Bool { self == .reference || (isIdentifier && self != .email) }

    /// Whether the service compares telephone numbers in this field.
    var isPhone: Bool { self == .whatsapp || self == .sms }

    /// Changes a value to the form in which the service compares it: an e-mail address without capitals, and a telephone
    /// number without what people put between digits.
    @inline(never)
    func normalize(_ value: inout Bytes) {
        if isPhone { PhoneSpelling.normalize(&value) }
        guard self == .email else { return }
        for index in 0..<value.count {
            let byte = value.base[index]
            if byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") { value.base[index] = byte | 0x20 }
        }
    }

    /// The field's name in notices.
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
        case .time: "start_time, end_time, confirmed_at, cancelled_at"
        case .reference: "contact_id, contact_external_id, assignee_id"
        }
    }

    /// The fault of a value in another form.
    var misfit: RecordFault {
        switch self {
        case .marketing: .marketing
        case .transactional: .transactional
        case .time: .time
        case .email: .email
        default: .form
        }
    }

    /// Finds the field of a deal or an appointment with a name.
    private static func belonging(_ name: Span<UInt8>, _ type: RecordType) -> CheckedField {
        if Mapping.place(of: name, in: "contact_id;contact_external_id;") != nil { return .reference }
        if type == .deals { return .none }
        return switch Mapping.place(of: name, in: "assignee_id;start_time;end_time;confirmed_at;cancelled_at;") {
        case nil: .none
        case 0: .reference
        default: .time
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

    /// Returns the start of an ending in a name, if the name has that ending.
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

// Explicit, because types that store it are BitwiseCopyable too.
extension CheckedField: BitwiseCopyable {}
