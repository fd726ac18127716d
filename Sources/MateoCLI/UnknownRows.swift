/// Rows with an unknown outcome, for people.
struct UnknownRows {
    let ranges: [ClosedRange<Int64>]

    /// The rows, as many as fit in a line.
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

    /// Returns a line about them, or nil if there are none.
    ///
    /// - Parameters:
    ///   - hasFailures: whether some of them are known to have failed.
    ///   - again: the command that looks them up again.
    func line(hasFailures: Bool, again: String) -> String? {
        guard !ranges.isEmpty else { return nil }
        let failed = hasFailures ? ", except those that failed" : ""
        return "\(text): the outcome is unknown\(failed). \(again) looks them up again"
    }
}
