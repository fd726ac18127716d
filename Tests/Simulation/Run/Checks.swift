import MateoCore

/// A stub of the checks. It decides for each row of an import whether to send it. The seed fixes the decisions, so the
/// same source gets the same ones whenever it is added.
struct Checks: CustomStringConvertible {
    private let decisions: [LeftOutRow?]
    /// How the rows were selected, for the report of a failed seed.
    let description: String

    init(rows: Int, batch: Int, _ random: inout Random) {
        var decisions = [LeftOutRow?](repeating: nil, count: rows)
        var kinds: [String] = []
        func leaveOut(_ range: Range<Int>, _ kind: String) {
            kinds.append("\(kind) \(range.lowerBound + 1) to \(range.upperBound)")
            // Unchanged rows become one row of the journal.
            let why = Self.reason(range.upperBound, rows, &random)
            for index in range { decisions[index] = why }
        }
        if random.chance(300) {
            let perMille: Int64 = random.pick([20, 200, 500, 900])
            kinds.append("\(perMille) per mille")
            for index in 0..<rows where random.chance(perMille) {
                decisions[index] = Self.reason(index + 1, rows, &random)
            }
        }
        for _ in 0..<random.pick([0, 0, 0, 1, 3]) {
            let first = Int(random.number(0...Int64(rows - 1)))
            let count =
                random.chance(500)
                ? batch * Int(random.number(1...3)) : Int(random.magnitude(1...Int64(rows)))
            leaveOut(first..<min(rows, first + count), "rows")
        }
        if random.chance(150) { leaveOut(0..<Int(random.magnitude(1...Int64(rows))), "first rows") }
        if random.chance(150) { leaveOut(rows - Int(random.magnitude(1...Int64(rows)))..<rows, "last rows") }
        if random.chance(40) { leaveOut(0..<rows, "all rows") }
        self.decisions = decisions
        description = kinds.isEmpty ? "leave out nothing" : "leave out " + kinds.joined(separator: ", ")
    }

    private static func reason(_ row: Int, _ rows: Int, _ random: inout Random) -> LeftOutRow {
        switch random.pick(LeftOut.allCases) {
        case .held: LeftOutRow(.held, code: "invalid", reason: "check \(random.number(1...5)) fails")
        case .superseded: LeftOutRow(.superseded, otherRow: Int64(min(row + 1, rows)))
        case .unchanged: LeftOutRow(.unchanged)
        }
    }

    /// Returns why a row is not sent, or nil if it is.
    ///
    /// - Parameter number: the row, from 1.
    func decision(_ number: Int) -> LeftOutRow? {
        decisions[number - 1]
    }

    /// Returns the counts of the first rows that are left out, by state. Their sum is `total`.
    func counts(ofFirst rows: Int) -> RecordCounts {
        var counts = RecordCounts()
        for case let why? in decisions.prefix(rows) {
            counts.total += 1
            switch why.state {
            case .held: counts.held += 1
            case .superseded: counts.superseded += 1
            case .unchanged: counts.unchanged += 1
            }
        }
        return counts
    }
}
