/// Growing waits between failed tries, and an end to them: after some failures in a row, or when many tries fail even
/// though others succeed.
public struct Backoff: Equatable, Sendable {
    /// Failures in a row.
    public private(set) var failures = 0
    /// What is left for retries.
    public private(set) var budget = Self.fullBudget

    /// What a retry takes from the budget. It is given back when the retry succeeds.
    private var price = 0

    /// After so many failures in a row there is no further try.
    public static let limit = 6
    /// The longest first wait in milliseconds; each further one may be twice as long.
    public static let first: Int64 = 1000
    /// The longest wait in milliseconds.
    public static let longest: Int64 = 32_000
    /// The budget at the beginning, and at the most.
    public static let fullBudget = 500
    /// The price of a retry after an answer that is no success.
    public static let priceOfAnswer = 5
    /// The price of a retry after no answer at all, which took longer.
    public static let priceOfSilence = 10

    /// No failure yet, and a full budget.
    public init() {}

    /// A try succeeded: it gives back what it took, or earns a little.
    public mutating func succeed() {
        budget = min(Self.fullBudget, budget + (failures > 0 ? price : 1))
        failures = 0
    }

    /// A try failed.
    ///
    /// - Parameters:
    ///   - price: what another try takes from the budget.
    ///   - random: any number; it spreads the waits of many clients over all of the time.
    /// - Returns: the wait before the next try in milliseconds, nil when there should be none.
    public mutating func fail(price: Int, random: UInt64) -> Int64? {
        failures += 1
        guard failures < Self.limit, budget >= price else { return nil }
        budget -= price
        self.price = price
        let ceiling = min(Self.first << Int64(failures - 1), Self.longest)
        return Int64(random % UInt64(ceiling + 1))
    }
}
