/// Decides which request has which fault. The first matching rule wins.
struct FaultPlan {
    private let rules: [Sandbox.FaultRule]
    private var random: SplitMix
    private var posts = 0
    private var polls = 0

    init(rules: [Sandbox.FaultRule], seed: UInt64) {
        self.rules = rules
        random = SplitMix(seed: seed)
    }

    /// Returns the fault of the next POST, or nil.
    mutating func nextPost() -> Sandbox.Fault? {
        posts += 1
        return next(.posts, ordinal: posts)
    }

    /// Returns the fault of the next poll, or nil.
    mutating func nextPoll() -> Sandbox.Fault? {
        polls += 1
        return next(.polls, ordinal: polls)
    }

    private mutating func next(_ target: Sandbox.FaultRule.Target, ordinal: Int) -> Sandbox.Fault? {
        var chosen: Sandbox.Fault?
        for rule in rules where rule.target == target {
            // Every rule draws a number in each case, so that rules do not change each other's results.
            if strikes(rule, ordinal: ordinal), chosen == nil { chosen = rule.fault }
        }
        return chosen
    }

    private mutating func strikes(_ rule: Sandbox.FaultRule, ordinal: Int) -> Bool {
        switch rule.occasion {
        case .ordinals(let ranges): ranges.contains { $0.contains(ordinal) }
        case .probability(let probability): Double.random(in: 0..<1, using: &random) < probability
        }
    }
}
