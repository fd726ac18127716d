/// The addresses of `/import`, below the service's base address.
///
/// Each names its columns: without `select` a POST returns nothing, and a poll returns the payload of every job.
public enum ImportQuery {
    /// The most identifiers that one request may ask for: the service answers a read with at most 50 rows.
    public static let mostIdentifiers = 50

    /// Where a batch is sent. The answer shows whether the reference was taken.
    public static func create(withReference: Bool) -> String {
        withReference ? "/import?select=id,reference_id" : "/import?select=id"
    }

    /// Asks for any job, to see whether the service answers.
    public static let any = "/import?select=id&limit=1"

    /// Asks for the state of jobs.
    public static func jobs(_ ids: [String], columns: PollColumns) -> String {
        let query: Text = "/import?select=\(columns.list)&id=in.(\(joined(ids)))&limit=\(mostIdentifiers)"
        return query.string
    }

    /// Asks for the jobs of lost batches by their references, the oldest first.
    public static func references(_ references: [String]) -> String {
        let query: Text =
            "/import?select=id,reference_id&reference_id=in.(\(joined(references)))"
            + "&order=created_at.asc&limit=\(mostIdentifiers)"
        return query.string
    }

    /// Asks for jobs that may have been made of a lost batch, by their type and time, the oldest first.
    ///
    /// - Parameter time: from when on, as ISO 8601 in UTC.
    public static func candidates(_ type: RecordType, since time: String) -> String {
        let query: Text =
            "/import?select=id,reference_id,total_count&type=eq.\(type.wireName)&created_at=gte.\(time)"
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
