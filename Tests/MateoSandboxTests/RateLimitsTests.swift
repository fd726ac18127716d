import Testing

@testable import MateoSandbox

struct RateLimitsTests {
    private let second: Int64 = 1_000_000

    private func limits(second: Int = 0, day: Int = 0, entities: Int = 0, daySeconds: Int = 100) -> RateLimits {
        RateLimits(
            requestsPerSecond: second, requestsPerDay: day, entitiesPerDay: entities, daySeconds: daySeconds)
    }

    @Test("Any second has so many requests")
    func anySecondHasSoManyRequests() throws {
        var limits = limits(second: 2)
        try limits.admit(at: 0)
        try limits.admit(at: 600_000)
        #expect(throws: RateLimits.Refusal.self) { try limits.admit(at: 999_999) }
        try limits.admit(at: 1_000_000)
        #expect(throws: RateLimits.Refusal.self) { try limits.admit(at: 1_599_999) }
        try limits.admit(at: 1_600_000)
    }

    @Test("The day is a rolling window")
    func theDayRolls() throws {
        var limits = limits(day: 2)
        try limits.admit(at: 0)
        try limits.admit(at: 40 * second)
        let refusal = #expect(throws: RateLimits.Refusal.self) { try limits.admit(at: 50 * second) }
        #expect(refusal?.retryAfterSeconds == 50)
        try limits.admit(at: 100 * second)
        #expect(throws: RateLimits.Refusal.self) { try limits.admit(at: 139 * second) }
    }

    @Test("Entities beyond the quota are refused whole")
    func entitiesAreRefusedWhole() throws {
        var limits = limits(entities: 10)
        try limits.check(entities: 6, at: 0)
        limits.add(entities: 6, at: 0)
        let refusal = #expect(throws: RateLimits.Refusal.self) {
            try limits.check(entities: 5, at: 30 * second)
        }
        #expect(refusal?.retryAfterSeconds == 70)
        #expect(refusal?.reading.remaining == 4)
        try limits.check(entities: 4, at: 30 * second)
        try limits.check(entities: 10, at: 100 * second)
    }

    @Test("More entities than a day has never fit")
    func moreEntitiesThanADayHasNeverFit() {
        var limits = limits(entities: 10)
        let refusal = #expect(throws: RateLimits.Refusal.self) { try limits.check(entities: 11, at: 0) }
        #expect(refusal?.retryAfterSeconds == 100)
    }

    @Test("The headers tell the tighter limit")
    func theTighterLimitIsRead() throws {
        var limits = limits(second: 2, day: 3)
        #expect(limits.reading(at: 0) == RateLimits.Reading(limit: 2, remaining: 2, resetSeconds: 0))
        try limits.admit(at: 0)
        try limits.admit(at: 0)
        #expect(limits.reading(at: 0) == RateLimits.Reading(limit: 2, remaining: 0, resetSeconds: 1))
        #expect(limits.reading(at: second) == RateLimits.Reading(limit: 3, remaining: 1, resetSeconds: 99))
    }

    @Test("Zero is no limit")
    func zeroIsNoLimit() throws {
        var limits = limits()
        for _ in 0..<100 { try limits.admit(at: 0) }
        try limits.check(entities: 1_000_000, at: 0)
        #expect(limits.reading(at: 0) == nil)
    }
}
