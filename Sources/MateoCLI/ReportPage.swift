import Mateo

/// A report as one HTML page without scripts and without external files.
struct ReportPage {
    private let contents: ReportContents

    init(_ contents: ReportContents) {
        self.contents = contents
    }

    var html: String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="generator" content="mateo \(Version.text)">
        <title>\(Self.escaped(contents.name)): import report</title>
        <style>
        \(ReportStyle.sheet)
        </style>
        </head>
        <body>
        <main>
        \(head)
        \(section("counts", "Counts", counts))
        \(section("timeline", "Timeline", timeline))
        \(section("failures", "Failures", failures))
        \(contents.comparison.isEmpty ? "" : section("plan", "Plan and actual", comparison))
        \(section("books", "Books", books))
        </main>
        <footer>mateo \(Version.text)</footer>
        </body>
        </html>

        """
    }

    private var head: String {
        let steps = contents.steps.map {
            "<div>\(Self.escaped($0.why)) <code>\(Self.escaped($0.command))</code></div>\n"
        }
        let facts = contents.facts.map {
            "<div><dt>\(Self.escaped($0.label))</dt><dd>\(Self.escaped($0.value))</dd></div>\n"
        }
        return """
            <header>
            <p class="name">\(Self.escaped(contents.name)) <span>import of \(contents.status.type.name)</span></p>
            <h1>\(Self.escaped(contents.answer))</h1>
            \(steps.isEmpty ? "" : "<div class=\"steps\">\n\(steps.joined())</div>")
            <dl>
            \(facts.joined())</dl>
            </header>
            """
    }

    private var counts: String {
        let shares = contents.shares.filter { $0.count > 0 }
        let parts = shares.map { "<span class=\"\($0.kind)\" style=\"flex-grow:\($0.count)\"></span>" }
        let rows = shares.map {
            row([
                "<i class=\"\($0.kind)\"></i>\(Self.escaped($0.label))", Printable.count($0.count),
                Self.escaped($0.percent),
            ])
        }
        return """
            <div class="bar" aria-hidden="true">\(parts.joined())</div>
            <table class="numbers legend">
            <thead><tr><th scope="col">State</th><th scope="col">Records</th><th scope="col">Share</th></tr></thead>
            <tbody>
            \(rows.joined())</tbody>
            </table>
            """
    }

    private var timeline: String {
        let timeline = ReportTimeline(contents.history)
        guard !timeline.lines.isEmpty else { return "<p>Nothing was sent.</p>" }
        let lines = timeline.lines.map { line in
            let day = line.day.map {
                "<tr class=\"day\"><th scope=\"rowgroup\" colspan=\"5\">\(Self.escaped($0))</th></tr>\n"
            }
            guard case .sent(let span) = line.event else {
                let duration = line.duration.map { " <b>\($0)</b>" } ?? ""
                return (day ?? "") + "<tr class=\"pause\"><th scope=\"row\">\(line.time)</th>"
                    + "<td colspan=\"4\">\(Self.escaped(line.words))\(duration)</td></tr>\n"
            }
            return (day ?? "") + sent(span, line, largest: timeline.largest)
        }
        let others =
            timeline.others > 0 ? "<p>\(Printable.count(Int64(timeline.others))) shorter pauses are not shown.</p>" : ""
        return """
            <table class="timeline">
            <thead><tr><th scope="col">Time</th><th scope="col">Records</th><th scope="col">Batches</th>\
            <th scope="col">Answer time</th><th scope="col">Notes</th></tr></thead>
            <tbody>
            \(lines.joined())</tbody>
            </table>
            \(others)
            """
    }

    private func sent(_ span: SendingSpan, _ line: ReportTimeline.Line, largest: Int64) -> String {
        let open = span.records - span.succeeded - span.failed - span.unknown
        let parts = [
            ("succeeded", span.succeeded), ("failed", span.failed), ("unknown", span.unknown), ("flight", open),
        ].filter { $0.1 > 0 }.map { "<span class=\"\($0.0)\" style=\"flex-grow:\($0.1)\"></span>" }
        let tenths = largest > 0 ? span.records * 1000 / largest : 0
        return """
            <tr><th scope="row">\(line.time)</th>\
            <td class="records"><span class="number">\(Printable.count(span.records))</span>\
            <span class="bar" aria-hidden="true" style="width:\(tenths / 10).\(tenths % 10)%">\(parts.joined())</span></td>\
            <td data-label="Batches">\(Printable.count(span.batches))</td>\
            <td data-label="Answer time">\(line.answers ?? "not measured")</td>\
            <td class="notes">\(Self.escaped(line.notes.joined(separator: ", ")))</td></tr>

            """
    }

    private var failures: String {
        let failures = contents.failures
        guard !failures.groups.isEmpty else { return "<p>No row failed, and none was held back.</p>" }
        let groups = failures.groups.map { group in
            let code = group.code.map { " <code>\(Self.escaped($0))</code>" } ?? ""
            return """
                <article>
                <h3><b>\(Printable.count(group.count, "row", "rows"))</b> \(group.state)</h3>
                <p>\(Self.escaped(Printable.line(group.reason)))\(code)</p>
                <p class="quiet">\(Self.escaped(group.rowsText))</p>
                \(examples(group))</article>

                """
        }
        let others =
            failures.others > 0 ? "<p>\(Printable.count(failures.others, "row", "rows")) for other reasons</p>" : ""
        return groups.joined() + others
    }

    private func examples(_ group: ReportFailures.Group) -> String {
        guard !group.examples.isEmpty else { return "" }
        let rows = group.examples.map { example in
            let texts = [example.message, example.input ?? ""].filter { !$0.isEmpty }
            return "<li>\(Self.escaped(example.place))"
                + texts.map { "<code>\(Self.escaped($0))</code>" }.joined() + "</li>\n"
        }
        return "<ul class=\"examples\">\n\(rows.joined())</ul>\n"
    }

    private var comparison: String {
        let rows = contents.comparison.map { line in
            "<tr><th scope=\"row\">\(Self.escaped(line.label))</th><td data-label=\"Planned\">\(Self.escaped(line.planned))"
                + "</td><td data-label=\"Actual\">\(Self.escaped(line.actual))</td></tr>\n"
        }
        return """
            <table class="comparison">
            <thead><tr><td></td><th scope="col">Planned</th><th scope="col">Actual</th></tr></thead>
            <tbody>
            \(rows.joined())</tbody>
            </table>
            """
    }

    private var books: String {
        let rows = contents.shares.map { row([Self.escaped($0.label), Printable.count($0.count)]) }
        return """
            <table class="numbers books">
            <tbody>
            \(rows.joined())</tbody>
            <tfoot>\(row(["added", Printable.count(contents.counts.total)]))</tfoot>
            </table>
            <p>\(Self.escaped(contents.balance))</p>
            """
    }

    private func section(_ id: String, _ title: String, _ content: String) -> String {
        "<section aria-labelledby=\"\(id)\">\n<h2 id=\"\(id)\">\(title)</h2>\n\(content)\n</section>"
    }

    /// Returns a row of cells, with a heading in the first. The cells are already HTML.
    private func row(_ cells: [String]) -> String {
        let rest = cells.dropFirst().map { "<td>\($0)</td>" }
        return "<tr><th scope=\"row\">\(cells.first ?? "")</th>\(rest.joined())</tr>\n"
    }

    /// Escapes a text for HTML, between tags or in quotes.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
