/// A read of a resource, parsed from its query string.
struct Query {
    /// The most rows of an answer, whatever limit the query has.
    static let mostRows = 50

    let columns: [Resource.Column]
    private(set) var filters: [Filter] = []
    private(set) var order: [String] = []
    private(set) var limit = Query.mostRows
    private(set) var offset = 0
    let hasSelect: Bool

    init(_ text: String, range: String? = nil, of resource: Resource) throws(ServiceError) {
        let items = QueryItem.list(text)
        let select = items.first { $0.name == "select" }
        hasSelect = select != nil
        columns = try Self.columns(select?.value ?? "*", of: resource)
        if let range { try apply(range: range) }
        for item in items where item.name != "select" {
            switch item.name {
            case "order": order = try Self.order(item.value, of: resource)
            case "limit": limit = min(try Self.count(item), Self.mostRows)
            case "offset": offset = try Self.count(item)
            default: filters.append(try Filter(item, on: resource.column(item.name)))
            }
        }
    }

    /// Returns the statement for the rows.
    func sql(of resource: Resource) -> String {
        var sql = "SELECT \(columns.map(\.sql).joined(separator: ", ")) FROM \(resource.table)"
        if !filters.isEmpty { sql += " WHERE " + filters.map(\.sql).joined(separator: " AND ") }
        if !order.isEmpty { sql += " ORDER BY " + order.joined(separator: ", ") }
        return sql + " LIMIT \(limit) OFFSET \(offset)"
    }

    /// Returns the columns of `select`, which is `a,b` or `*`.
    static func columns(_ text: String, of resource: Resource) throws(ServiceError) -> [Resource.Column] {
        var columns: [Resource.Column] = []
        for name in text.split(separator: ",", omittingEmptySubsequences: false) {
            if name == "*" || name.isEmpty {
                columns += resource.columns
            } else if name.contains("(") {
                throw .badRequest(
                    "PGRST200", "Could not find a relationship between '\(resource.name)' and '\(name)'",
                    details: "the sandbox embeds no resources")
            } else {
                columns.append(try resource.column(name))
            }
        }
        return columns
    }

    private static func order(_ text: String, of resource: Resource) throws(ServiceError) -> [String] {
        var order: [String] = []
        for term in text.split(separator: ",") {
            let parts = term.split(separator: ".")
            var sql = try resource.column(parts[0]).sql
            for word in parts.dropFirst() {
                switch word {
                case "asc": sql += " ASC"
                case "desc": sql += " DESC"
                case "nullsfirst": sql += " NULLS FIRST"
                case "nullslast": sql += " NULLS LAST"
                default:
                    throw .badRequest("PGRST100", "\"failed to parse order (\(text))\" (line 1, column 1)")
                }
            }
            order.append(sql)
        }
        return order
    }

    private static func count(_ item: QueryItem) throws(ServiceError) -> Int {
        guard let number = Int(item.value), number >= 0 else {
            throw .badRequest(
                "PGRST100", "\"failed to parse \(item.name) (\(item.value))\" (line 1, column 1)")
        }
        return number
    }

    /// Applies `0-19` from the Range header.
    private mutating func apply(range: String) throws(ServiceError) {
        let ends = range.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard ends.count == 2, let first = Int(ends[0]) else { return }
        offset = first
        guard !ends[1].isEmpty else { return }
        guard let last = Int(ends[1]), last >= first else {
            throw ServiceError(status: 416, code: "PGRST103", message: "Requested range not satisfiable")
        }
        limit = min(last - first + 1, Self.mostRows)
    }
}
