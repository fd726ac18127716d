import MateoEngine

/// The computer of all processes, with its clocks and restarts.
final class Machine: HostProtocol {
    private let timeline: Timeline
    private var generator: Random
    private var bootedAt: Int64 = -5000
    /// The difference between the wall clock and the world's time.
    private var wallOffset: Int64
    /// The sum of all jumps forward. The client's ledger may count that time as passed, and the service does not.
    private(set) var jumpedForward: Int64 = 0
    /// The sum of all jumps back.
    private(set) var jumpedBack: Int64 = 0

    init(_ timeline: Timeline, seed: UInt64, wallStart: Int64) {
        self.timeline = timeline
        generator = Random(seed: seed)
        wallOffset = wallStart
    }

    var wallMilliseconds: Int64 { timeline.now + wallOffset }
    var monotonicMilliseconds: Int64 { timeline.now - bootedAt }

    func random() -> UInt64 {
        generator.next()
    }

    /// Sets the wall clock, like a person or a time server.
    func jump(_ milliseconds: Int64) {
        wallOffset += milliseconds
        if milliseconds > 0 { jumpedForward += milliseconds } else { jumpedBack -= milliseconds }
    }

    /// Restarts the monotonic clock.
    func boot() {
        bootedAt = timeline.now - 3000
    }

    /// Returns the world's time at which the wall clock shows a time.
    func worldTime(ofWall time: Int64) -> Int64 {
        time - wallOffset
    }
}
