import MateoEngine

/// The computer that all processes run on: its clocks, and how it is switched off.
final class Machine: HostProtocol {
    private let timeline: Timeline
    private var generator: Random
    private var bootedAt: Int64 = -5000
    /// How far the wall clock is from the world's time.
    private var wallOffset: Int64
    /// The sum of all jumps forward: what our ledger may take for time that passed and the service does not.
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

    /// Sets the wall clock, as a person or a time server does.
    func jump(_ milliseconds: Int64) {
        wallOffset += milliseconds
        if milliseconds > 0 { jumpedForward += milliseconds } else { jumpedBack -= milliseconds }
    }

    /// The monotonic clock starts again.
    func boot() {
        bootedAt = timeline.now - 3000
    }

    /// The world's time at which the wall clock shows a time.
    func worldTime(ofWall time: Int64) -> Int64 {
        time - wallOffset
    }
}
