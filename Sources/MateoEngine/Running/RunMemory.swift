import MateoCore

/// What a run remembers of its requests. Everything that must survive the process is in the journal.
struct RunMemory {
    var schedule: PollSchedule
    /// The wall clock's time when the current round of polls began.
    var roundBeganAt: Int64 = 0
    /// Whether no preceding import has to be considered any more.
    var hasNoPredecessor = false
    /// The state of the checks of rows before they are sent.
    var checking: RowChecking
    /// The waiting batches that are not sent, because the journal has lost their records.
    var lostBatches: [Int64] = []
    /// Whether jobs that an earlier run could not resolve are polled again once nothing else is to do.
    var leavesUnresolved = false
    /// Whether this run has sent a batch.
    var hasSent = false
    /// The memory of the answers to its POSTs.
    var posts = PostMemory()
    /// Columns that polls leave out in addition to those that the journal knows to be missing.
    var columns = PollColumns()
    /// Whether look-ups by time do without the column of references.
    var hidesReferences = false
    /// How many jobs one poll asks for.
    var jobsPerPoll = ImportQuery.mostIdentifiers
    /// Consecutive failures of GETs, and of POSTs. Successful look-ups between POSTs must not keep it sending
    /// endlessly.
    var backoff = Backoff()
    var posting = Backoff()
    var backoffUntil: Int64 = 0
    /// Consecutive answers with 429.
    var limited = 0
    /// The end of the quota pause that the journal has stored.
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
