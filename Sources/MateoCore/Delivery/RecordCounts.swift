/// How many records of an import are in which state. Every record is in exactly one.
public struct RecordCounts: Equatable, Sendable {
    /// All records of the import.
    public var total: Int64 = 0
    /// In the journal, not sent.
    public var pending: Int64 = 0
    /// Sent, and their job is followed.
    public var inFlight: Int64 = 0
    /// Imported.
    public var succeeded: Int64 = 0
    /// Refused by the service, with its reason.
    public var failed: Int64 = 0
    /// Not sent, because the library found something wrong with them; with the reason.
    public var held: Int64 = 0
    /// Not sent, because a later record of the import has the same identity.
    public var superseded: Int64 = 0
    /// Not sent, because the service has them as they are.
    public var unchanged: Int64 = 0
    /// Sent, and their outcome is unknown.
    public var unknown: Int64 = 0
    /// The jobs that the service made of them.
    public var jobs: Int64 = 0

    /// No records.
    public init() {}

    /// The sum of all states.
    public var sum: Int64 {
        pending + inFlight + succeeded + failed + held + superseded + unchanged + unknown
    }

    /// Whether every record is in exactly one state.
    public var balance: Bool {
        sum == total
    }

    /// Records with a final outcome: sent or not, nothing will change it.
    public var settled: Int64 {
        succeeded + failed + held + superseded + unchanged
    }
}
