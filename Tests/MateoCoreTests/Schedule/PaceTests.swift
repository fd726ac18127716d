import MateoCore
import Testing

@Suite struct PaceTests {
    @Test(
        "The time between requests keeps the rate",
        arguments: [
            (2.0, 525), (1.0, 1050), (0.1, 10_500), (50.0, 21), (0, 0), (-1, 0), (.nan, 0),
            (1e-12, 86_400_000),
        ])
    func spacing(rate: Double, expected: Int64) {
        #expect(Pace(requestsPerSecond: rate).spacing == expected)
    }

    @Test("A request waits for the gate, unless that is too far off")
    func waitsForTheGateAndDoesNotBelieveAFarOne() {
        let pace = Pace(requestsPerSecond: 2)
        #expect(pace.wait(until: 1000, now: 400, longestPause: 30_000) == 600)
        #expect(pace.wait(until: 1000, now: 1000, longestPause: 30_000) == 0)
        #expect(pace.wait(until: 1000, now: 5000, longestPause: 30_000) == 0)
        #expect(pace.wait(until: 30_525, now: 0, longestPause: 30_000) == 30_525)
        #expect(pace.wait(until: 30_526, now: 0, longestPause: 30_000) == 0)
    }
}
