import MateoCore
import Testing

@Suite struct PollScheduleTests {
    /// The times of all polls in so many milliseconds.
    private func polls(first: Int64, longest: Int64, for length: Int64) -> [Int64] {
        var schedule = PollSchedule(first: first, longest: longest)
        schedule.begin(now: 0)
        var times: [Int64] = []
        while let due = schedule.due, due <= length {
            times.append(due)
            schedule.poll(now: due)
        }
        return times
    }

    @Test func intervalsDoubleUpToTheLongest() {
        #expect(polls(first: 1000, longest: 8000, for: 40_000) == [1000, 3000, 7000, 15_000, 23_000, 31_000, 39_000])
    }

    @Test func anHourHasAtMostEightPollsPlusOneAMinute() {
        #expect(polls(first: 1, longest: 60_000, for: 3_600_000).count <= 68)
    }

    @Test func theBudgetHoldsOverRestarts() {
        var schedule = PollSchedule(first: 2000, longest: 60_000)
        schedule.begin(now: 0)
        var count = 0
        for now in stride(from: Int64(0), to: 600_000, by: 500) {
            if now % 5000 == 0 { schedule.restart(now: now) }
            if let due = schedule.due, due <= now {
                schedule.poll(now: now)
                count += 1
            }
        }
        #expect(count <= 8 + 10)
    }

    @Test func beginningTwiceChangesNothingAndEndingForgets() {
        var schedule = PollSchedule(first: 2000, longest: 60_000)
        schedule.begin(now: 0)
        schedule.begin(now: 1000)
        #expect(schedule.due == 2000)
        schedule.end()
        #expect(schedule.due == nil)
    }
}
