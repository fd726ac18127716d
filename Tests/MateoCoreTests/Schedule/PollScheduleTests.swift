import MateoCore
import Testing

@Suite struct PollScheduleTests {
    @Test func aLowLimitOfRequestsLeavesHalfOfThemForBatches() {
        let day: Int64 = 86_400_000
        var schedule = PollSchedule(first: 2000, longest: 60_000, requests: Quota(limit: 48, window: day))
        // Processes that are started every ten minutes and poll when it is time.
        var (now, asked, polls) = (Int64(0), Int64(0), 0)
        while now < day {
            schedule = PollSchedule(first: 2000, longest: 60_000, requests: Quota(limit: 48, window: day))
            schedule.goOn(elapsed: asked, ago: now - asked, now: now)
            if let due = schedule.due, due <= now {
                polls += 1
                asked = now
            }
            now += 600_000
        }
        #expect((20...24).contains(polls))
        let usual = PollSchedule(first: 2000, longest: 60_000, requests: Quota(limit: 10_000, window: day))
        #expect(usual == PollSchedule(first: 2000, longest: 60_000))
    }

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
        #expect(schedule.due == 60_000)
        schedule.poll(now: 60_000)
        #expect(schedule.due == 120_000)
        schedule.follow(now: 68_000, isSending: false)
        #expect(schedule.due == 69_000)
    }

    /// The times of the polls in so many milliseconds of sending, each of so many requests.
    private func pollsWhileSending(longest: Int64, requests: Int = 1, for length: Int64) -> [Int64] {
        var schedule = PollSchedule(first: min(2000, longest), longest: longest)
        var times: [Int64] = []
        for now in stride(from: Int64(0), to: length, by: 100) {
            schedule.follow(now: now, isSending: true)
            guard let due = schedule.due, due <= now else { continue }
            times.append(now)
            for request in 1...requests { schedule.poll(now: now, isLast: request == requests) }
        }
        return times
    }

    @Test("While batches are sent, polls are a longest interval apart")
    func pollsAreRareWhileSending() {
        #expect(pollsWhileSending(longest: 60_000, for: 59_000) == [])
        #expect(pollsWhileSending(longest: 60_000, for: 200_000) == [60_000, 120_000, 180_000])
        #expect(pollsWhileSending(longest: 600_000, for: 700_000) == [600_000])
    }

    @Test(
        "While batches are sent, rounds of many requests take less than 3 % of two a second",
        arguments: [1, 3, 10])
    func roundsLeaveTheirShare(requests: Int) {
        let length: Int64 = 3_600_000
        let taken = pollsWhileSending(longest: 60_000, requests: requests, for: length).count * requests
        #expect(taken * 100 < 3 * 2 * 3600)
        #expect(taken > 0)
    }

    @Test("Short intervals are kept while batches are sent, too, if the caller asks for them")
    func shortIntervalsWhileSending() {
        #expect(pollsWhileSending(longest: 1000, for: 5500) == [1000, 2000, 3000, 4000, 5000])
    }

    @Test("All of the budget but the last poll is there when the last batch is out")
    func theBudgetIsForTheEnd() {
        var schedule = PollSchedule(first: 1, longest: 60_000)
        for now in stride(from: Int64(0), through: 600_000, by: 1000) {
            schedule.follow(now: now, isSending: true)
            if let due = schedule.due, due <= now { schedule.poll(now: now) }
        }
        schedule.follow(now: 600_001, isSending: false)
        var polls = 0
        while let due = schedule.due, due < 601_000 {
            schedule.poll(now: due)
            polls += 1
        }
        #expect(polls == PollSchedule.burst - 1)
    }

    @Test func endingForgets() {
        var schedule = PollSchedule(first: 2000, longest: 60_000)
        schedule.follow(now: 0, isSending: false)
        schedule.follow(now: 1000, isSending: false)
        #expect(schedule.due == 2000)
        schedule.end()
        #expect(schedule.due == nil)
    }

    /// The times at which rounds of so many requests begin, each request taking half a second.
    private func rounds(of requests: Int, first: Int64 = 2000, longest: Int64, for length: Int64) -> [Int64] {
        var schedule = PollSchedule(first: first, longest: longest)
        schedule.follow(now: 0, isSending: false)
        var times: [Int64] = []
        while var now = schedule.due, now <= length {
            times.append(now)
            for request in 1...requests {
                #expect(schedule.due.map { $0 <= now } == true)
                schedule.poll(now: now, isLast: request == requests)
                #expect(schedule.isInRound == (request < requests))
                now += request < requests ? 500 : 0
            }
        }
        return times
    }

    @Test func aRoundCountsOnceHoweverManyRequestsItTakes() {
        #expect(
            rounds(of: 10, first: 1000, longest: 60_000, for: 60_000) == [1000, 7500, 16_000, 28_500, 49_000])
    }

    @Test(arguments: [1, 2, 3, 4, 10, 50, 100, 400])
    func pollingAllDayLeavesHalfOfTheRequests(requests: Int) {
        #expect(
            rounds(of: requests, longest: 60_000, for: 86_400_000).count * requests <= 8 * requests + 4320)
    }

    @Test func whoAsksForShortIntervalsGetsThemForEachRequest() {
        #expect(rounds(of: 1, longest: 5000, for: 3_600_000).count >= 719)
        let many = rounds(of: 20, longest: 5000, for: 3_600_000).count
        #expect((36...44).contains(many))
    }

    @Test func theEndOfSendingDoesNotEndARound() {
        var schedule = PollSchedule(first: 1000, longest: 60_000)
        schedule.follow(now: 0, isSending: true)
        schedule.poll(now: 60_000, isLast: false)
        schedule.follow(now: 60_500, isSending: false)
        #expect(schedule.due == 60_000)
        schedule.poll(now: 60_500, isLast: true)
        schedule.follow(now: 60_500, isSending: false)
        #expect(schedule.due == 61_500)
    }

    @Test func nothingToFollowEndsARound() {
        var schedule = PollSchedule(first: 1000, longest: 60_000)
        schedule.follow(now: 0, isSending: false)
        schedule.poll(now: 1000, isLast: false)
        schedule.end()
        #expect(!schedule.isInRound)
        #expect(schedule.due == nil)
    }
}
