import ArgumentParser
import Mateo

/// Shows what the service remarked.
struct HintsCommand: AsyncParsableCommand, Program {
    static let configuration = CommandConfiguration(
        commandName: "hints",
        abstract: "Lists the service's remarks about an import.",
        discussion: """
            Above all these are e-mail addresses and telephone numbers that were taken from another contact. The service \
            keeps the first 20 of each request: with fewer records in a request (--batch-records) fewer are lost. It \
            reads the journal alone: no key and no network are needed, and an import may run meanwhile.

            --json writes an array, one object a line: {"first_row","last_row","hint"}, where the hint is a text or \
            JSON, as the service gave it.

            Exit codes: 0 listed, also when there are none; 2 no such import, or no readable journal.

            EXAMPLES
              mateo hints contacts.csv
              mateo hints contacts.csv --json | jq '.[].hint'
            """)

    @Argument(
        help: ArgumentHelp("The name of the import: the file's, if no other was given.", valueName: "name"))
    var name: String

    @OptionGroup var journal: JournalOption

    @Flag(help: "Write a JSON array.")
    var json = false

    func execute() async throws -> ExitStatus {
        let found = try MateoJournal(path: journal.path())
        guard let hints = try await found.hints(ofImport: name) else { throw try await found.unknown(name) }
        let lines =
            json
            ? [hints.isEmpty ? "[]" : "[\n" + hints.map(object).joined(separator: ",\n") + "\n]"]
            : hints.isEmpty ? ["the service has no hints"] : hints.map(line)
        Standard.output.writeOrEnd(lines.joined(separator: "\n") + "\n")
        return .success
    }

    private func line(_ hint: ServiceHint) -> String {
        "rows \(hint.rows.lowerBound) to \(hint.rows.upperBound): \(Printable.line(hint.text))"
    }

    private func object(_ hint: ServiceHint) -> String {
        let isObject = hint.text.hasPrefix("{") && hint.text.hasSuffix("}")
        return JSON.object([
            "first_row": "\(hint.rows.lowerBound)", "last_row": "\(hint.rows.upperBound)",
            "hint": isObject ? hint.text : JSON.text(hint.text),
        ])
    }
}
