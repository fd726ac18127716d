import MateoCore
import Testing

/// How long an import still takes: the time is a parameter.
@Suite struct TimeLeftTests {
    private func counts(_ pending: Int64, _ inFlight: Int64, _ succeeded: Int64) -> RecordCounts {
        var counts = RecordCounts()
        (counts.total, counts.pending) = (pending + inFlight + succeeded, pending)
        (counts.inFlight, counts.succeeded) = (inFlight, succeeded)
        return counts
    }

    private func begun(entitiesPerDay: Int64 = 0) -> TimeLeft {
        TimeLeft(
            requestsPerSecond: 2, entitiesPerDay: entitiesPerDay, quotaWindow: 86_400_000, counts(50_000, 0, 0),
            at: 1000)
    }

    @Test("Nothing is known before two batches are sent, since they may wait for the first one") func first() {
        var left = begun()
        #expect(left.milliseconds(at: 1000) == nil)
        left.update(counts(49_900, 100, 0), at: 1200)
        #expect(left.milliseconds(at: 1500) == nil)
        left.update(counts(49_900, 0, 100), at: 9000)
        #expect(left.milliseconds(at: 9000) == nil)
        left.update(counts(49_000, 900, 100), at: 9300)
        // 55 batches of 900 at half a second each, not the rate of the first look.
        let seconds = left.milliseconds(at: 9300).map { $0 / 1000 } ?? 0
        #expect((27...29).contains(seconds))
    }

    @Test("Batches take as long as they took, and at least what the pace allows") func batches() throws {
        for (interval, expected) in [(100, 25_500), (510, 25_500), (2000, 100_000)] as [(Int64, Int64)] {
            var left = begun()
            var now: Int64 = 1000
            for batch in 1...Int64(10) {
                now += interval
                left.update(counts(50_000 - batch * 1000, batch * 1000, 0), at: now)
            }
            let found = try #require(left.milliseconds(at: now)) * 50 / 40
            #expect(abs(found - expected) < expected / 8, "\(found) and not \(expected)")
        }
    }

    @Test("Results that take longer than the sending count") func results() {
        var left = begun()
        left.update(counts(40_000, 10_000, 0), at: 1500)
        left.update(counts(30_000, 20_000, 0), at: 2000)
        left.update(counts(30_000, 10_000, 10_000), at: 61_000)
        #expect(left.milliseconds(at: 61_000) == 240_000)
        left.update(counts(0, 40_000, 10_000), at: 62_000)
        #expect(left.milliseconds(at: 62_000) == 240_000)
        left.update(counts(0, 0, 50_000), at: 70_000)
        #expect(left.milliseconds(at: 70_000) == nil)
    }

    @Test("Without an outcome, the time for results is unknown") func unknown() {
        var left = begun()
        left.update(counts(0, 50_000, 0), at: 2000)
        #expect(left.milliseconds(at: 100_000) == nil)
    }

    @Test("Records beyond the day's quota wait for other days") func days() throws {
        var left = begun(entitiesPerDay: 20_000)
        left.update(counts(49_000, 1000, 0), at: 1500)
        left.update(counts(48_000, 2000, 0), at: 2000)
        #expect(try #require(left.milliseconds(at: 2000)) / 86_400_000 == 2)
    }
}
