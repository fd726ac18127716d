/// A readable resource: a table, and its columns with the API's names.
struct Resource: Sendable {
    /// A column: its name in queries, the SQL that computes it, and its form in JSON.
    struct Column: Sendable {
        /// The type, for filters and JSON.
        enum Kind: Sendable {
            case uuid, text, integer, boolean, timestamp, number, json
        }

        let name: String
        let sql: String
        let kind: Kind

        init(_ name: String, _ kind: Kind, sql: String? = nil) {
            self.name = name
            self.kind = kind
            self.sql = sql ?? "\"\(name)\""
        }
    }

    let name: String
    let table: String
    let columns: [Column]

    func column(_ name: some StringProtocol) throws(ServiceError) -> Column {
        guard let column = columns.first(where: { $0.name == name }) else {
            throw .badRequest("42703", "column \(self.name).\(name) does not exist")
        }
        return column
    }

    /// Returns `/import`. It has either `failed` or a `failed_url` that is ever filled.
    static func imports(failedInline: Bool, urlDelayMs: Int = 0) -> Resource {
        var columns: [Column] = [
            Column("id", .uuid), Column("created_at", .timestamp), Column("updated_at", .timestamp),
            Column("organisation_id", .uuid, sql: "'\(UUIDText.organisation)'"), Column("type", .text),
            Column("payload", .json), Column("payload_url", .text, sql: "NULL"),
            Column("contact_list_id", .uuid), Column("contact_list_external_id", .text),
            Column("total_count", .integer), Column("success_count", .integer),
            Column("failed_count", .integer),
            Column("failed_url", .text, sql: urlDelayMs > 0 ? failedURL(delayMs: urlDelayMs) : nil),
            Column("reference_id", .text), Column("hints", .json, sql: hints),
            Column("allow_deal_reassignment", .boolean), Column("allow_appointment_reassignment", .boolean),
        ]
        if failedInline { columns.append(Column("failed", .json, sql: failures)) }
        return Resource(name: "import", table: "import", columns: columns)
    }

    private static func failedURL(delayMs: Int) -> String {
        let now = "(julianday('now') - 2440587.5) * 86400000000.0"
        return "CASE WHEN updated_at + \(delayMs) * 1000 <= \(now) THEN failed_url END"
    }

    /// The failed rows once the import has finished.
    static let failures = "CASE WHEN _done = _count THEN '[' || coalesce(_failures, '') || ']' END"

    private static let hints = "CASE WHEN _hint_count > 0 THEN '[' || _hints || ']' END"

    /// Returns `/contact_details` and the like.
    static func details(_ entity: Entity, name: String? = nil) -> Resource {
        var columns: [Column] = [
            Column("id", .uuid, sql: ContactID.sql(row: "_row")),
            Column("created_at", .timestamp, sql: "_created"),
            Column("updated_at", .timestamp, sql: "_updated"),
            Column("organisation_id", .uuid, sql: "'\(UUIDText.organisation)'"),
        ]
        if entity.hasContact {
            columns.append(Column("contact_id", .uuid, sql: ContactID.sql(row: "_contact")))
        }
        columns += entity.fields.map { field in
            switch field.kind {
            case .boolean: Column(field.name, .boolean)
            case .datetime: Column(field.name, .timestamp)
            case .number: Column(field.name, .number)
            case .list: Column(field.name, .json)
            case .uuid: Column(field.name, .uuid)
            default: Column(field.name, .text)
            }
        }
        return Resource(name: name ?? entity.importType, table: entity.table, columns: columns)
    }

    static let marketingChannels = Resource(
        name: "marketing_channel", table: "marketing_channel",
        columns: [Column("id", .uuid), Column("name", .text), Column("key", .text)])

    static let customFields = Resource(
        name: "custom_field", table: "custom_field",
        columns: [
            Column("id", .uuid), Column("name", .text), Column("description", .text), Column("key", .text),
            Column("type", .text), Column("entity", .text),
        ])
}
