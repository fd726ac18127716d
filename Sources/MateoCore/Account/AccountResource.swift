/// Where the service tells what fields an account has.
package enum AccountResource: Sendable {
    /// `GET /custom_field`.
    case customFields
    /// `GET /marketing_channel`.
    case channels

    /// The service answers a read with at most so many rows.
    package static let page: Int64 = 50
    /// An account with more fields is not believed.
    package static let mostFields = 5000

    /// The address of a page, below the service's base address.
    ///
    /// - Parameter offset: how many rows are before it.
    package func page(from offset: Int64) -> String {
        let query: Text =
            switch self {
            case .customFields: "/custom_field?select=key,type,entity&limit=\(Self.page)&offset=\(offset)"
            // Which columns it has beside the key is not documented, so that none can be asked for.
            case .channels: "/marketing_channel?limit=\(Self.page)&offset=\(offset)"
            }
        return query.string
    }

    /// What it lists.
    package var name: StaticString {
        switch self {
        case .customFields: "custom fields"
        case .channels: "marketing channels"
        }
    }

    /// The fields that a page lists.
    ///
    /// - Parameter rows: receives how many rows it has: a full page may have another one behind it.
    /// - Returns: nil when the body is no such list.
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

    /// Whose field a row is; a contact's when it does not say.
    private func owner(of row: JSONValue) -> RecordType? {
        guard self == .customFields, let entity = row.member("entity"), entity.kind == .string else { return .contacts }
        let name = entity.text
        if name.equals("deal") { return .deals }
        if name.equals("appointment") { return .appointments }
        return name.equals("contact") ? .contacts : nil
    }
}
