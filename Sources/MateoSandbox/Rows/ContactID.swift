/// The UUIDs of contacts, deals and appointments. They are made from the row number, so they need no index.
enum ContactID {
    private static let prefix = "c0274c70-0000-4000-8000-"

    /// Returns the SQL that makes the id of a row.
    static func sql(row column: String) -> String {
        "CASE WHEN \(column) IS NOT NULL THEN printf('\(prefix)%012x', \(column)) END"
    }

    static func text(row: Int64) -> String {
        let digits = String(row, radix: 16)
        return prefix + String(repeating: "0", count: max(0, 12 - digits.count)) + digits
    }

    /// Returns the row of an id, or nil if no row can have it.
    static func row(_ text: String) -> Int64? {
        guard let id = UUIDText.canonical(text), id.hasPrefix(prefix) else { return nil }
        return Int64(id.dropFirst(prefix.count), radix: 16)
    }
}
