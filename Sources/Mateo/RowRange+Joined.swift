import MateoEngine

extension [RowRange] {
    /// Returns the same rows in as few ranges as possible. The ranges must be in order.
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
