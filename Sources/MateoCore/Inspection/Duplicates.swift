/// The rows of an import that are not sent because of other ones, in their order.
public struct Duplicates: ~Copyable {
    private var found = Buffer<Duplicate>(capacity: 64)
    /// How many of them have a later row with their identity.
    public private(set) var superseded: Int64 = 0
    /// How many of them have a handle of an earlier row.
    public private(set) var held: Int64 = 0

    /// No rows.
    public init() {}

    /// How many rows these are.
    public var count: Int { found.count }

    /// One of the rows; nil when there are fewer.
    public func duplicate(_ index: Int) -> Duplicate? {
        index >= 0 && index < found.count ? found.base[index] : nil
    }

    /// The first of them that is held.
    public var firstHeld: Duplicate? {
        for index in 0..<found.count where !found.base[index].isIdentity { return found.base[index] }
        return nil
    }

    mutating func add(_ duplicate: Duplicate) throws(MateoError) {
        try found.append(duplicate)
        if duplicate.isIdentity { superseded += 1 } else { held += 1 }
    }

    /// Takes over on which lines the rows begin.
    public mutating func findLines(in batch: borrowing BatchBuilder) {
        for index in 0..<found.count { found.base[index].line = batch.lines.line(of: found.base[index].row) }
    }

    /// Puts the rows in their order.
    mutating func sort() {
        found.sort(0..<found.count) { $0.row < $1.row }
    }

    /// Whether a row is among the first so many, which are in their order.
    func has(_ row: Int64, amongFirst count: Int) -> Bool {
        var (low, high) = (0, min(count, found.count))
        while low < high {
            let middle = (low + high) / 2
            if found.base[middle].row < row { low = middle + 1 } else { high = middle }
        }
        return low < min(count, found.count) && found.base[low].row == row
    }
}
