/// The addresses of `/import`, relative to the service's base address.
///
/// Each one selects columns: without `select`, a POST returns nothing, and a poll returns the payload of every job.
public enum ImportQuery {
    /// The most identifiers in one request. The service returns at most 50 rows for a read.
    public static let mostIdentifiers = 50

    /// Returns the address for sending a batch. The answer shows whether the service accepted the reference.
    public static func create(withReference: Bool) -> String {
        withReference ? "/import?select=id,reference_id" : "/import?select=id"
    }

    /// Asks for any job, to test whether the service answers.
    public static let any = "/import?select=id&limit=1"

    /// Returns the address for polling jobs.
    public static func jobs(_ ids: [String], columns: PollColumns) -> String {
        let query: Text = "/import?select=\(columns.list)&id=in.(\(joined(ids)))&limit=\(mostIdentifiers)"
        return query.string
    }

    /// Returns the address for looking up lost batches by their references, oldest first.
    public static func references(_ references: [String]) -> String {
        let query: Text =
            "/import?select=id,reference_id&reference_id=in.(\(joined(references)))"
            + "&order=created_at.asc&limit=\(mostIdentifiers)"
        return query.string
    }

    /// Returns the address for finding jobs that may belong to a lost batch, by their type and time, oldest first.
    ///
    /// - Parameters:
    ///   - time: the earliest creation time, in ISO 8601 and UTC.
    ///   - withReference: whether the service has references.
    public static func candidates(_ type: RecordType, since time: String, withReference: Bool) -> String {
        let columns: Text = withReference ? "id,reference_id,total_count" : "id,total_count"
        let query: Text =
            "/import?select=\(columns)&type=eq.\(type.wireName)&created_at=gte.\(time)"
            + "&order=created_at.asc&limit=\(mostIdentifiers)"
        return query.string
    }

    private static func joined(_ items: [String]) -> String {
        var text = ""
        for item in items {
            if !text.isEmpty { text += "," }
            text += item
        }
        return text
    }
}
