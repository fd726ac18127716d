/// The addresses of `/import`, below the service's base address.
///
/// Each names its columns: without `select` a POST returns nothing, and a poll returns the payload of every
/// job (hellomateo: 14.2).
public enum ImportQuery {
    /// The most identifiers that one request may ask for: no read gives more rows (hellomateo: section 8).
    public static let mostIdentifiers = 50

    /// Where a batch is sent. The answer shows whether the reference was taken.
    public static func create(withReference: Bool) -> String {
        withReference ? "/import?select=id,reference_id" : "/import?select=id"
    }

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

/// The columns that a poll asks for. The reference pages and the recipe disagree about them (hellomateo: V-3),
/// so those that a service turns out to lack are left out from then on.
public struct PollColumns: Equatable, Sendable {
    /// The failed records themselves, as the recipe shows them.
    public private(set) var failed = true
    /// The address of the failed records, as the reference has it.
    public private(set) var failedURL = true

    /// All columns that help.
    public init() {}

    /// What follows `select=`.
    public var list: String {
        "id,success_count,failed_count" + (failed ? ",failed" : "") + (failedURL ? ",failed_url" : "")
    }

    /// The service does not know one of the columns: leaves out the one that its message names, or the one
    /// that is least sure to exist.
    ///
    /// - Returns: false when only columns are left that every version of the service has.
    public mutating func narrow(message: String) -> Bool {
        if failedURL, Self.contains(message, "failed_url") {
            failedURL = false
        } else if failed {
            failed = false
        } else if failedURL {
            failedURL = false
        } else {
            return false
        }
        return true
    }

    private static func contains(_ text: String, _ part: StaticString) -> Bool {
        let text = Array(text.utf8)
        let length = part.utf8CodeUnitCount
        guard text.count >= length else { return false }
        for start in 0...(text.count - length) where Array(text[start..<start + length]).equals(part) {
            return true
        }
        return false
    }
}
