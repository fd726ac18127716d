import Mateo

/// Failed records on standard output.
struct FailureList {
    private let form: FailuresCommand.Form?
    private let isTerminal = Standard.output.isTerminal

    init(form: FailuresCommand.Form?) {
        self.form = form
        if form == .csv { write("row,line,state,external_id,code,message,retryable,input\r\n") }
    }

    mutating func add(_ failure: FailedRecord) {
        switch form {
        case nil: write(text(failure) + "\n")
        case .json: write(json(failure) + "\n")
        case .csv: write(csv(failure) + "\r\n")
        }
    }

    private func state(_ failure: FailedRecord) -> String {
        switch failure.leftOut {
        case nil: "failed"
        case .held: "held"
        case .superseded: "superseded"
        case .unchanged: "unchanged"
        }
    }

    private func text(_ failure: FailedRecord) -> String {
        let line = failure.line.map { ", line \($0)" } ?? ""
        let kind = failure.leftOut == nil ? "" : ", \(state(failure))"
        let place = (failure.row.map { "row \($0)" } ?? "a row") + line + kind
        let identifier = failure.externalID.map { " (\($0))" } ?? ""
        let code = failure.code.map { "\($0): " } ?? ""
        return Printable.line("\(place)\(identifier): \(code)\(failure.message)")
    }

    private func json(_ failure: FailedRecord) -> String {
        JSON.object([
            "row": failure.row.map { "\($0)" } ?? "null",
            "line": failure.line.map { "\($0)" } ?? "null",
            "state": JSON.text(state(failure)),
            "external_id": JSON.text(failure.externalID),
            "code": JSON.text(failure.code),
            "message": JSON.text(failure.message),
            "retryable": failure.isRetryable ? "true" : "false",
            "input": failure.input.map(oneLine) ?? "null",
        ])
    }

    /// Line ends in JSON are blanks between its parts.
    private func oneLine(_ json: String) -> String {
        String(decoding: json.utf8.map { $0 == 10 || $0 == 13 ? 32 : $0 }, as: UTF8.self)
    }

    private func csv(_ failure: FailedRecord) -> String {
        let cells = [
            failure.row.map { "\($0)" }, failure.line.map { "\($0)" }, state(failure), failure.externalID, failure.code,
            failure.message, failure.isRetryable ? "true" : "false", failure.input,
        ]
        return cells.map { cell($0 ?? "") }.joined(separator: ",")
    }

    private func cell(_ text: String) -> String {
        let text = isTerminal ? Printable.line(text) : text
        guard text.utf8.contains(where: { #",";"#.utf8.contains($0) || $0 < 32 }) else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
            + "\""
    }

    private func write(_ text: String) {
        Standard.output.writeOrEnd(text)
    }
}
