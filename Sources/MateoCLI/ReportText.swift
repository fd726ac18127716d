import Mateo

/// A report for a terminal.
struct ReportText {
    private let contents: ReportContents

    init(_ contents: ReportContents) {
        self.contents = contents
    }

    var text: String {
        var parts = [
            "\(contents.name): \(contents.answer)", indented(contents.steps.map { "\($0.why) \($0.command)" }),
        ]
        parts.append(section("Counts", counts))
        parts.append(section("Times", table(contents.facts.map { [$0.label, $0.value] })))
        parts.append(section("Timeline", timeline))
        parts.append(section("Failures", failures))
        let comparison = contents.comparison.map { [$0.label, $0.planned, $0.actual] }
        if !comparison.isEmpty {
            parts.append(section("Plan and actual", table([["", "planned", "actual"]] + comparison)))
        }
        parts.append(section("Books", books))
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private var counts: [String] {
        table(
            contents.shares.filter { $0.count > 0 }.map {
                [$0.label, Printable.count($0.count), $0.percent, bar($0.count, of: contents.counts.total)]
            }, right: [1, 2])
    }

    private var timeline: [String] {
        let timeline = ReportTimeline(contents.history)
        guard !timeline.lines.isEmpty else { return ["Nothing was sent."] }
        var lines: [String] = []
        for line in timeline.lines {
            if let day = line.day { lines.append(day) }
            var parts = [line.words]
            if case .sent(let span) = line.event {
                parts = [contents.status.type.records(span.records), line.words]
                if let answers = line.answers { parts.append("answers \(answers)") }
                parts += line.notes
                lines.append("  \(line.time)  \(bar(span.records, of: timeline.largest))")
                lines.append("    " + parts.joined(separator: ", "))
            } else {
                lines.append("  \(line.time)  \(line.words)\(line.duration.map { " (\($0))" } ?? "")")
            }
        }
        if timeline.others > 0 {
            lines.append("\(Printable.count(Int64(timeline.others))) shorter pauses are not shown.")
        }
        return lines
    }

    private var failures: [String] {
        let failures = contents.failures
        guard !failures.groups.isEmpty else { return ["No row failed, and none was held back."] }
        var lines: [String] = []
        for group in failures.groups {
            let code = group.code.map { " (\($0))" } ?? ""
            let title = "\(Printable.count(group.count, "row", "rows")) \(group.state): \(group.reason)\(code)"
            lines.append(Printable.line(title))
            lines.append("  \(group.rowsText)")
            for example in group.examples {
                let parts = [example.place, example.message, example.input ?? ""]
                lines.append("  " + parts.filter { !$0.isEmpty }.joined(separator: ": "))
            }
        }
        if failures.others > 0 { lines.append("\(Printable.count(failures.others, "row", "rows")) for other reasons") }
        return lines
    }

    private var books: [String] {
        let rows = contents.shares.map { [$0.label, Printable.count($0.count)] }
        return table(rows + [["added", Printable.count(contents.counts.total)]], right: [1]) + [contents.balance]
    }

    private func section(_ title: String, _ lines: [String]) -> String {
        "\(title)\n" + indented(lines)
    }

    private func indented(_ lines: [String]) -> String {
        lines.map { "  \($0)" }.joined(separator: "\n")
    }

    /// Returns rows with columns of equal width. Numbers are aligned to the right.
    private func table(_ rows: [[String]], right: Set<Int> = []) -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let blanks = String(repeating: " ", count: widths[column] - cell.count)
                if right.contains(column) { return blanks + cell }
                return column == row.count - 1 ? cell : cell + blanks
            }
            return cells.joined(separator: "  ")
        }
    }

    private func bar(_ count: Int64, of total: Int64) -> String {
        guard count > 0, total > 0 else { return "" }
        return String(repeating: "█", count: Int(max(1, min(count, total) * 30 / total)))
    }
}
