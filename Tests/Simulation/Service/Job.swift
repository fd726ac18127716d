/// The service's job for a POST.
final class Job {
    let id: String
    let reference: String?
    let type: String
    let records: [JSONValue]
    /// The rows of the input in the job.
    let rows: [Row]
    let createdAt: Int64
    /// The number of its records that fail.
    let failures: Int
    /// The time from which reads can see it.
    var seenFrom: Int64 = 0
    /// The number of records that it reports, which should be the number that was sent.
    var total: Int
    /// When it is done; nil if it never ends without intervention.
    var endsAt: Int64?
    /// The time from which the list of its failed records exists, and its end.
    var listFrom: Int64 = 0
    var listUntil: Int64 = .max
    /// Whether the list had a fault, so that failed records may be missing from it.
    var mayStayUnnamed = false

    init(
        id: String, reference: String?, type: String, records: [JSONValue], rows: [Row], createdAt: Int64,
        failures: Int
    ) {
        self.id = id
        self.reference = reference
        self.type = type
        self.records = records
        self.rows = rows
        self.createdAt = createdAt
        self.failures = failures
        total = rows.count
    }

    /// Whether the outcome of some of its records can never be known.
    var hasOtherTotal: Bool { total != rows.count }

    func isDone(_ now: Int64) -> Bool {
        endsAt.map { $0 <= now } ?? false
    }
}

/// A record of the input, independent of its place.
struct Row: Hashable {
    let source: String
    let number: Int
}
