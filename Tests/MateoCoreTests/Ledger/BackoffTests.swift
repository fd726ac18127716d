import MateoCore
import Testing

@Suite struct BackoffTests {
    @Test(arguments: [0, 1, UInt64.max])
    func waitsGrowAndThenEnd(random: UInt64) {
        var backoff = Backoff()
        for ceiling in [1000, 2000, 4000, 8000, 16_000] as [Int64] {
            let wait = backoff.fail(random: random) ?? -1
            #expect((ceiling / 2...ceiling).contains(wait))
        }
        let last = [backoff.fail(random: random), backoff.fail(random: random)]
        #expect(last == [nil, nil])
        backoff.succeed()
        let again = backoff.fail(random: 0)
        #expect(again == 500)
    }
}
