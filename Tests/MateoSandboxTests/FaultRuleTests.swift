import Testing

@testable import MateoSandbox

struct FaultRuleTests {
    @Test("Ordinals are numbers and ranges")
    func ordinalsAreNumbersAndRanges() throws {
        let rules = try Sandbox.FaultRule.list("lost@3,57014@1-2;7;9-")
        #expect(rules.map(\.fault) == [.lost, .statementTimeout])
        #expect(rules[0].occasion == .ordinals([3...3]))
        #expect(rules[1].occasion == .ordinals([1...2, 7...7, 9...Int.max]))
    }

    @Test("A fault may have a probability, and strike polls")
    func probabilitiesAndPolls() throws {
        let rules = try Sandbox.FaultRule.list("html502-committed=0.25,poll-429=1")
        #expect(rules.map(\.fault) == [.html502Committed, .tooMany])
        #expect(rules.map(\.target) == [.posts, .polls])
        #expect(rules[0].occasion == .probability(0.25))
    }

    @Test("An empty list has no faults")
    func nothingIsNoFault() throws {
        #expect(try Sandbox.FaultRule.list("").isEmpty)
    }

    @Test(
        "A fault without a valid occasion is refused",
        arguments: [
            "lost", "lost@", "lost@0", "lost@x", "lost@4-2", "lost@1;", "lost=2", "lost=x", "gone@1",
            "poll-never@1",
        ])
    func unreadable(_ text: String) {
        #expect(throws: Sandbox.FaultRule.Unreadable.self) { try Sandbox.FaultRule.list(text) }
    }
}
