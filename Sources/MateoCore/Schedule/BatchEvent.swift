/// What can happen to a batch.
public enum BatchEvent: CaseIterable, Sendable {
    /// The attempt is in the journal and the POST may start.
    case begun
    /// The answer names the job.
    case accepted
    /// The answer, or its absence, proves that nothing happened.
    case turnedAway
    /// No answer, or one that does not tell.
    case lost
    /// The answer refuses the content of a batch of one.
    case refused
    /// The batch is too large, or hides a record that the service refuses: it is divided.
    case divided
    /// The look-up found the job.
    case found
    /// The look-up found none.
    case missing
    /// The job is done.
    case completed
}
