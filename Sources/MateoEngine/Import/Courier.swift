import MateoCore
import Synchronization

/// What is under way.
enum Flight {
    case post(BatchEntry, reference: Bool)
    case poll([BatchEntry])
    case lookUp([BatchEntry])
    case list(BatchEntry, isOwnOrigin: Bool)
}

/// What an import remembers of its requests while it runs. All that must outlive the process is in the journal.
struct Courier<Net: Transport>: ~Copyable {
    let transport: Net
    /// The request under way, and the permit to give back when it ends.
    var flight: (Flight, Permit)?
    /// Whether batches that an earlier process left behind were taken over.
    var hasTakenOver = false
    var schedule: PollSchedule
    var columns = PollColumns()
    /// How many jobs one poll asks for.
    var jobsPerPoll = ImportQuery.mostIdentifiers
    var backoff = Backoff()
    var backoffUntil: Int64 = 0
    /// Answers with 429 in a row.
    var limited = 0
    /// When the next list of failed records may be fetched.
    var listDue: Int64 = 0
    /// 0; 1 when no further request may start; 2 when the one under way is to be let go of.
    let cancelled = Atomic<Int>(0)

    init(_ transport: Net, _ options: Options) {
        self.transport = transport
        schedule = PollSchedule(first: options.firstPoll, longest: options.longestPoll)
    }

    func cancel() {
        let before = cancelled.add(1, ordering: .acquiringAndReleasing).oldValue
        if before > 1 { cancelled.store(2, ordering: .releasing) }
        transport.wake()
    }

    /// The caller knows that the run has ended; the next one may start requests.
    func resume() {
        cancelled.store(0, ordering: .releasing)
    }

    var cancelLevel: Int {
        cancelled.load(ordering: .acquiring)
    }
}
