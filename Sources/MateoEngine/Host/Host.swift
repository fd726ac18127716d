import CSystem
import MateoCore

/// What the engine needs of the machine beside disk and network. A simulation puts its own in its place.
public protocol HostProtocol {
    /// The time in milliseconds since 1970. It may jump; it is used for the quota's window alone.
    var wallMilliseconds: Int64 { get }
    /// Milliseconds since some moment that is the same for all processes of this machine. It never goes back
    /// while the machine runs, and goes on while it sleeps.
    var monotonicMilliseconds: Int64 { get }
    /// A random number.
    func random() -> UInt64
}

/// The machine itself.
public struct SystemHost: HostProtocol {
    /// The machine itself.
    public init() {}

    /// The real-time clock.
    public var wallMilliseconds: Int64 {
        Self.milliseconds(of: CLOCK_REALTIME)
    }

    /// The time since the machine started.
    public var monotonicMilliseconds: Int64 {
        Self.milliseconds(of: CLOCK_BOOTTIME)
    }

    /// A time of `monotonicMilliseconds` on CLOCK_MONOTONIC, which event loops use and which stops while the machine sleeps.
    package func onLoopClock(_ time: Int64) -> Int64 {
        Self.milliseconds(of: CLOCK_MONOTONIC) + (time - monotonicMilliseconds)
    }

    /// A number from the kernel.
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
        // A clock can be set to any time; ours ends with the range of times.
        let (seconds, overflows) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1000)
        let latest = Bounds.time.upperBound
        return overflows ? latest : min(max(seconds, -latest), latest) + Int64(time.tv_nsec) / 1_000_000
    }
}
