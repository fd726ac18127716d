/// How long, and how often, the engine waits for the service before it draws a conclusion. Times are in milliseconds.
public enum Patience {
    /// After this time a lost POST has surely ended at the service, which ends a request after two seconds of
    /// execution; time in a queue comes on top.
    public static let settle: Int64 = 5000
    /// After this time a POST of a process that has ended has surely arrived and ended: what that process had handed to
    /// its system may still have been on its way.
    public static let takeOver: Int64 = 10_000
    /// So many look-ups have to miss a batch until it counts as absent,
    public static let looks: Int64 = 2  // mutation: look-once
    /// and so many when the service has said that it took the batch.
    public static let looksAfterSuccess: Int64 = 4
    /// The time between them.
    public static let lookAgain: Int64 = 10_000
    /// How far the service's clock may be behind ours.
    public static let clockSkew: Int64 = 600_000
    /// How long the list of failed records may come after the counts, and how long its address is tried.
    public static let list: Int64 = 60_000
    /// The least time between two tries to fetch a list of failed records.
    public static let listRetry: Int64 = 5000
    /// So often the service has to say that a job is done with another number of records than were sent
    public static let mismatches: Int64 = 3
    /// and for so long, until it is believed: the number may still grow.
    public static let mismatch: Int64 = 60_000
    /// So often a job's counts may be no numbers of records.
    public static let oddCounts = Int64(Backoff.limit)
    /// So many batches in a row may be refused for their content before the import stops.
    public static let refusals = 24
    /// So often a single record may take the service too long until it counts as refused.
    public static let slowRecord = Backoff.limit
    /// How long after the end of a process its last request may still reach the service.
    public static let orphan: Int64 = 2000
    /// How often to try again while another process writes into the journal.
    public static let lock: Int64 = 50
    /// How often to look whether the import is over that another one comes after.
    public static let predecessor: Int64 = 1000
    /// How long what the service told of an account's fields is taken for true.
    public static let fields: Int64 = 86_400_000
    /// How long to stay away when the service says again and again that a limit is reached and not which.
    public static let unexplainedLimit: Int64 = 3_600_000
}
