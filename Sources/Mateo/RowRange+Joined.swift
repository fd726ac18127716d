import MateoEngine

extension [RowRange] {
    /// The same rows in as few ranges as can be; they are in order.
    func joined() -> [ClosedRange<Int64>] {
        var joined: [ClosedRange<Int64>] = []
        for range in self where range.first <= range.last {
            if let before = joined.last, before.upperBound + 1 >= range.first {
                joined[joined.count - 1] = before.lowerBound...Swift.max(before.upperBound, range.last)
            } else {
                joined.append(range.first...range.last)
            }
        }
        return joined
    }
}
