/// What is known of a batch. Each case carries what only it has; `after` holds the table of what becomes of it.
public enum Delivery: Equatable, Sendable {
    /// In the journal. It was never sent, or it is proven that it did not arrive.
    case waiting
    /// A POST was begun. Until its answer is in the journal, it is unknown whether it arrived.
    case sending
    /// Its POST ended without an answer that tells. Its reference is looked up.
    case lost(Search)
    /// No look-up by its reference finds it, or none can. The jobs of its time are looked at.
    case unfound(lookUpAt: Int64)
    /// It is unknown whether it arrived, and this run looks no further.
    case untraceable
    /// The service made a job of it, and the job is polled.
    case accepted(Job)
    /// The job is done. It is polled on until it names its failed records or their address, or until a time.
    case unlisted(Job, JobResult, until: Int64)
    /// The job is done, and the list of its failed records is fetched from an address.
    case listed(Job, JobResult, FailureAddress)
    /// It is unknown which records the job processed, and this run asks no further. `failed` records are known to have failed.
    case unresolved(Job, failed: Int64)
    /// The job is done, and every record has its outcome.
    case settled(Job, JobResult)
    /// The service refused it for its content. It is a single record, which has failed.
    case refused
    /// Smaller batches stand in its place. It holds no records any more.
    case divided
}

/// When a lost batch is looked up.
public struct Search: Equatable, Sendable {
    /// The time of the next look-up, in milliseconds of the monotonic clock.
    public var lookUpAt: Int64
    /// How many look-ups have to miss it from now on until that counts.
    public var looks: Int64

    /// A search.
    public init(lookUpAt: Int64, looks: Int64) {
        self.lookUpAt = lookUpAt
        self.looks = looks
    }
}

/// The service's job for a batch. Times are in milliseconds since 1970.
public final class Job: Equatable, Sendable {
    /// Its identifier.
    public let id: String
    /// Until when it is followed.
    public let deadline: Int64
    /// When it was asked for last; 0 for never.
    public let askedAt: Int64
    /// Counts of it that cannot be, if the last poll showed such.
    public let odd: OddCounts

    /// A job, as far as it is known.
    public init(id: String, deadline: Int64, askedAt: Int64 = 0, odd: OddCounts = OddCounts()) {
        self.id = id
        self.deadline = deadline
        self.askedAt = askedAt
        self.odd = odd
    }

    /// Whether the same is known of the same job.
    public static func == (one: Job, other: Job) -> Bool {
        one.id.isIdentical(to: other.id) && one.deadline == other.deadline && one.askedAt == other.askedAt
            && one.odd == other.odd
    }
}

/// Counts of a job that do not fit its batch, and how often they were told without a change.
public struct OddCounts: Equatable, Sendable {
    /// What was told; empty when nothing odd was.
    public var told: [UInt8] = []
    /// How often in a row.
    public var times: Int64 = 0
    /// When for the first time, in milliseconds since 1970.
    public var since: Int64 = 0

    /// Nothing odd was told.
    public init() {}

    /// The same with one telling more.
    func told(_ text: [UInt8], at time: Int64) -> OddCounts {
        var odd = self
        if times == 0 || told != text { (odd.told, odd.times, odd.since) = (text, 0, time) }
        odd.times += 1
        return odd
    }
}

/// What a done job counts.
public struct JobResult: Equatable, Sendable {
    /// Records that are in.
    public var succeeded: Int64
    /// Records that failed.
    public var failed: Int64

    /// A result.
    public init(succeeded: Int64, failed: Int64) {
        self.succeeded = succeeded
        self.failed = failed
    }
}

/// Where the list of a job's failed records is.
public struct FailureAddress: Equatable, Sendable {
    /// The address as the service gave it.
    public var url: String
    /// Until when it is tried, in milliseconds since 1970; 0 while no try has failed.
    public var until: Int64

    /// An address.
    public init(url: String, until: Int64) {
        self.url = url
        self.until = until
    }

    /// Whether they are the same in all parts.
    public static func == (one: FailureAddress, other: FailureAddress) -> Bool {
        one.url.isIdentical(to: other.url) && one.until == other.until
    }
}
