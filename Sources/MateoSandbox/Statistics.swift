/// What happened so far, for tests to look at.
struct Statistics {
    var requests = 0
    var posts = 0
    var polls = 0
    var pollsWithoutSelect = 0
    var other = 0
    var unauthorized = 0
    var rejectedRequests = 0
    var rejectedEntities = 0
    var faults = 0
    var acceptedRows = 0
    var repeatedReferenceIDs = 0
    var fileDownloads = 0
    var keyLeaks = 0
    private(set) var maxRequestsInASecond = 0
    private var lastSecond = RollingWindow(width: 1_000_000)

    /// Counts a request of the API, refused or not.
    mutating func count(at time: Int64) {
        requests += 1
        lastSecond.add(1, at: time)
        lastSecond.advance(to: time)
        maxRequestsInASecond = max(maxRequestsInASecond, lastSecond.total)
    }

    /// The statistics, with what the database knows.
    func json(_ database: Database) throws(DatabaseError) -> [UInt8] {
        let numbers: [(String, Int)] = [
            ("requests", requests), ("posts", posts), ("polls", polls),
            ("polls_without_select", pollsWithoutSelect),
            ("other", other), ("unauthorized", unauthorized),
            ("rejected_429", rejectedRequests + rejectedEntities),
            ("rejected_entities", rejectedEntities), ("max_requests_in_a_second", maxRequestsInASecond),
            ("faults", faults), ("accepted_rows", acceptedRows),
            ("repeated_reference_ids", repeatedReferenceIDs),
            ("file_downloads", fileDownloads), ("key_leaks", keyLeaks),
            ("jobs", try database.number("SELECT count(*) FROM import")),
            ("unfinished_jobs", try database.number("SELECT count(*) FROM import WHERE _done IS NOT _count")),
            ("entities", try database.number("SELECT sum(_count) FROM import")),
            ("succeeded_rows", try database.number("SELECT sum(success_count) FROM import")),
            ("failed_rows", try database.number("SELECT sum(failed_count) FROM import")),
            ("contacts", try database.number("SELECT count(*) FROM contact")),
            ("deals", try database.number("SELECT count(*) FROM deal")),
            ("appointments", try database.number("SELECT count(*) FROM appointment")),
        ]
        let members = numbers.map { "\"\($0)\":\($1)" }.joined(separator: ",")
        return Array("{\(members)}".utf8)
    }
}
