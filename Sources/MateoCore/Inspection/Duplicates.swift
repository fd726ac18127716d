/// The rows of an import that are not sent because of other rows, in order.
public struct Duplicates: ~Copyable {
    private var found = Buffer<Duplicate>(capacity: 64)
    /// The number of rows with a later row of the same identity.
    public private(set) var superseded: Int64 = 0
    /// The number of rows with a handle of an earlier row.
    public private(set) var held: Int64 = 0

    /// Creates an empty list.
    public init() {}

    /// The number of rows.
    public var count: Int { found.count }

    /// Returns one of the rows, or nil if there are fewer.
    public func duplicate(_ index: Int) -> Duplicate? {
        index >= 0 && index < found.count ? found.base[index] : nil
    }

    /// The first held row.
    public var firstHeld: Duplicate? {
        for index in 0..<found.count where !found.base[index].isIdentity { return found.base[index] }
        return nil
    }

    mutating func add(_ duplicate: Duplicate) throws(MateoError) {
        try found.append(duplicate)
        if duplicate.isIdentity { superseded += 1 } else { held += 1 }
    }

    /// Sets the lines of the rows from a batch.
    public mutating func findLines(in batch: borrowing BatchBuilder) {
        for index in 0..<found.count { found.base[index].line = batch.lines.line(of: found.base[index].row) }
    }

    mutating func sort() {
        found.sort(0..<found.count) { $0.row < $1.row }
    }

    /// Returns whether a row is among the first ones. These must be sorted.
    func has(_ row: Int64, amongFirst count: Int) -> Bool {
        var (low, high) = (0, min(count, found.count))
        while low < high {
            let middle = (low + high) / 2
            if found.base[middle].row < row { low = middle + 1 } else { high = middle }
        }
        return low < min(count, found.count) && found.base[low].row == row
    }
}
