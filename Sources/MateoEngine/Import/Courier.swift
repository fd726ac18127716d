import MateoCore
import Synchronization

/// What an import remembers of its requests while it runs. All that must outlive the process is in the journal.
struct Courier {
    /// When it started; nil when nobody waited for it all the time.
    var startedAt: Int64?
    /// Whether batches that an earlier process left behind were taken over.
    var hasTakenOver = false
    /// When the run is interrupted; nil when it has not begun.
    var endsAt: Int64?
    var schedule: PollSchedule
    /// The wall clock's time when the round of polls that is on began.
    var roundBeganAt: Int64 = 0
    /// Whether this run has sent a batch.
    var hasSent = false
    /// The last batch that was too large, and what was known of sizes before: if a single record of it turns out to be
    /// too large, it was that record and not the size.
    var divided: BatchEntry?
    var sizingBefore = BatchSizing()
    /// Columns that polls leave out beside those that the journal knows to be lacking.
    var columns = PollColumns()
    /// How many jobs one poll asks for.
    var jobsPerPoll = ImportQuery.mostIdentifiers
    /// Failures of GETs in a row, and of POSTs.
    var backoff = Backoff()
    var posting = Backoff()
    var backoffUntil: Int64 = 0
    /// Lost batches that their references do not find, or might not find.
    var unfound: Set<Int64> = []
    /// Batches in a row that were refused for their size or content.
    var refusals = 0
    /// How often a single record took the service too long.
    var slowTries = 0
    /// Answers with 429 in a row.
    var limited = 0
    /// Whether the request under way is this import's, so that others see when the process is gone.
    var isBusy = false
    /// How long another process that writes into the journal is waited for, in milliseconds.
    var patience = Database.patience
    /// Since when such a process has let nothing be done; nil when it does.
    var lockedOutSince: Int64?
    /// When the next list of failed records may be fetched.
    var listDue: Int64 = 0

    init(_ options: Options) {
        schedule = PollSchedule(
            first: options.firstPoll, longest: options.longestPoll,
            requests: Quota(limit: options.requestsPerDay, window: options.quotaWindow))
    }

    /// Whether a batch is a part of the last one that was too large.
    func isDividing(_ batch: BatchEntry) -> Bool {
        guard let divided else { return false }
        return batch.firstRow >= divided.firstRow && batch.firstRow - divided.firstRow < divided.records
    }
}

/// The wish to end a run early: the one thing about an import that any thread may touch.
final class Cancellation: Sendable {
    /// 0; 1 when no further request may start; 2 and more when the one under way is to be let go of.
    private let count = Atomic<Int>(0)

    func request() {
        count.add(1, ordering: .acquiringAndReleasing)
    }

    /// The caller knows that the run has ended; the next one may start requests.
    func clear() {
        count.store(0, ordering: .releasing)
    }

    var isRequested: Bool { count.load(ordering: .acquiring) > 0 }
    var isUrgent: Bool { count.load(ordering: .acquiring) > 1 }
}
