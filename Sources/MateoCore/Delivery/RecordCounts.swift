/// The number of an import's records in each state. Every record is in exactly one state.
public struct RecordCounts: Equatable, Sendable {
    /// All records of the import.
    public var total: Int64 = 0
    /// In the journal, not yet sent.
    public var pending: Int64 = 0
    /// Sent, with a job that is being polled.
    public var inFlight: Int64 = 0
    /// Imported.
    public var succeeded: Int64 = 0
    /// Refused by the service, with a reason.
    public var failed: Int64 = 0
    /// Not sent, because a check found a fault in them, with a reason.
    public var held: Int64 = 0
    /// Not sent, because a later record of the import has the same identity.
    public var superseded: Int64 = 0
    /// Not sent, because the service already has them with this content.
    public var unchanged: Int64 = 0
    /// Sent, with an unknown outcome.
    public var unknown: Int64 = 0
    /// The jobs that the service created for them.
    public var jobs: Int64 = 0

    /// Creates counts of 0.
    public init() {}

    /// The sum of all states.
    public var sum: Int64 {
        pending + inFlight + succeeded + failed + held + superseded + unchanged + unknown
    }

    /// Whether the states add up to the total.
    public var balance: Bool {
        sum == total
    }

    /// Records with a final outcome, sent or not.
    public var settled: Int64 {
        succeeded + failed + held + superseded + unchanged
    }
}
