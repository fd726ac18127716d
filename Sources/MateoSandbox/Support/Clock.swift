import Glibc

/// The two clocks of the machine.
enum Clock {
    /// The time of day, for stored times.
    static var now: Timestamp { Timestamp(microseconds: read(CLOCK_REALTIME)) }

    /// The monotonic time in microseconds, for limits.
    static var monotonic: Int64 { read(CLOCK_MONOTONIC) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }
}
