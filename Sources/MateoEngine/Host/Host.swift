import CSystem
import MateoCore

/// The services of the machine that the engine needs besides disk and network. A simulation replaces them.
public protocol HostProtocol {
    /// The time in milliseconds since 1970. It may jump. Only the quota's window uses it.
    var wallMilliseconds: Int64 { get }
    /// The monotonic time in milliseconds, from an origin that all processes of this machine share. It never goes back
    /// while the machine runs, and continues while the machine sleeps.
    var monotonicMilliseconds: Int64 { get }
    /// Returns a random number.
    func random() -> UInt64
}

/// The machine.
public struct SystemHost: HostProtocol {
    /// Creates a host.
    public init() {}

    /// The real-time clock.
    public var wallMilliseconds: Int64 {
        Self.milliseconds(of: CLOCK_REALTIME)
    }

    /// The time since the machine started.
    public var monotonicMilliseconds: Int64 {
        Self.milliseconds(of: CLOCK_BOOTTIME)
    }

    /// Converts a time of `monotonicMilliseconds` to CLOCK_MONOTONIC. Event loops use that clock, which stops while the
    /// machine sleeps.
    package func onLoopClock(_ time: Int64) -> Int64 {
        Self.milliseconds(of: CLOCK_MONOTONIC) + (time - monotonicMilliseconds)
    }

    /// Returns a random number from the kernel.
    public func random() -> UInt64 {
        var value: UInt64 = 0
        while getrandom(&value, MemoryLayout<UInt64>.size, 0) != MemoryLayout<UInt64>.size {
            guard mateo_errno() == EINTR else { return UInt64(bitPattern: monotonicMilliseconds) }
        }
        return value
    }

    private static func milliseconds(of clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        // A clock may be set to any time. The result is clamped to the range of times.
        let (seconds, overflows) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1000)
        let latest = Bounds.time.upperBound
        return overflows ? latest : min(max(seconds, -latest), latest) + Int64(time.tv_nsec) / 1_000_000
    }
}
