/// A page of help. It fits its terminal, and its details come last.
enum HelpPage {
    /// A width greater than any line of help. Lines are wrapped here, because ArgumentParser breaks tables.
    static let unlimited = 100_000
    private static let usage = "USAGE: "
    private static let details = "DETAILS"

    /// Formats a help text that is not wrapped. Other texts are unchanged: a version, a script for a shell.
    static func text(_ text: String, columns: Int) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let end = lines.firstIndex(where: { $0.hasPrefix(usage) }) else { return text }
        if let start = lines[..<end].firstIndex(of: details) {
            let moved = Array(lines[start..<end])
            lines.removeSubrange(start..<end)
            while lines.last == "" { lines.removeLast() }
            lines += [""] + moved
            while lines.last == "" { lines.removeLast() }
        }
        return lines.map { wrapped($0, columns: columns) }.joined(separator: "\n")
    }

    /// Wraps a line at blanks. Continuation lines align with the text of a term. A command is never wrapped.
    private static func wrapped(_ line: String, columns: Int) -> String {
        guard !line.hasPrefix("  mateo ") else { return line }
        let indent = indent(line, columns: columns)
        var lines: [String] = []
        var rest = line
        while rest.count > columns {
            let text = rest.index(rest.startIndex, offsetBy: indent)
            let margin = rest.index(rest.startIndex, offsetBy: columns)
            guard let end = rest[text...margin].lastIndex(of: " ") ?? rest[margin...].firstIndex(of: " ") else { break }
            lines.append(String(rest[..<end]))
            rest = String(repeating: " ", count: indent) + rest[end...].drop { $0 == " " }
        }
        return (lines + [rest]).joined(separator: "\n")
    }

    /// Returns the indentation of continuation lines.
    private static func indent(_ line: String, columns: Int) -> Int {
        if line.hasPrefix(usage) { return usage.count }
        let margin = line.prefix { $0 == " " }.count
        guard margin > 0 else { return 0 }
        let term = line.dropFirst(margin)
        guard let gap = term.firstRange(of: "  ") else { return margin + (margin < 4 ? 2 : 0) }
        let text =
            margin + term.distance(from: term.startIndex, to: gap.lowerBound)
            + term[gap.lowerBound...].prefix { $0 == " " }.count
        return text < columns / 2 ? text : margin + 2
    }
}
