import MateoCore
import Testing

@Suite struct PollScheduleTests {
    /// The times of all polls in so many milliseconds.
    private func polls(first: Int64, longest: Int64, for length: Int64) -> [Int64] {
        var schedule = PollSchedule(first: first, longest: longest)
        schedule.follow(now: 0, isSending: false)
        var times: [Int64] = []
        while let due = schedule.due, due <= length {
            times.append(due)
            schedule.poll(now: due)
        }
        return times
    }

    @Test func intervalsDoubleUpToTheLongest() {
        #expect(
            polls(first: 1000, longest: 8000, for: 40_000) == [
                1000, 3000, 7000, 15_000, 23_000, 31_000, 39_000,
            ])
    }

    @Test func anHourHasAtMostEightPollsPlusOneAMinute() {
        #expect(polls(first: 1, longest: 60_000, for: 3_600_000).count <= 68)
    }

    @Test func theBudgetHoldsWhateverComesAndGoes() {
        var schedule = PollSchedule(first: 2000, longest: 60_000)
        var count = 0
        for now in stride(from: Int64(0), to: 600_000, by: 500) {
            if now % 7000 == 0 { schedule.end() }
            schedule.follow(now: now, isSending: now % 5000 < 2500)
            if let due = schedule.due, due <= now {
                schedule.poll(now: now)
                count += 1
            }
        }
        #expect(count <= 8 + 10)
    }

    @Test func theEndOfSendingStartsShortIntervalsAgain() {
        var schedule = PollSchedule(first: 1000, longest: 60_000)
        schedule.follow(now: 0, isSending: true)
        for now in [1000, 3000, 7000] as [Int64] { schedule.poll(now: now) }
        #expect(schedule.due == 15_000)
        schedule.follow(now: 8000, isSending: false)
        #expect(schedule.due == 9000)
    }

    @Test func halfOfTheBudgetIsKeptForTheEnd() {
        var schedule = PollSchedule(first: 1, longest: 60_000)
        schedule.follow(now: 0, isSending: true)
        var count = 0
        while let due = schedule.due, due < 50_000 {
            schedule.poll(now: due)
            schedule.follow(now: due, isSending: true)
            count += 1
        }
        #expect(count == 4)
    }

    @Test func endingForgets() {
        var schedule = PollSchedule(first: 2000, longest: 60_000)
        schedule.follow(now: 0, isSending: false)
        schedule.follow(now: 1000, isSending: false)
        #expect(schedule.due == 2000)
        schedule.end()
        #expect(schedule.due == nil)
    }
}
