import MateoCore
import Testing

@Suite struct QuotaTests {
    private let quota = Quota(limit: 10, window: 1000)
    private let usage = [Usage(at: 100, amount: 4), Usage(at: 300, amount: 4), Usage(at: 900, amount: 2)]

    @Test("What fits goes at once") func whatFitsGoesAtOnce() {
        #expect(quota.earliest(need: 10, usage: [], now: 50) == 50)
        #expect(quota.earliest(need: 2, usage: Array(usage.prefix(2)), now: 950) == 950)
        #expect(Quota(limit: 0, window: 1000).earliest(need: 99, usage: usage, now: 950) == 950)
    }

    @Test("What does not fit waits for the oldest use to leave") func whatDoesNotFitWaitsForTheOldestToLeave()
    {
        #expect(quota.earliest(need: 1, usage: usage, now: 950) == 1351)
        #expect(quota.earliest(need: 5, usage: usage, now: 950) == 1551)
        #expect(quota.earliest(need: 10, usage: usage, now: 950) == 2151)
    }

    @Test("More than the whole limit never fits") func moreThanTheWholeLimitNeverFits() {
        #expect(quota.earliest(need: 11, usage: [], now: 0) == nil)
    }

    @Test("What has left the window does not count") func whatHasLeftTheWindowDoesNotCount() {
        #expect(quota.earliest(need: 8, usage: usage, now: 1600) == 1600)
    }

    @Test("The answer is always enough") func theAnswerIsAlwaysEnough() throws {
        for need in Int64(1)...10 {
            let time = try #require(quota.earliest(need: need, usage: usage, now: 950))
            let used = usage.filter { $0.at > time - 1000 }.reduce(0) { $0 + $1.amount }
            #expect(used + need <= 10)
        }
    }
}
