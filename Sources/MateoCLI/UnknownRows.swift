/// Rows of which nobody can tell what came of them, for people.
struct UnknownRows {
    let ranges: [ClosedRange<Int64>]

    /// The rows, as far as they fit in a line.
    var text: String {
        let most = 10
        let some = ranges.prefix(most).map { rows in
            rows.count == 1
                ? Printable.count(rows.lowerBound)
                : "\(Printable.count(rows.lowerBound)) to \(Printable.count(rows.upperBound))"
        }
        let word = ranges.count == 1 && ranges[0].count == 1 ? "row" : "rows"
        return "\(word) " + some.joined(separator: ", ")
            + (ranges.count > most ? " and more, see --json" : "")
    }

    /// What to say about them in a line of its own; nil when there are none.
    ///
    /// - Parameters:
    ///   - hasFailures: whether some among them are known to have failed.
    ///   - again: the command that looks again.
    func line(hasFailures: Bool, again: String) -> String? {
        guard !ranges.isEmpty else { return nil }
        let failed = hasFailures ? ", but for those that failed" : ""
        return "\(text): nobody can tell what came of them\(failed); \(again) looks again"
    }
}
