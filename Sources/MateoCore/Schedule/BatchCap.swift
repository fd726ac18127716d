/// The most records in a batch.
public struct BatchCap: Equatable, Sendable {
    /// The lowest of all limits; `Int64.max` if there is none.
    public let records: Int64

    /// Creates the lowest of the caller's limit, the day's limit and the size that the service is known to accept; 0
    /// for no limit.
    public init(wanted: Int64 = 0, entities: Quota, learnt: Int64 = 0) {
        var least = Int64.max
        if wanted > 0 { least = wanted }
        if entities.limit > 0 { least = min(least, entities.limit) }
        if learnt > 0 { least = min(least, learnt) }
        records = least
    }
}
