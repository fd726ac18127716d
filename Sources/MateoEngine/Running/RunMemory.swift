import MateoCore

/// What a run remembers of its requests. All that must outlive the process is in the journal.
struct RunMemory {
    var schedule: PollSchedule
    /// The wall clock's time when the round of polls that is on began.
    var roundBeganAt: Int64 = 0
    /// Whether the import comes after no other one that still counts.
    var hasNoPredecessor = false
    /// What is known of rows that are checked before they are sent.
    var checking: RowChecking
    /// Whether this run has sent a batch.
    var hasSent = false
    /// What the answers to its POSTs were.
    var posts = PostMemory()
    /// Columns that polls leave out beside those that the journal knows to be lacking.
    var columns = PollColumns()
    /// Whether look-ups by time do without the column of references.
    var hidesReferences = false
    /// How many jobs one poll asks for.
    var jobsPerPoll = ImportQuery.mostIdentifiers
    /// Failures of GETs in a row, and of POSTs: look-ups that succeed between POSTs are no reason to send for ever.
    var backoff = Backoff()
    var posting = Backoff()
    var backoffUntil: Int64 = 0
    /// Answers with 429 in a row.
    var limited = 0
    /// The end of the pause for the quota that the journal has.
    var notedPause: Int64 = 0
    /// When the next list of failed records may be fetched.
    var listDue: Int64 = 0

    init(_ options: Options, uuid: String) {
        checking = RowChecking(secret: Array(uuid.utf8))
        schedule = PollSchedule(
            first: options.firstPoll, longest: options.longestPoll,
            requests: Quota(limit: options.requestsPerDay, window: options.quotaWindow))
    }
}
