/// What an import does next.
public enum NextAction: Equatable, Sendable {
    /// Look up the lost batches.
    case lookUp
    /// Fetch a list of failed records.
    case fetchList
    /// Ask for the state of the jobs.
    case poll
    /// Check the rows of the next batch, and ask the service about them if need be.
    case check
    /// Send the next batch.
    case send
    /// Nothing before this time of the monotonic clock.
    case wait(until: Int64)
    /// Nothing before this time of the wall clock, since the day's quota is used up.
    case pause(until: Int64)
    /// Nothing: all that was sent has its outcome, and the rest is not sent since records fail.
    case stop
    /// Every record has its outcome.
    case finish
    /// Every record has its outcome, or its outcome is unknown.
    case giveUp
}
