import MateoEngine

/// A machine whose time passes only when somebody waits.
final class VirtualHost: HostProtocol {
    /// Milliseconds since 1970: 2026-01-01T00:00:00Z.
    private(set) var wallMilliseconds: Int64 = 1_767_225_600_000
    private(set) var monotonicMilliseconds: Int64 = 5000
    private var state: UInt64

    init(seed: UInt64 = 1) {
        state = seed
    }

    func pass(_ milliseconds: Int64) {
        wallMilliseconds += milliseconds
        monotonicMilliseconds += milliseconds
    }

    /// Sets the wall clock as a person or a time server does.
    func jump(_ milliseconds: Int64) {
        wallMilliseconds += milliseconds
    }

    /// SplitMix64: every seed gives another sequence, the same each time.
    func random() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
