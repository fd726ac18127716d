/// The state of a batch. Each case holds its own data. `after` holds the table of transitions.
public enum Delivery: Equatable, Sendable {
    /// In the journal. It was never sent, or it is proven that it did not arrive.
    case waiting
    /// A POST began. Until its answer is in the journal, it is unknown whether it arrived.
    case sending
    /// Its POST ended without a clear answer. Its reference is looked up.
    case lost(Search)
    /// No look-up by reference finds it, or references cannot be looked up. The jobs of its time are compared with it.
    case unfound(lookUpAt: Int64)
    /// It is unknown whether it arrived, and this run does not look again.
    case untraceable
    /// The service created a job for it, and the job is polled.
    case accepted(Job)
    /// The job is done. Polls continue until a time, or until it shows its failed records or their address.
    case unlisted(Job, JobResult, until: Int64)
    /// The job is done, and the list of its failed records is fetched from an address. If no failed records are counted,
    /// the counts prove nothing, and polling is over.
    case listed(Job, JobResult, FailureAddress)
    /// It is unknown which records the job processed, and this run does not poll it again. `failed` records are known
    /// to have failed.
    case unresolved(Job, failed: Int64)
    /// The job is done, and every record has its outcome.
    case settled(Job, JobResult)
    /// The service refused its content. It is a single record, which has failed.
    case refused
    /// Smaller batches replace it. It has no records any more.
    case divided
}

/// When to look up a lost batch.
public struct Search: Equatable, Sendable {
    /// The time of the next look-up, in milliseconds of the monotonic clock.
    public var lookUpAt: Int64
    /// How many more look-ups must miss the batch before that counts.
    public var looks: Int64

    /// Creates a search.
    public init(lookUpAt: Int64, looks: Int64) {
        self.lookUpAt = lookUpAt
        self.looks = looks
    }
}

/// The service's job for a batch. Times are in milliseconds since 1970.
public final class Job: Equatable, Sendable {
    /// Its identifier.
    public let id: String
    /// The end of polling.
    public let deadline: Int64
    /// The time of the last poll; 0 for never.
    public let askedAt: Int64
    /// Its impossible counts, if the last poll showed such.
    public let odd: OddCounts

    /// Creates a job from what is known of it.
    public init(id: String, deadline: Int64, askedAt: Int64 = 0, odd: OddCounts = OddCounts()) {
        self.id = id
        self.deadline = deadline
        self.askedAt = askedAt
        self.odd = odd
    }

    /// Returns whether all that is known is equal.
    public static func == (one: Job, other: Job) -> Bool {
        one.id.isIdentical(to: other.id) && one.deadline == other.deadline && one.askedAt == other.askedAt
            && one.odd == other.odd
    }
}

/// Counts of a job that do not fit its batch, and how often they were reported unchanged.
public struct OddCounts: Equatable, Sendable {
    /// The counts as reported; empty if nothing was odd.
    public var told: [UInt8] = []
    /// How often in a row they were reported.
    public var times: Int64 = 0
    /// When they were first reported, in milliseconds since 1970.
    public var since: Int64 = 0

    /// Creates counts without an oddity.
    public init() {}

    /// Returns the counts after one more report.
    func told(_ text: [UInt8], at time: Int64) -> OddCounts {
        var odd = self
        if times == 0 || told != text { (odd.told, odd.times, odd.since) = (text, 0, time) }
        odd.times += 1
        return odd
    }
}

/// The counts of a done job.
public struct JobResult: Equatable, Sendable {
    /// Records that succeeded.
    public var succeeded: Int64
    /// Records that failed.
    public var failed: Int64

    /// Creates a result.
    public init(succeeded: Int64, failed: Int64) {
        self.succeeded = succeeded
        self.failed = failed
    }
}

/// The address of the list of a job's failed records.
public struct FailureAddress: Equatable, Sendable {
    /// The address from the service.
    public var url: String
    /// The end of the attempts to fetch it, in milliseconds since 1970; 0 before the first failure.
    public var until: Int64

    /// Creates an address.
    public init(url: String, until: Int64) {
        self.url = url
        self.until = until
    }

    /// Returns whether both parts are equal.
    public static func == (one: FailureAddress, other: FailureAddress) -> Bool {
        one.url.isIdentical(to: other.url) && one.until == other.until
    }
}
