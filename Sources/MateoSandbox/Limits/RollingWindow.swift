/// Sums amounts within the last microseconds. The time is an argument.
struct RollingWindow {
    private let width: Int64
    private var entries: [(at: Int64, amount: Int)] = []
    private var first = 0
    private(set) var total = 0

    init(width: Int64) { self.width = width }

    mutating func add(_ amount: Int, at time: Int64) {
        entries.append((time, amount))
        total += amount
    }

    /// Removes the entries that have left the window.
    mutating func advance(to time: Int64) {
        while first < entries.count, entries[first].at <= time - width {
            total -= entries[first].amount
            first += 1
        }
        if first > 1_000, first * 2 > entries.count {
            entries.removeFirst(first)
            first = 0
        }
    }

    /// Returns when the total will have fallen to `most` if nothing is added.
    func time(whenAtMost most: Int) -> Int64? {
        var rest = total
        var time: Int64?
        for entry in entries[first...] where rest > most {
            rest -= entry.amount
            time = entry.at + width
        }
        return rest <= most ? time : nil
    }
}
