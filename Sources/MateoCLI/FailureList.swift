import Mateo

/// Writes rows that did not succeed to standard output, one a line.
struct FailureList {
    let isJSON: Bool

    func add(_ failure: FailedRecord) {
        Standard.output.writeOrEnd((isJSON ? json(failure) : text(failure)) + "\n")
    }

    private func text(_ failure: FailedRecord) -> String {
        let line = failure.line.map { ", line \($0)" } ?? ""
        let kind = failure.state == .failed ? "" : ", \(failure.state.word)"
        let place = (failure.row.map { "row \($0)" } ?? "a row") + line + kind
        let identifier = failure.externalID.map { " (\($0))" } ?? ""
        let code = failure.code.map { "\($0): " } ?? ""
        return Printable.line("\(place)\(identifier): \(code)\(failure.message)")
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
