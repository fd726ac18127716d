/// Growing waits between failed attempts, with an end: after some failures in a row, or if many attempts fail even
/// though others succeed.
public struct Backoff: Equatable, Sendable {
    /// Failures in a row.
    public private(set) var failures = 0
    /// The rest of the budget for retries.
    public private(set) var budget = Self.fullBudget

    /// The budget that the last retry took. A success gives it back.
    private var price = 0

    /// After this many failures in a row there is no further attempt.
    public static let limit = 6
    /// The longest first wait in milliseconds. The bound doubles with each further wait.
    public static let first: Int64 = 1000
    /// The longest wait in milliseconds.
    public static let longest: Int64 = 32_000
    /// The initial and largest budget.
    public static let fullBudget = 500
    /// The price of a retry after an unsuccessful answer.
    public static let priceOfAnswer = 5
    /// The price of a retry after no answer, which takes longer.
    public static let priceOfSilence = 10

    /// Creates a back-off without failures and with a full budget.
    public init() {}

    /// Notes a success. It gives back the price of the retry, or earns a little.
    public mutating func succeed() {
        budget = min(Self.fullBudget, budget + (failures > 0 ? price : 1))
        failures = 0
    }

    /// Notes a failure.
    ///
    /// - Parameters:
    ///   - price: the budget that another attempt takes.
    ///   - random: any number, for jitter: it spreads the waits of many clients over the whole time.
    /// - Returns: the wait before the next attempt in milliseconds, or nil if there is none.
    public mutating func fail(price: Int, random: UInt64) -> Int64? {
        failures += 1
        guard failures < Self.limit, budget >= price else { return nil }
        budget -= price
        self.price = price
        let ceiling = min(Self.first << Int64(failures - 1), Self.longest)
        return Int64(random % UInt64(ceiling + 1))
    }
}
