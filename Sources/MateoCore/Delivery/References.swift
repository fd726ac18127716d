/// What is known of references in one account. Lost batches are found by them. The journal stores the raw values.
public enum References: Int64, CaseIterable, Sendable {
    /// No answer has shown a reference yet.
    case unproven = 0
    /// An answer showed the reference that was sent.
    case works = 1
    /// Answers do not show references.
    case ignored = 2
    /// The service refuses a request with a reference.
    case refused = 3

    /// Whether requests include a reference. A look-up may find it even if answers do not show it.
    public var areSent: Bool {
        self != .refused
    }

    /// Whether a look-up that finds nothing proves that the batch did not arrive.
    public var proveAbsence: Bool {
        self == .works  // mutation: absence-unproven
    }

    /// Returns what is known after an answer to a POST with a reference.
    ///
    /// Once references were ignored, they stay so. Answers are read in any order, so one that shows a reference may be
    /// older.
    public func after(answerShows: Bool) -> References {
        self == .refused || self == .ignored ? self : answerShows ? .works : .ignored
    }

    /// What is known after a look-up that found a batch by its reference. References that were ignored or refused
    /// before still prove nothing.
    public var afterFinding: References {
        self == .unproven ? .works : self
    }
}
