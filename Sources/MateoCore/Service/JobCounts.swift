/// The counts of a job's records in an answer. Only they show the progress of a job: the service has no column for its
/// state.
public struct JobCounts: Equatable, Sendable {
    /// `success_count`; 0 while it is null.
    public let succeeded: Int64
    /// `failed_count`; 0 while it is null.
    public let failed: Int64
    /// `total_count`; 0 if unknown.
    public let total: Int64

    /// Parses the counts from their JSON. Returns nil if one of them is not a valid count.
    public init?(succeeded: [UInt8], failed: [UInt8], total: [UInt8]) {
        guard let succeeded = Bounds.count(succeeded), let failed = Bounds.count(failed),
            let total = Bounds.count(total)
        else { return nil }
        (self.succeeded, self.failed, self.total) = (succeeded, failed, total)
    }

    private init(succeeded: Int64, failed: Int64, total: Int64) {
        (self.succeeded, self.failed, self.total) = (succeeded, failed, total)
    }

    /// Returns the counts with at least this many failed records.
    func failing(atLeast named: Int64) -> JobCounts {
        JobCounts(succeeded: succeeded, failed: max(failed, named), total: total)
    }

    /// Returns whether a done job with this many records has these counts.
    public func isDone(of records: Int64) -> Bool {
        succeeded + failed == records  // mutation: done-too-soon
    }

    /// Returns whether a done job with a different number of records has these counts.
    public func isDone(ofOthersThan records: Int64) -> Bool {
        total > 0 && total != records && isDone(of: total)
    }
}
