import Testing

@testable import MateoSandbox

struct FaultPlanTests {
    @Test("POSTs and polls are counted apart")
    func postsAndPollsAreCountedApart() throws {
        var plan = FaultPlan(rules: try Sandbox.FaultRule.list("lost@2,poll-empty@1"), seed: 1)
        #expect(plan.nextPost() == nil)
        #expect(plan.nextPoll() == .empty)
        #expect(plan.nextPost() == .lost)
        #expect(plan.nextPost() == nil)
    }

    @Test("The first rule that strikes wins")
    func theFirstRuleWins() throws {
        var plan = FaultPlan(rules: try Sandbox.FaultRule.list("html502@1,lost=1"), seed: 1)
        #expect(plan.nextPost() == .html502)
        #expect(plan.nextPost() == .lost)
    }

    @Test("The same seed gives the same faults")
    func aSeedRepeatsItself() throws {
        let rules = try Sandbox.FaultRule.list("lost=0.5")
        var first = FaultPlan(rules: rules, seed: 7)
        var second = FaultPlan(rules: rules, seed: 7)
        let strikes = (0..<100).map { _ in first.nextPost() }
        #expect(strikes == (0..<100).map { _ in second.nextPost() })
        #expect((20...80).contains(strikes.compactMap { $0 }.count))
    }
}
