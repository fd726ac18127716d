/// Growing waits between failed tries, and an end to them.
public struct Backoff: Equatable, Sendable {
    /// Failures in a row.
    public private(set) var failures = 0
    /// After so many failures in a row there is no further try.
    public static let limit = 6
    /// The first wait in milliseconds; each further one is twice as long.
    public static let first: Int64 = 1000
    /// The longest wait in milliseconds.
    public static let longest: Int64 = 32_000

    /// No failure yet.
    public init() {}

    /// A try succeeded.
    public mutating func succeed() {
        failures = 0
    }

    /// A try failed.
    ///
    /// - Parameter random: any number; it spreads the waits of many clients over the upper half.
    /// - Returns: the wait before the next try in milliseconds, nil when there should be none.
    public mutating func fail(random: UInt64) -> Int64? {
        failures += 1
        guard failures < Self.limit else { return nil }
        let ceiling = min(Self.first << Int64(failures - 1), Self.longest)
        return ceiling / 2 + Int64(random % UInt64(ceiling / 2 + 1))
    }
}
