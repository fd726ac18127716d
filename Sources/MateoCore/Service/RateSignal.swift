/// The rate limits in an answer's headers. The service does not document which of its limits they describe, so they
/// only slow requests down.
public struct RateSignal: Equatable, Sendable {
    /// `retry-after` in milliseconds, from seconds or an HTTP date.
    public private(set) var retryAfter: Int64?
    /// `ratelimit-remaining`.
    public private(set) var remaining: Int64?
    /// `ratelimit-reset` in milliseconds.
    public private(set) var reset: Int64?

    /// The longest wait that is believed, in milliseconds: two days.
    public static let longest: Int64 = 172_800_000
    /// A longer wait, in milliseconds, is due to the day's quota and not to the limit for each second.
    public static let longestOfASecondLimit: Int64 = 60_000

    /// Creates a signal without headers.
    public init() {}

    /// Reads one header field.
    ///
    /// - Parameters:
    ///   - line: the whole field line, with or without its line end.
    ///   - wallNow: the wall clock in milliseconds since 1970, for dates.
    public mutating func read(_ line: Span<UInt8>, wallNow: Int64) {
        let wallNow = min(max(wallNow, Bounds.time.lowerBound), Bounds.time.upperBound)
        if let value = Self.value(of: "retry-after", in: line) {
            let field = line.extracting(value)
            if let seconds = Self.integer(field) {
                retryAfter = Self.milliseconds(seconds)
            } else if let date = HTTPDate.seconds(field) {
                retryAfter = min(max(0, date * 1000 - wallNow), Self.longest)
            }
        } else if let value = Self.value(of: "ratelimit-remaining", in: line) {
            remaining = Self.integer(line.extracting(value))
        } else if let value = Self.value(of: "ratelimit-reset", in: line) {
            reset = Self.integer(line.extracting(value)).map { seconds in
                // Some services send the time of the reset instead of the time until it.
                seconds < 1_000_000_000
                    ? Self.milliseconds(seconds) : min(max(0, seconds * 1000 - wallNow), Self.longest)
            }
        }
    }

    /// The wait that the headers request before the next request, in milliseconds; 0 for none.
    public var pause: Int64 {
        if let retryAfter { return retryAfter }
        if let remaining, remaining <= 0, let reset { return reset }
        return 0
    }

    /// Returns the wait that a successful answer requests for the limit of each second, in milliseconds, or 0.
    ///
    /// It ignores an empty window that is no longer than the pace's own, since the pace already keeps that limit. The
    /// service counts in its own windows, so waiting for their ends would only slow requests down.
    ///
    /// - Parameter window: the pace's window in milliseconds; 0 for none.
    public func shortPause(paceWindow window: Int64) -> Int64 {
        guard pause <= Self.longestOfASecondLimit else { return 0 }
        return retryAfter == nil && pause <= window ? 0 : pause
    }

    private static func milliseconds(_ seconds: Int64) -> Int64 {
        min(seconds, longest / 1000) * 1000
    }

    /// Returns the place of the value in a line, if it is the field `name` (in lower case).
    package static func value(of name: StaticString, in line: Span<UInt8>) -> Range<Int>? {
        let length = name.utf8CodeUnitCount
        guard line.count > length, line[length] == UInt8(ascii: ":") else { return nil }
        let matches = name.withUTF8Buffer { name in
            for index in 0..<length where lowercase(line[index]) != name[index] { return false }
            return true
        }
        guard matches else { return nil }
        var start = length + 1
        var end = line.count
        while start < end, isBlank(line[start]) { start += 1 }
        while end > start, isBlank(line[end - 1]) { end -= 1 }
        return start..<end
    }

    /// Returns the first integer of a field that may list several policies (`10, 10;w=5`).
    private static func integer(_ field: Span<UInt8>) -> Int64? {
        var value: Int64 = 0
        var index = 0
        while index < field.count, field[index] >= 48, field[index] <= 57, value < 100_000_000_000 {
            value = value * 10 + Int64(field[index] - 48)
            index += 1
        }
        guard index > 0 else { return nil }
        return value
    }

    private static func lowercase(_ byte: UInt8) -> UInt8 {
        byte >= 65 && byte <= 90 ? byte + 32 : byte
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 32 || byte == 9 || byte == 13 || byte == 10
    }
}
