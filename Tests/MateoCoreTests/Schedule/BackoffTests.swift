import MateoCore
import Testing

@Suite struct BackoffTests {
    @Test("Waits grow and then end") func waitsGrowAndThenEnd() {
        var backoff = Backoff()
        for ceiling in [1000, 2000, 4000, 8000, 16_000] as [Int64] {
            let wait = backoff.fail(price: 5, random: UInt64(ceiling))
            #expect(wait == ceiling)
        }
        let last = [backoff.fail(price: 5, random: 0), backoff.fail(price: 5, random: 0)]
        #expect(last == [nil, nil])
        backoff.succeed()
        let again = backoff.fail(price: 5, random: 1000)
        #expect(again == 1000)
    }

    @Test("Waits are spread over the whole time") func waitsAreSpreadOverAllOfTheTime() {
        let waits = (0...2001).map { number in
            var backoff = Backoff()
            return backoff.fail(price: 5, random: UInt64(number)) ?? -1
        }
        #expect(waits == Array(0...1000) + Array(0...1000))
    }

    @Test("A service that fails most of the time uses up the budget")
    func aServiceThatFailsMostOfTheTimeUsesUpTheBudget() {
        var backoff = Backoff()
        var tries = 0
        // Of three tries the last succeeds.
        while backoff.fail(price: Backoff.priceOfSilence, random: 0) != nil {
            tries += 1
            if tries % 2 == 0 { backoff.succeed() }
        }
        #expect(tries == 99)
        #expect(backoff.budget == 0)
    }

    @Test("A retry that succeeds costs nothing") func aRetryThatSucceedsCostsNothing() {
        var backoff = Backoff()
        for _ in 0..<1000 {
            let wait = backoff.fail(price: Backoff.priceOfAnswer, random: 0)
            #expect(wait == 0)
            backoff.succeed()
        }
        #expect(backoff.budget == Backoff.fullBudget)
    }

    @Test("Successes earn the budget back") func successesEarnTheBudgetBack() {
        var backoff = Backoff()
        _ = backoff.fail(price: 10, random: 0)
        _ = backoff.fail(price: 10, random: 0)
        #expect(backoff.budget == 480)
        backoff.succeed()
        #expect(backoff.budget == 490)
        for _ in 0..<20 { backoff.succeed() }
        #expect(backoff.budget == 500)
    }
}
