/// What an answer counts of a job's records. They alone show how far a job is: the service has no
/// column for its state.
public struct JobCounts: Equatable, Sendable {
    /// `success_count`; 0 while it is null.
    public let succeeded: Int64
    /// `failed_count`; 0 while it is null.
    public let failed: Int64
    /// `total_count`; 0 when it is not known.
    public let total: Int64

    /// Reads the counts from their JSON; nil when one of them is no number of records.
    public init?(succeeded: [UInt8], failed: [UInt8], total: [UInt8]) {
        guard let succeeded = Bounds.count(succeeded), let failed = Bounds.count(failed),
            let total = Bounds.count(total)
        else { return nil }
        (self.succeeded, self.failed, self.total) = (succeeded, failed, total)
    }

    /// Whether they are those of a done job of so many records.
    public func isDone(of records: Int64) -> Bool {
        succeeded + failed == records  // mutation: done-too-soon
    }

    /// Whether they are those of a done job of some other number of records.
    public func isDone(ofOthersThan records: Int64) -> Bool {
        total > 0 && total != records && isDone(of: total)
    }
}
