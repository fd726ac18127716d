/// A job of which the service says that it is done, with another number of records than were sent (hellomateo: U-1).
struct Mismatch {
    /// Its batch.
    let batch: Int64
    /// What the service said first.
    let report: JobReport
    /// When it said so, in milliseconds of the monotonic clock.
    let since: Int64
    /// How often it has said the same.
    var times = 1

    /// So often the service has to say it,
    static let fewestTimes = 3
    /// and for so long, in milliseconds, until it is believed: the number may still grow.
    static let shortestTime: Int64 = 60_000

    init(batch: Int64, report: JobReport, since: Int64) {
        self.batch = batch
        self.report = report
        self.since = since
    }

    func isSettled(now: Int64) -> Bool {
        times >= Self.fewestTimes && now - since >= Self.shortestTime
    }
}
