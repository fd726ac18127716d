/// Estimates how long an import still takes, from the pace of requests and from what the run has done so far. Times are
/// in milliseconds of one clock.
public struct TimeLeft: Sendable {
    private let pace: Pace
    private let entitiesPerDay: Int64
    private let quotaWindow: Int64
    private var counts: RecordCounts
    private let settledBefore: Int64
    private let start: Int64
    /// The batches that were sent, the number of records in the last one, and when the second one was sent. The first
    /// one says little: the others may wait for its outcome.
    private var batches: Int64 = 0
    private var batchRecords: Int64 = 0
    private var second: Int64 = 0
    /// The time that the service takes for a record; 0 before it is known.
    private var timeOfRecord = 0.0

    /// Creates an estimate at the start of a run.
    ///
    /// - Parameters:
    ///   - entitiesPerDay: the day's quota in records; 0 for no limit.
    ///   - quotaWindow: the length of the day.
    public init(
        requestsPerSecond: Double, entitiesPerDay: Int64, quotaWindow: Int64, _ counts: RecordCounts, at start: Int64
    ) {
        pace = Pace(requestsPerSecond: requestsPerSecond)
        (self.entitiesPerDay, self.quotaWindow) = (entitiesPerDay, quotaWindow)
        (self.counts, self.start) = (counts, start)
        settledBefore = counts.settled
    }

    /// Takes new counts.
    public mutating func update(_ new: RecordCounts, at now: Int64) {
        if new.pending < counts.pending {
            batches += 1
            batchRecords = counts.pending - new.pending
            if batches == 2 { second = now }
        }
        // If the service has done all that it has, it may be faster than that.
        if new.settled > counts.settled, new.inFlight > 0 {
            timeOfRecord = Double(now - start) / Double(new.settled - settledBefore)
        }
        counts = new
    }

    /// Returns the time left, or nil if it is not known yet. Records beyond a day's quota wait for other days.
    public func milliseconds(at now: Int64) -> Int64? {
        guard counts.pending + counts.inFlight > 0 else { return nil }
        var time = timeOfRecord * Double(counts.pending + counts.inFlight)
        if counts.pending > 0 {
            guard batches > 1, batchRecords > 0 else { return nil }
            let interval = max(Double(pace.spacing), Double(now - second) / Double(batches - 1))
            let requests = (Double(counts.pending) / Double(batchRecords)).rounded(.up)
            let days = entitiesPerDay > 0 ? (counts.pending - 1) / entitiesPerDay : 0
            time = max(time, interval * requests) + Double(days) * Double(quotaWindow)
        }
        return time > 0 ? Int64(min(time, Double(Bounds.time.upperBound))) : nil
    }
}
