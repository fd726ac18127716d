/// One of the three kinds of records: its table, and the keys that its payload objects may have.
struct Entity: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case contact, deal, appointment
    }

    let kind: Kind
    let fields: [Field]

    var table: String { kind.rawValue }

    /// The type of an import of these records.
    var importType: String { kind.rawValue + "_details" }

    /// The index of the external id among the fields.
    let externalID: Int

    /// The kinds of the fields, by which rows are read.
    let kinds: [Field.Kind]

    /// Whether a field identifies the contact.
    let identifies: [Bool]

    private let byLength: [[Int]]

    /// - Throws: if a key is declared twice.
    init(_ kind: Kind, customFields: [CustomField], marketingChannels: [String]) throws(CustomField
        .Unreadable)
    {
        var fields = Self.builtIn(kind)
        fields += customFields.filter { $0.entity == kind }.map(\.field)
        if kind == .contact { fields += marketingChannels.map { Field($0, .consent) } }
        var names: Set<String> = [
            "id", "created_at", "updated_at", "organisation_id", "country_codes", "contact_id",
        ]
        for field in fields where !names.insert(field.name).inserted {
            throw CustomField.Unreadable(
                description: "the key '\(field.name)' of \(kind.rawValue) is there already")
        }
        self.kind = kind
        self.fields = fields
        kinds = fields.map(\.kind)
        identifies = fields.map(\.isUnique)
        externalID = fields.firstIndex { $0.name == "external_id" } ?? 0
        let longest = fields.map(\.key.count).max() ?? 0
        byLength = (0...longest).map { length in fields.indices.filter { fields[$0].key.count == length } }
    }

    /// Returns the index of the field with this key, or nil.
    func index(of key: UnsafeBufferPointer<UInt8>) -> Int? {
        guard key.count < byLength.count else { return nil }
        return byLength[key.count].first { fields[$0].key.elementsEqual(key) }
    }

    /// Whether its rows belong to a contact. Payloads identify it by `contact_id` or `contact_external_id`.
    var hasContact: Bool { kind != .contact }

    func create(in database: Database) throws(DatabaseError) {
        let contact = hasContact ? "_contact INTEGER REFERENCES contact (_row), " : ""
        try database.execute(
            "CREATE TABLE IF NOT EXISTS \(table) (_row INTEGER PRIMARY KEY, "
                + "_created INTEGER NOT NULL, _updated INTEGER NOT NULL, " + contact
                + fields.map(\.declaration).joined(separator: ", ") + ")")
        // A database of an earlier run may lack fields that were declared later.
        let columns = try database.prepare("SELECT name FROM pragma_table_info('\(table)')")
        var present: Set<String> = []
        while try columns.step() { present.insert(columns.text(0) ?? "") }
        for field in fields where !present.contains(field.name) {
            try database.execute("ALTER TABLE \(table) ADD COLUMN \(field.declaration)")
        }
        try index(externalID, in: database)
    }

    /// Creates the index of a field with unique values, if it is missing. Each index slows every row down, and most
    /// organisations never use most of the handles.
    func index(_ field: Int, in database: Database) throws(DatabaseError) {
        let name = fields[field].name
        // Most handles of most contacts are null and do not need space in an index.
        try database.execute(
            "CREATE UNIQUE INDEX IF NOT EXISTS \(table)_\(name)_key ON \(table) (\(name)) "
                + "WHERE \(name) IS NOT NULL")
    }

    private static func builtIn(_ kind: Kind) -> [Field] {
        let short = Field.Kind.text(limit: 255)
        let long = Field.Kind.text(limit: 10_000)
        switch kind {
        case .contact:
            let channels = [
                "whatsapp", "sms", "email", "facebook", "instagram", "google_business_messaging", "postal",
            ]
            return [
                Field("external_id", .externalID), Field("secondary_external_id", short),
                Field("full_name", short),
                Field("display_name", short), Field("salutation", short), Field("birthday", .date),
                Field("is_blocked", .boolean), Field("email", .email), Field("sms", .phone),
                Field("whatsapp", .phone), Field("instagram", .handle), Field("facebook", .handle),
                Field("google_business_messaging", .handle), Field("postal", .handle),
                Field("address_line1", short), Field("address_line2", short), Field("city", short),
                Field("zipcode", short), Field("country", short),
            ] + channels.map { Field($0 + "_marketing_opt_in", .boolean) }
                + channels.map { Field($0 + "_transactional_opt_in", short) }
        case .deal:
            return [
                Field("external_id", .externalID), Field("name", short), Field("description", long),
                Field("status_key", short), Field("amount", .number), Field("currency", short),
                Field("closed_at", .datetime),
            ]
        case .appointment:
            return [
                Field("external_id", .externalID), Field("name", short), Field("description", long),
                Field("status_key", short), Field("type_key", short), Field("assignee_id", .uuid),
                Field("start_time", .datetime), Field("end_time", .datetime),
                Field("confirmed_at", .datetime),
                Field("cancelled_at", .datetime),
            ]
        }
    }
}
