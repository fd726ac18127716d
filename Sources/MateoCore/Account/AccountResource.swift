/// The lists of the service that show which fields an account has.
package enum AccountResource: Sendable {
    /// `GET /custom_field`.
    case customFields
    /// `GET /marketing_channel`.
    case channels

    /// The most rows that the service returns for one read.
    package static let page: Int64 = 50
    /// The most fields to accept. A longer list is not believed.
    package static let mostFields = 5000

    /// Returns the address of a page, relative to the service's base address.
    ///
    /// - Parameter offset: the number of rows before the page.
    package func page(from offset: Int64) -> String {
        let query: Text =
            switch self {
            case .customFields: "/custom_field?select=key,type,entity&limit=\(Self.page)&offset=\(offset)"
            // Only the key is documented, so the query cannot ask for other columns.
            case .channels: "/marketing_channel?limit=\(Self.page)&offset=\(offset)"
            }
        return query.string
    }

    /// The name of what it lists.
    package var name: StaticString {
        switch self {
        case .customFields: "custom fields"
        case .channels: "marketing channels"
        }
    }

    /// Returns the fields on a page.
    ///
    /// - Parameter rows: receives the number of rows. After a full page there may be another one.
    /// - Returns: nil if the body is not such a list.
    package func fields(in body: [UInt8], rows: inout Int64) -> [AccountField]? {
        guard let list = JSONValue(body), list.kind == .array else { return nil }
        var fields: [AccountField] = []
        rows = 0
        for row in list.elements {
            guard row.kind == .object, fields.count < Self.mostFields else { return nil }
            rows += 1
            guard let key = row.member("key"), key.kind == .string, let owner = owner(of: row) else { continue }
            let type = self == .channels ? .channel : AccountFieldType(row.member("type")?.text ?? [])
            fields.append(AccountField(key: key.text, type: type, owner: owner))
        }
        return fields
    }

    /// Returns the type of records that have a field. A row without `entity` is a contact's field.
    private func owner(of row: JSONValue) -> RecordType? {
        guard self == .customFields, let entity = row.member("entity"), entity.kind == .string else { return .contacts }
        let name = entity.text
        if name.equals("deal") { return .deals }
        if name.equals("appointment") { return .appointments }
        return name.equals("contact") ? .contacts : nil
    }
}
