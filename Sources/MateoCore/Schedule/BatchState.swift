/// Where a batch is on its way. The raw values are those of the journal.
public enum BatchState: Int64, CaseIterable, Sendable {
    /// In the journal, not sent or proven not to have arrived.
    case pending = 1
    /// A POST was begun; until its answer is in the journal nobody knows whether it arrived.
    case sending = 2
    /// The POST ended without an answer that tells; it has to be looked up.
    case unknown = 3
    /// The service made a job of it.
    case accepted = 4
    /// The job is done and every record has its outcome.
    case finished = 5
    /// The service refused it for its content and it cannot be divided further: its record has failed.
    case refused = 6
    /// Divided into smaller batches, which stand in its place; it holds no records any more.
    case divided = 7
}

extension BatchState {
    /// The state after an event; nil when the event cannot happen in this state.
    ///
    /// This is the one table of allowed transitions.
    public func after(_ event: BatchEvent) -> BatchState? {
        switch (self, event) {
        case (.pending, .begun): .sending
        case (.pending, .divided): .divided
        case (.sending, .accepted): .accepted
        case (.sending, .turnedAway): .pending
        case (.sending, .lost): .unknown
        case (.sending, .refused): .refused
        case (.sending, .divided): .divided
        case (.unknown, .found): .accepted
        case (.unknown, .missing): .pending
        case (.accepted, .completed): .finished
        default: nil
        }
    }
}
