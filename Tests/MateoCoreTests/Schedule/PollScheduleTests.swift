import MateoCore
import Testing

@Suite struct PollScheduleTests {
    @Test("A low limit of requests leaves half of them for batches")
    func aLowLimitOfRequestsLeavesHalfOfThemForBatches() {
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

    @Test("Intervals double up to the longest") func intervalsDoubleUpToTheLongest() {
        #expect(
            polls(first: 1000, longest: 8000, for: 40_000) == [
                1000, 3000, 7000, 15_000, 23_000, 31_000, 39_000,
            ])
    }

    @Test("An hour has at most eight polls plus one a minute") func anHourHasAtMostEightPollsPlusOneAMinute()
    {
        #expect(polls(first: 1, longest: 60_000, for: 3_600_000).count <= 68)
    }

    @Test("The budget holds whatever comes and goes") func theBudgetHoldsWhateverComesAndGoes() {
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

    @Test("The end of sending starts short intervals again") func theEndOfSendingStartsShortIntervalsAgain() {
        var schedule = PollSchedule(first: 1000, longest: 60_000)
        schedule.follow(now: 0, isSending: true)
        for now in [1000, 3000, 7000] as [Int64] { schedule.poll(now: now) }
        #expect(schedule.due == 15_000)
        schedule.follow(now: 8000, isSending: false)
        #expect(schedule.due == 9000)
    }

    @Test("Half of the budget is kept for the end") func halfOfTheBudgetIsKeptForTheEnd() {
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

    @Test("Nothing is due after the end") func endingForgets() {
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

    @Test("A round counts once, however many requests it takes")
    func aRoundCountsOnceHoweverManyRequestsItTakes() {
        #expect(
            rounds(of: 10, first: 1000, longest: 60_000, for: 60_000) == [1000, 7500, 16_000, 28_500, 49_000])
    }

    @Test("Polling all day leaves half of the requests", arguments: [1, 2, 3, 4, 10, 50, 100, 400])
    func pollingAllDayLeavesHalfOfTheRequests(requests: Int) {
        #expect(
            rounds(of: requests, longest: 60_000, for: 86_400_000).count * requests <= 8 * requests + 4320)
    }

    @Test("A caller who asks for short intervals gets them for each request")
    func whoAsksForShortIntervalsGetsThemForEachRequest() {
        #expect(rounds(of: 1, longest: 5000, for: 3_600_000).count >= 719)
        let many = rounds(of: 20, longest: 5000, for: 3_600_000).count
        #expect((36...44).contains(many))
    }

    @Test("The end of sending does not end a round") func theEndOfSendingDoesNotEndARound() {
        var schedule = PollSchedule(first: 1000, longest: 60_000)
        schedule.follow(now: 0, isSending: true)
        schedule.poll(now: 1000, isLast: false)
        schedule.follow(now: 1500, isSending: false)
        #expect(schedule.due == 1000)
        schedule.poll(now: 1500, isLast: true)
        schedule.follow(now: 1500, isSending: false)
        #expect(schedule.due == 2500)
    }

    @Test("A round ends when there is nothing to follow") func nothingToFollowEndsARound() {
        var schedule = PollSchedule(first: 1000, longest: 60_000)
        schedule.follow(now: 0, isSending: false)
        schedule.poll(now: 1000, isLast: false)
        schedule.end()
        #expect(!schedule.isInRound)
        #expect(schedule.due == nil)
    }
}
