import Mateo
import MateoCore

/// Failed rows grouped by reason, for people.
struct FailureGroups {
    private struct Group {
        var title: String
        var count = 0
        var rows: [Int64] = []
        var example: String
    }

    /// The most groups, and the most rows listed in each.
    private static let (most, mostRows) = (100, 5)

    private var groups: [String: Group] = [:]
    private var others = 0

    mutating func add(_ failure: FailedRecord) {
        let code = failure.code.map { " (\($0))" } ?? ""
        // A duplicate's reason contains the number of the other row.
        let reason = failure.otherRow == nil ? failure.reason : Self.withoutRow(failure.reason)
        let title = "\(Self.state(failure)): \(reason)\(code)"
        guard groups[title] != nil || groups.count < Self.most else {
            others += 1
            return
        }
        var group = groups[title] ?? Group(title: title, example: Self.example(failure))
        group.count += 1
        if let row = failure.row, group.rows.count < Self.mostRows { group.rows.append(row) }
        groups[title] = group
    }

    /// The groups as text, largest first, each with its first rows and an example.
    var text: String {
        let sorted = groups.values.sorted { $0.count != $1.count ? $0.count > $1.count : $0.title < $1.title }
        var lines: [String] = []
        for group in sorted {
            lines.append(Printable.line("\(Printable.count(Int64(group.count), "row", "rows")) \(group.title)"))
            if !group.rows.isEmpty { lines.append("  \(Self.rows(group))") }
            if !group.example.isEmpty { lines.append("  " + Printable.line(group.example)) }
        }
        if others > 0 { lines.append("\(Printable.count(Int64(others), "row", "rows")) for other reasons") }
        return lines.joined(separator: "\n")
    }

    private static func state(_ failure: FailedRecord) -> String {
        failure.state.word.description
    }

    private static func withoutRow(_ reason: String) -> String {
        guard let space = reason.dropFirst(4).firstIndex(of: " "), reason.hasPrefix("row ") else { return reason }
        return "another row" + reason[space...]
    }

    private static func rows(_ group: Group) -> String {
        let rows = group.rows.map { Printable.count($0) }.joined(separator: ", ")
        let more = group.count - group.rows.count
        return (group.count == 1 ? "row " : "rows ") + rows
            + (more > 0 ? " and \(Printable.count(Int64(more))) more" : "")
    }

    /// Returns the shape of the first refused value, and the service's message if it is not the reason.
    private static func example(_ failure: FailedRecord) -> String {
        guard failure.state == .failed, !failure.message.isEmpty else { return "" }
        var parts = failure.valueShape.map { ["the first value looks like \"\($0)\""] } ?? []
        let isReason = failure.reason.hasSuffix(Sentence.oneLine(Array(failure.message.utf8)))
        if !isReason { parts.append("the service says: \(failure.message)") }
        return parts.joined(separator: "; ")
    }
}
