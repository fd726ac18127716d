import MateoCore
import Testing

/// All times count from 1 January 2026, 00:00 UTC.
private let start: Int64 = 1_767_225_600_000
private let hour: Int64 = 3_600_000
private let day: Int64 = 24 * hour

@Suite struct PlanTests {
    private func planner(
        entities: Int64 = 25_000, requests: Int64 = 10_000, entitiesUsed: [Usage] = [],
        requestsUsed: [Usage] = [],
        notBefore: Int64 = 0, largestBatch: Int64 = 0, perSecond: Double = 2, window: Int64 = day
    ) -> Planner {
        Planner(
            now: start, notBefore: notBefore, pace: Pace(requestsPerSecond: perSecond),
            requests: Quota(limit: requests, window: window), requestsUsed: requestsUsed,
            entities: Quota(limit: entities, window: window), entitiesUsed: entitiesUsed,
            largestBatch: largestBatch)
    }

    private func plan(_ planner: Planner, _ batches: [Int64]) -> Plan {
        var planner = planner
        for records in batches { planner.add(records: records) }
        return planner.finish()
    }

    @Test func fiftyThousandContactsTakeTwoDays() {
        let plan = plan(planner(), Array(repeating: 1000, count: 50))
        #expect(plan.records == 50_000)
        #expect(plan.batches == 50)
        #expect(plan.recordsLeft == 25_000)
        #expect(plan.requestsLeft == 10_000)
        // Starts are 760 ms apart: half of a second, of the answer's half second, and of the margin.
        // A day later, and a quarter of a second for clocks that differ, the first of them has left the window.
        let second = start + day + 751
        #expect(
            plan.days == [
                Plan.Day(startsAt: start, finishesAt: start + 18_740, records: 25_000, requests: 33),
                Plan.Day(startsAt: second, finishesAt: second + 18_740, records: 25_000, requests: 33),
            ])
        #expect(plan.requests == 66)
        #expect(plan.finishesAt == second + 18_740)
    }

    @Test func nothingTakesNoTime() {
        let plan = plan(planner(), [0])
        #expect(plan.days.isEmpty)
        #expect(plan.requests == 0)
        #expect(plan.finishesAt == 0)
    }

    @Test func whatWasUsedTodayComesFirst() {
        let used = [Usage(at: start - 20 * hour, amount: 20_000)]
        let plan = plan(planner(entitiesUsed: used), [3000, 3000])
        #expect(plan.recordsLeft == 5000)
        #expect(plan.days.map(\.records) == [3000, 3000])
        #expect(plan.days[0].startsAt == start)
        // The second batch has to wait until yesterday's are a day old.
        #expect(plan.days[1].startsAt == start + 4 * hour + 251)
    }

    @Test func whatIsOlderThanADayDoesNotCount() {
        let used = [Usage(at: start - 25 * hour, amount: 25_000)]
        let plan = plan(planner(entitiesUsed: used), [25_000])
        #expect(plan.recordsLeft == 25_000)
        #expect(plan.days.map(\.startsAt) == [start])
    }

    @Test func requestsADayLimitTooAndPollsAreAmongThem() {
        // Of 20 requests a day five are kept for polls.
        let plan = plan(planner(requests: 20), Array(repeating: 1, count: 24))
        #expect(plan.days.map(\.records) == [15, 9])
        #expect(plan.days.map(\.requests) == [20, 14])
        #expect(plan.requestsLeft == 20)
    }

    @Test func aMinuteOfSendingTakesAPoll() {
        // 760 ms a request: 79 batches in the first minute, then a poll.
        #expect(plan(planner(entities: 0), Array(repeating: 1, count: 79)).requests == 79 + 8 * 2)
        let plan = plan(planner(entities: 0), Array(repeating: 1, count: 80))
        #expect(plan.requests == 80 + 1 + 8 * 2)
        #expect(plan.recordsLeft == nil)
    }

    @Test func moreJobsThanOneRequestAsksForTakeMoreToFollow() {
        let plan = plan(planner(entities: 0, requests: 0, perSecond: 0), Array(repeating: 1, count: 101))
        #expect(plan.requests == 101 + 8 * 3)
    }

    @Test func smallPausesDoNotEndADay() {
        let used = [Usage(at: start - day + 30_000, amount: 24_000)]
        let plan = plan(planner(entitiesUsed: used), [1000, 1000])
        #expect(plan.days.map(\.records) == [2000])
        #expect(plan.days[0].finishesAt == start + 30_251 + 500)
    }

    @Test func withoutLimitsADayIsAsLongAsTheWindow() {
        let plan = plan(planner(entities: 0, requests: 0, window: 10_000), Array(repeating: 1, count: 25))
        #expect(plan.days.map(\.records) == [14, 11])
        #expect(plan.requestsLeft == nil)
    }

    @Test func whatTheServiceForbidsIsWaitedFor() {
        let plan = plan(planner(notBefore: start + hour), [1000])
        #expect(plan.recordsLeft == 0)
        #expect(plan.requestsLeft == 0)
        #expect(plan.days.map(\.startsAt) == [start + hour])
    }

    @Test func batchesLargerThanTheServiceTakesAreCut() {
        let plan = plan(planner(largestBatch: 300), [1000, 300, 1])
        #expect(plan.batches == 4 + 1 + 1)
        #expect(plan.records == 1301)
        #expect(self.plan(planner(entities: 10), [25]).days.map(\.records) == [10, 10, 5])
    }

    @Test func aPlanKeepsTheLimitsInEveryWindow() {
        let used = (Int64(0)..<40).map { number in
            Usage(at: start - day + number * hour / 2, amount: 500)
        }
        var planner = planner(entitiesUsed: used)
        var all: Int64 = 0
        for number in Int64(1)...200 {
            let records = number * 7 % 1000 + 1
            planner.add(records: records)
            all += records
        }
        let plan = planner.finish()
        #expect(plan.records == all)
        let records = plan.days.map(\.records).reduce(0, +)
        let requests = plan.days.map(\.requests).reduce(0, +)
        #expect(records == plan.records)
        #expect(requests == plan.requests)
        for (one, next) in zip(plan.days, plan.days.dropFirst()) { #expect(one.finishesAt < next.startsAt) }
    }
}
