import Mateo

/// Failed records on standard output.
struct FailureList {
    private let form: FailuresCommand.Form?
    private let isTerminal = Standard.output.isTerminal
    private var hasSome = false

    init(form: FailuresCommand.Form?) {
        self.form = form
        if form == .csv { write("row,external_id,code,message,input\r\n") }
    }

    mutating func add(_ failure: FailedRecord) {
        switch form {
        case nil: write(text(failure) + "\n")
        case .json: write((hasSome ? ",\n" : "[\n") + json(failure))
        case .csv: write(csv(failure) + "\r\n")
        }
        hasSome = true
    }

    func end() {
        if form == .json { write(hasSome ? "\n]\n" : "[]\n") }
    }

    private func text(_ failure: FailedRecord) -> String {
        let place = failure.row.map { "row \($0)" } ?? "a row"
        let identifier = failure.externalID.map { " (\($0))" } ?? ""
        let code = failure.code.map { "\($0): " } ?? ""
        return Printable.line("\(place)\(identifier): \(code)\(failure.message)")
    }

    private func json(_ failure: FailedRecord) -> String {
        JSON.object([
            "row": failure.row.map { "\($0)" } ?? "null",
            "external_id": JSON.text(failure.externalID),
            "code": JSON.text(failure.code),
            "message": JSON.text(failure.message),
            "input": failure.input ?? "null",
        ])
    }

    private func csv(_ failure: FailedRecord) -> String {
        let cells = [
            failure.row.map { "\($0)" }, failure.externalID, failure.code, failure.message, failure.input,
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
