/// What is known of the references that make lost batches findable, for one account. The raw values are the journal's.
public enum References: Int64, CaseIterable, Sendable {
    /// No answer has shown one yet.
    case unproven = 0
    /// An answer showed the reference that was sent.
    case works = 1
    /// Answers do not show them.
    case ignored = 2
    /// A request with one is refused.
    case refused = 3

    /// Whether requests have one: also where answers do not show it, a look-up may find it.
    public var areSent: Bool {
        self != .refused
    }

    /// Whether a look-up that finds nothing proves that the batch did not arrive.
    public var proveAbsence: Bool {
        self == .works  // mutation: absence-unproven
    }

    /// After an answer to a POST with a reference, which showed it or did not.
    ///
    /// Once ignored they prove nothing any more: an answer that shows one may be older than it is read.
    public func after(answerShows: Bool) -> References {
        self == .refused || self == .ignored ? self : answerShows ? .works : .ignored
    }

    /// After a look-up that found a batch by its reference. Those that were taken once and are not any more prove nothing.
    public var afterFinding: References {
        self == .unproven ? .works : self
    }
}
