extension Sandbox {
    /// What happened so far, for tests.
    public struct Statistics: Sendable {
        /// All requests of the API, refused or not.
        public private(set) var requests = 0
        /// POSTs that begin imports.
        public internal(set) var posts = 0
        /// GETs of imports.
        public internal(set) var polls = 0
        /// The polls that do not select columns.
        public internal(set) var pollsWithoutSelect = 0
        /// Other requests.
        public internal(set) var other = 0
        /// Requests without the key, or with another one.
        public internal(set) var unauthorized = 0
        /// Requests that exceeded the limit of a second or a day.
        public internal(set) var rejectedRequests = 0
        /// POSTs that exceeded the day's records.
        public internal(set) var rejectedEntities = 0
        /// Requests that had a fault.
        public internal(set) var faults = 0
        /// Records of POSTs that were accepted.
        public internal(set) var acceptedRows = 0
        /// POSTs with a `reference_id` that an earlier one had.
        public internal(set) var repeatedReferenceIDs = 0
        /// Lists of failed rows that were fetched from the other origin.
        public internal(set) var fileDownloads = 0
        /// Requests that sent the key to the other origin.
        public internal(set) var keyLeaks = 0
        /// The most requests in any second.
        public private(set) var maxRequestsInASecond = 0
        /// Imports.
        public internal(set) var jobs = 0
        /// The imports that are not finished.
        public internal(set) var unfinishedJobs = 0
        /// The records of all imports.
        public internal(set) var entities = 0
        /// The records that succeeded.
        public internal(set) var succeededRows = 0
        /// The records that failed.
        public internal(set) var failedRows = 0
        /// The existing contacts.
        public internal(set) var contacts = 0
        /// The existing deals.
        public internal(set) var deals = 0
        /// The existing appointments.
        public internal(set) var appointments = 0
        private var lastSecond = RollingWindow(width: 1_000_000)

        /// Counts a request of the API, refused or not.
        mutating func count(at time: Int64) {
            requests += 1
            lastSecond.add(1, at: time)
            lastSecond.advance(to: time)
            maxRequestsInASecond = max(maxRequestsInASecond, lastSecond.total)
        }

        /// Reads the counts from the database.
        mutating func read(_ database: Database) throws(DatabaseError) {
            jobs = try database.number("SELECT count(*) FROM import")
            unfinishedJobs = try database.number("SELECT count(*) FROM import WHERE _done IS NOT _count")
            entities = try database.number("SELECT sum(_count) FROM import")
            succeededRows = try database.number("SELECT sum(success_count) FROM import")
            failedRows = try database.number("SELECT sum(failed_count) FROM import")
            contacts = try database.number("SELECT count(*) FROM contact")
            deals = try database.number("SELECT count(*) FROM deal")
            appointments = try database.number("SELECT count(*) FROM appointment")
        }

        var json: [UInt8] {
            let numbers = [
                ("requests", requests), ("posts", posts), ("polls", polls),
                ("polls_without_select", pollsWithoutSelect), ("other", other), ("unauthorized", unauthorized),
                ("rejected_429", rejectedRequests + rejectedEntities), ("rejected_entities", rejectedEntities),
                ("max_requests_in_a_second", maxRequestsInASecond), ("faults", faults),
                ("accepted_rows", acceptedRows), ("repeated_reference_ids", repeatedReferenceIDs),
                ("file_downloads", fileDownloads), ("key_leaks", keyLeaks), ("jobs", jobs),
                ("unfinished_jobs", unfinishedJobs), ("entities", entities), ("succeeded_rows", succeededRows),
                ("failed_rows", failedRows), ("contacts", contacts), ("deals", deals),
                ("appointments", appointments),
            ]
            let members = numbers.map { "\"\($0)\":\($1)" }.joined(separator: ",")
            return Array("{\(members)}".utf8)
        }
    }
}
