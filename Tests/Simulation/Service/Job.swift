/// What the service makes of a POST.
final class Job {
    let id: String
    let reference: String?
    let type: String
    let records: [JSONValue]
    /// The rows of the input that the records are.
    let rows: [Row]
    let createdAt: Int64
    /// How many of its records fail.
    let failures: Int
    /// From when on it is seen by those who ask.
    var seenFrom: Int64 = 0
    /// How many records it says it has, which ought to be those that were sent.
    var total: Int
    /// When it is done; nil: never, until somebody looks after it.
    var endsAt: Int64?
    /// When the list of its failed records can be had, and until when.
    var listFrom: Int64 = 0
    var listUntil: Int64 = .max
    /// Whether something went wrong with the list, so that failed records may stay without a name.
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

    /// Whether nobody will ever learn what became of all its records.
    var hasOtherTotal: Bool { total != rows.count }

    func isDone(_ now: Int64) -> Bool {
        endsAt.map { $0 <= now } ?? false
    }
}

/// A record of the input, wherever it is.
struct Row: Hashable {
    let source: String
    let number: Int
}
