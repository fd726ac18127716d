import Mateo

/// Writes rows that did not succeed to standard output, one a line. For people, rows that the service does not name are
/// counted.
struct FailureList {
    /// The most texts to count rows for.
    private static let most = 100

    let isJSON: Bool
    /// The texts about rows without a name, in order, and the number of their rows.
    private var texts: [String] = []
    private var counts: [String: Int64] = [:]

    init(isJSON: Bool) {
        self.isJSON = isJSON
    }

    mutating func add(_ failure: FailedRecord) {
        guard !isJSON else { return write(json(failure)) }
        let text = [failure.code ?? "", failure.message].filter { !$0.isEmpty }.joined(separator: ": ")
        guard failure.row == nil, failure.externalID == nil else { return write("\(place(failure)): \(text)") }
        guard counts[text] != nil || texts.count < Self.most else { return write("a row: \(text)") }
        if counts[text] == nil { texts.append(text) }
        counts[text, default: 0] += 1
    }

    /// Writes the counts.
    func end() {
        for text in texts {
            let count = counts[text] ?? 0
            write((count == 1 ? "a row" : Printable.count(count, "row", "rows")) + ": \(text)")
        }
    }

    private func write(_ line: String) {
        Standard.output.writeOrEnd((isJSON ? line : Printable.line(line)) + "\n")
    }

    private func place(_ failure: FailedRecord) -> String {
        let line = failure.line.map { ", line \($0)" } ?? ""
        let kind = failure.state == .failed ? "" : ", \(failure.state.word)"
        let identifier = failure.externalID.map { " (\($0))" } ?? ""
        return (failure.row.map { "row \($0)" } ?? "a row") + line + kind + identifier
    }

    private func json(_ failure: FailedRecord) -> String {
        JSON.object([
            "row": failure.row.map { "\($0)" } ?? "null",
            "line": failure.line.map { "\($0)" } ?? "null",
            "state": JSON.text(failure.state.word.description),
            "external_id": JSON.text(failure.externalID),
            "code": JSON.text(failure.code),
            "message": JSON.text(failure.message),
            "retryable": failure.isRetryable ? "true" : "false",
            "input": failure.input.map(oneLine) ?? "null",
        ])
    }

    /// Replaces line ends in JSON, which are blanks between its parts.
    private func oneLine(_ json: String) -> String {
        String(decoding: json.utf8.map { $0 == 10 || $0 == 13 ? 32 : $0 }, as: UTF8.self)
    }
}
