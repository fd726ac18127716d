import Testing

@testable import MateoSandbox

struct FaultRuleTests {
    @Test func ordinalsAreNumbersAndRanges() throws {
        let rules = try FaultRule.list("lost@3,57014@1-2;7;9-")
        #expect(rules.map(\.fault) == [.lost, .statementTimeout])
        #expect(rules[0].occasion == .ordinals([3...3]))
        #expect(rules[1].occasion == .ordinals([1...2, 7...7, 9...Int.max]))
    }

    @Test func probabilitiesAndPolls() throws {
        let rules = try FaultRule.list("html502-committed=0.25,poll-429=1")
        #expect(rules.map(\.fault) == [.html502Committed, .tooMany])
        #expect(rules.map(\.target) == [.posts, .polls])
        #expect(rules[0].occasion == .probability(0.25))
    }

    @Test func nothingIsNoFault() throws {
        #expect(try FaultRule.list("").isEmpty)
    }

    @Test(arguments: [
        "lost", "lost@", "lost@0", "lost@x", "lost@4-2", "lost@1;", "lost=2", "lost=x", "gone@1",
        "poll-never@1",
    ])
    func unreadable(_ text: String) {
        #expect(throws: FaultRule.Unreadable.self) { try FaultRule.list(text) }
    }
}

struct FaultPlanTests {
    @Test func postsAndPollsAreCountedApart() throws {
        var plan = FaultPlan(rules: try FaultRule.list("lost@2,poll-empty@1"), seed: 1)
        #expect(plan.nextPost() == nil)
        #expect(plan.nextPoll() == .empty)
        #expect(plan.nextPost() == .lost)
        #expect(plan.nextPost() == nil)
    }

    @Test func theFirstRuleWins() throws {
        var plan = FaultPlan(rules: try FaultRule.list("html502@1,lost=1"), seed: 1)
        #expect(plan.nextPost() == .html502)
        #expect(plan.nextPost() == .lost)
    }

    @Test func aSeedRepeatsItself() throws {
        let rules = try FaultRule.list("lost=0.5")
        var first = FaultPlan(rules: rules, seed: 7)
        var second = FaultPlan(rules: rules, seed: 7)
        let strikes = (0..<100).map { _ in first.nextPost() }
        #expect(strikes == (0..<100).map { _ in second.nextPost() })
        #expect((20...80).contains(strikes.compactMap { $0 }.count))
    }
}
