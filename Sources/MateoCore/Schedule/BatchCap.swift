/// The most records that a batch may have.
public struct BatchCap: Equatable, Sendable {
    /// The least of all bounds; `Int64.max` if there is none.
    public let records: Int64

    /// The least of what the caller wants, what a day allows and what the service is known to take; 0 for no bound.
    public init(wanted: Int64 = 0, entities: Quota, learnt: Int64 = 0) {
        var least = Int64.max
        if wanted > 0 { least = wanted }
        if entities.limit > 0 { least = min(least, entities.limit) }
        if learnt > 0 { least = min(least, learnt) }
        records = least
    }
}
