/// How far apart requests have to be so that the service never counts more than it allows in a second.
public struct Pace: Equatable, Sendable {
    /// The time between the end of one request and the start of the next, in milliseconds.
    public let spacing: Int64

    /// A pace for a limit in requests a second; 0 or less stands for "no limit".
    ///
    /// A request reaches the service between its start and its end here, so with `spacing` between one end
    /// and the next start, `limit + 1` arrivals span at least `limit * spacing`. 5 % more than a second
    /// covers a service whose clock runs slower than ours.
    public init(requestsPerSecond: Double) {
        guard requestsPerSecond > 0, requestsPerSecond < 1_000_000 else {
            spacing = 0
            return
        }
        let milliseconds = (1050 / requestsPerSecond).rounded(.up)
        spacing = milliseconds < 86_400_000 ? Int64(milliseconds) : 86_400_000
    }

    /// How long to wait at `now` when the gate opens at `opening`, in milliseconds of a clock that may have
    /// been reset since: an opening further away than one request and one pause can take is not believed.
    public func wait(until opening: Int64, now: Int64, longestPause: Int64) -> Int64 {
        let wait = opening - now
        return wait <= 0 || wait > longestPause + spacing ? 0 : wait
    }
}
