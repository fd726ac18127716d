/// A rate limit: at most `count` requests in any window of `length` milliseconds.
///
/// The service counts a request when it arrives, at some time between its start and its end on this machine. Let a
/// request start more than `length` after the end of the `count`-th last one. Then it arrives more than `length` after
/// all requests except the last `count - 1`, however long each of them takes.
///
/// Requests are also spread evenly over the window. A service that requires a distance between two arrivals sees about
/// that distance, since arrival times vary less than answer times. That part is likely, not certain.
public struct Pace: Equatable, Sendable {
    /// The most requests in a window; 0 for any number.
    public let count: Int64
    /// The window's length in milliseconds.
    public let length: Int64

    /// The most requests in a window. It bounds the number of ends to store.
    public static let mostCount: Int64 = 16
    /// The longest window in milliseconds.
    public static let longest: Int64 = 86_400_000
    /// The time of an event that has not happened.
    public static let never = Bounds.time.lowerBound

    /// Creates a pace for a limit in requests a second; 0 or less means no limit.
    ///
    /// No second has more requests than the limit, so a limit of 2.5 allows two. With a limit below one, no window of
    /// its inverse has more than one request. A high limit applies to a part of the second: 100 a second are 14 in a
    /// seventh.
    public init(requestsPerSecond: Double) {
        guard requestsPerSecond > 0 else {
            (count, length) = (0, 0)
            return
        }
        guard requestsPerSecond >= 1 else {
            let milliseconds = (1000 / requestsPerSecond).rounded(.up)
            (count, length) = (1, milliseconds < Double(Self.longest) ? Int64(milliseconds) : Self.longest)
            return
        }
        let limit = requestsPerSecond < 1_000_000_000 ? Int64(requestsPerSecond) : 1_000_000_000
        let parts = (limit + Self.mostCount - 1) / Self.mostCount
        (count, length) = (limit / parts, (1000 + parts - 1) / parts)
    }

    /// The time added to the window, in milliseconds, for clock drift and for clocks that are read in whole
    /// milliseconds.
    public var margin: Int64 {
        max(1, length / 50)
    }

    /// The time between the starts of two requests with immediate answers, in milliseconds; 0 without a limit.
    public var spacing: Int64 {
        count > 0 ? (length + margin + count - 1) / count : 0
    }

    /// Returns the earliest time from `now` on at which a request may start. All times are in milliseconds of one
    /// clock.
    ///
    /// - Parameters:
    ///   - start: when the last request started; `never` if there was none.
    ///   - end: when the last request ended; `never` if unknown.
    ///   - crowd: the `count`-th latest end of a request; `never` if there were fewer.
    public func earliest(now: Int64, start: Int64, end: Int64, crowd: Int64) -> Int64 {
        guard count > 0 else { return now }
        // A part of the answer time is added to the distance, so that the requests of a window stay evenly spread.
        let latency = max(0, end - start)
        let next = start + (length + margin + latency + count - 1) / count
        return max(now, crowd + length + margin, next)  // mutation: pace-short, pace-by-starts
    }
}

/// The requests of the last window that the next one depends on. Requests run one at a time.
public struct PaceWindow: Sendable {
    /// The pace to keep.
    public let pace: Pace
    private var start = Pace.never
    private var end = Pace.never
    /// The latest ends, newest first, as many as the pace counts.
    private var ends: [Int64] = []

    /// Creates a window without requests.
    public init(_ pace: Pace) {
        self.pace = pace
    }

    /// Returns the earliest time from `now` on at which a request may start.
    public func earliest(now: Int64) -> Int64 {
        let isFull = Int64(ends.count) >= pace.count
        return pace.earliest(
            now: now, start: start, end: end, crowd: isFull ? ends.last ?? Pace.never : Pace.never)
    }

    /// Adds a request.
    public mutating func add(start: Int64, end: Int64) {
        (self.start, self.end) = (start, end)
        guard pace.count > 0 else { return }
        if Int64(ends.count) >= pace.count { ends.removeLast() }
        ends.insert(end, at: 0)
    }
}
