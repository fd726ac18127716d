/// The next action of an import.
public enum NextAction: Equatable, Sendable {
    /// Look up the lost batches.
    case lookUp
    /// Fetch a list of failed records.
    case fetchList
    /// Poll the jobs.
    case poll
    /// Check the rows of the next batch. Ask the service about them if necessary.
    case check
    /// Send the next batch.
    case send
    /// Wait until this time of the monotonic clock.
    case wait(until: Int64)
    /// Wait until this time of the wall clock, since the day's quota is used up.
    case pause(until: Int64)
    /// Stop: all sent records have their outcome, and the others are not sent since records fail.
    case stop
    /// End: every record has its outcome.
    case finish
    /// End: every record has its outcome, or its outcome is unknown.
    case giveUp
}
