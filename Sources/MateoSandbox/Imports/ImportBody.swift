/// The checked body of `POST /import`.
struct ImportBody {
    let type: String
    /// The place of the array of objects in the body.
    let payload: Range<Int>
    /// The number of its elements.
    let count: Int
    var contactListID: String?
    var contactListExternalID: String?
    var referenceID: String?
    var allowDealReassignment = false
    var allowAppointmentReassignment = false

    private static let keys: Set<String> = [
        "type", "payload", "contact_list_id", "contact_list_external_id", "reference_id",
        "allow_deal_reassignment", "allow_appointment_reassignment",
    ]

    init(_ bytes: Bytes, takesReferenceID: Bool) throws(ServiceError) {
        let (members, count) = try Self.members(of: bytes)
        for key in members.keys.sorted()
        where !Self.keys.contains(key) || key == "reference_id" && !takesReferenceID {
            throw .badRequest(
                "PGRST204", "Could not find the '\(key)' column of 'import' in the schema cache")
        }
        guard let type = try Self.text("type", members, bytes) else {
            throw Self.missing("type")
        }
        guard Entity.Kind.allCases.contains(where: { $0.rawValue + "_details" == type }) else {
            throw .badRequest("22P02", "invalid input value for enum import_type: \"\(type)\"")
        }
        self.type = type
        guard let payload = members["payload"], payload.kind != .null else { throw Self.missing("payload") }
        guard payload.kind == .array else {
            throw .badRequest("22023", "payload must be an array of objects")
        }
        self.payload = payload.range
        self.count = count
        contactListID = try Self.text("contact_list_id", members, bytes)
        if let id = contactListID {
            guard let canonical = UUIDText.canonical(id) else {
                throw .badRequest("22P02", "invalid input syntax for type uuid: \"\(id)\"")
            }
            contactListID = canonical
        }
        contactListExternalID = try Self.text("contact_list_external_id", members, bytes)
        referenceID = try Self.text("reference_id", members, bytes)
        allowDealReassignment = try Self.boolean("allow_deal_reassignment", members, bytes)
        allowAppointmentReassignment = try Self.boolean("allow_appointment_reassignment", members, bytes)
    }

    /// Returns the members of the body, and the number of elements in the payload.
    private static func members(
        of bytes: Bytes
    ) throws(ServiceError) -> (values: [String: JSONReader.Value], count: Int) {
        guard !bytes.buffer.isEmpty else { throw .badRequest("PGRST102", "Empty or invalid json") }
        guard (try? UTF8Span(validating: bytes.buffer.span)) != nil else {
            throw .badRequest("PGRST102", "Empty or invalid json", details: "the body is not UTF-8")
        }
        var members: [String: JSONReader.Value] = [:]
        var count = 0
        var reader = JSONReader(bytes)
        do {
            try reader.enter("{")
            while let key = try reader.key() {
                let name = RowFailure.text(JSONB.string(key, in: bytes))
                if name == "payload", reader.isAt("[") {
                    (members[name], count) = try payload(from: &reader)
                } else {
                    members[name] = try reader.value()
                }
            }
            try reader.finish()
        } catch {
            throw .badRequest(
                "PGRST102", "Empty or invalid json", details: "\(error.message) at byte \(error.offset)")
        }
        if reader.sawNull {
            throw .badRequest(
                "22P05", "unsupported Unicode escape sequence",
                details: "\\u0000 cannot be converted to text.")
        }
        return (members, count)
    }

    private static func payload(
        from reader: inout JSONReader
    ) throws(JSONReader.Malformed) -> (JSONReader.Value, Int) {
        let start = reader.offset
        var count = 0
        try reader.enter("[")
        while try reader.element() != nil { count += 1 }
        return (JSONReader.Value(kind: .array, range: start..<reader.offset, isEscaped: false), count)
    }

    private static func missing(_ column: String) -> ServiceError {
        .badRequest(
            "23502", "null value in column \"\(column)\" of relation \"import\" violates not-null constraint")
    }

    private static func text(
        _ key: String, _ members: [String: JSONReader.Value], _ bytes: Bytes
    ) throws(ServiceError) -> String? {
        guard let value = members[key], value.kind != .null else { return nil }
        guard value.kind == .string else { throw .badRequest("22P02", "\(key) must be a string") }
        return RowFailure.text(JSONB.string(value, in: bytes))
    }

    private static func boolean(
        _ key: String, _ members: [String: JSONReader.Value], _ bytes: Bytes
    ) throws(ServiceError) -> Bool {
        guard let value = members[key], value.kind != .null else { return false }
        guard value.kind == .boolean else {
            throw .badRequest(
                "22P02", "invalid input syntax for type boolean: \"\(key)\" must be true or false")
        }
        return bytes.buffer[value.range.lowerBound] == UInt8(ascii: "t")
    }
}
