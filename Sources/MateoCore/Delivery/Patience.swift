/// How long, and how often, the engine waits for the service before it decides. Times are in milliseconds.
public enum Patience {
    /// After this time, the service has certainly ended a lost POST. It ends a request after two seconds of execution,
    /// plus the time in a queue.
    public static let settle: Int64 = 5000
    /// After this time, a POST of a process that has ended has certainly arrived and ended. The system may still have
    /// been sending data of that process.
    public static let takeOver: Int64 = 10_000
    /// The look-ups that must miss a batch until it counts as absent.
    public static let looks: Int64 = 2  // mutation: look-once
    /// The same, if the service has confirmed the batch.
    public static let looksAfterSuccess: Int64 = 4
    /// The time between them.
    public static let lookAgain: Int64 = 10_000
    /// How far the service's clock may be behind the local one.
    public static let clockSkew: Int64 = 600_000
    /// How many batches that an earlier run gave up are looked up again if each of them takes a request.
    public static let mostLookedUpAgain = 10
    /// How long the list of failed records may come after the counts, and how long its address is retried.
    public static let list: Int64 = 60_000
    /// The shortest time between two attempts to fetch a list of failed records.
    public static let listRetry: Int64 = 5000
    /// How often the service must report that a job is done with a different number of records than were sent.
    public static let mismatches: Int64 = 3
    /// How long it must report that before it is believed. The number may still grow.
    public static let mismatch: Int64 = 60_000
    /// How often a job's counts may be invalid.
    public static let oddCounts = Int64(Backoff.limit)
    /// How many batches in a row may be refused for their content before the import stops.
    public static let refusals = 24
    /// How often the service may time out on a single record until the record counts as refused.
    public static let slowRecord = Backoff.limit
    /// How long the last request of a process may still reach the service after the process has ended.
    public static let orphan: Int64 = 2000
    /// The time between attempts to write while another process writes to the journal.
    public static let lock: Int64 = 50
    /// The time between looks at the gate while a request of another process closes it.
    public static let gate: Int64 = 100
    /// The same while a request of another import of this process closes it. Its end wakes the import, but the other
    /// import may not be stepped any more.
    public static let turn: Int64 = 1000
    /// The time between checks whether a preceding import has ended.
    public static let predecessor: Int64 = 1000
    /// How long the account's list of fields counts as current.
    public static let fields: Int64 = 86_400_000
    /// The pause if the service reports again and again that a limit is reached, without naming the limit.
    public static let unexplainedLimit: Int64 = 3_600_000
}
