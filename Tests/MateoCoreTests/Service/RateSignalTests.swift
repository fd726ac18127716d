import MateoCore
import Testing

@Suite struct RateSignalTests {
    private func signal(_ lines: String...) -> RateSignal {
        var signal = RateSignal()
        for line in lines { signal.read(Array(line.utf8).span, wallNow: 784_111_777_000) }
        return signal
    }

    @Test(
        "The time to wait is read from seconds and dates",
        arguments: [
            ("Retry-After: 5\r\n", 5000), ("retry-after:0", 0), ("RETRY-AFTER:  7 ", 7000),
            ("Retry-After: Sun, 06 Nov 1994 08:49:47 GMT\r\n", 10_000),
            ("Retry-After: Sun, 06 Nov 1994 08:49:27 GMT", 0),
            ("Retry-After: 99999999999999999999", 172_800_000), ("Retry-After: soon", nil),
            ("Retry-After:", nil),
            ("Retry-After-Not: 5", nil), ("X-Retry-After: 5", nil), ("Retry-After", nil), ("", nil),
            ("Retry-After: -5", nil),
        ])
    func retryAfter(line: String, expected: Int64?) {
        #expect(signal(line).retryAfter == expected)
    }

    @Test("A field with several policies gives the first") func severalPoliciesGiveTheFirst() {
        #expect(signal("ratelimit-remaining: 10, 80;w=60").remaining == 10)
        #expect(signal("RateLimit-Reset: 3;w=60").reset == 3000)
    }

    @Test("A reset given as a time is a time from now") func aResetGivenAsATimeIsATimeFromNow() {
        #expect(signal("ratelimit-reset: 1767225600").reset == RateSignal.longest)
    }

    @Test("Only an empty window or a retry-after slows down") func onlyAnEmptyWindowOrARetryAfterSlowsDown() {
        #expect(signal("ratelimit-remaining: 1", "ratelimit-reset: 9").pause == 0)
        #expect(signal("ratelimit-remaining: 0", "ratelimit-reset: 9").pause == 9000)
        #expect(signal("ratelimit-remaining: 0").pause == 0)
        #expect(signal("retry-after: 2", "ratelimit-remaining: 9").pause == 2000)
    }
}
