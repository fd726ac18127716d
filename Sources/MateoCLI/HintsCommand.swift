import ArgumentParser
import Mateo

/// Shows the hints of the service.
struct HintsCommand: AsyncParsableCommand, Program {
    static let configuration = CommandConfiguration(
        commandName: "hints",
        abstract: "Lists the hints of the service about an import.",
        discussion: """
            EXAMPLES
              mateo hints contacts.csv
              mateo hints contacts.csv --json | jq '.[].hint'

            DETAILS
            Most hints report that an e-mail address or a telephone number moved from another contact. The service keeps the first 20 \
            hints of each request. Smaller requests (--batch-records) lose fewer of them. The command only reads the journal: it needs \
            no key and no network, and an import may run meanwhile.

            EXIT CODES
              0    listed, also if there are none
              2    the journal holds no such import, or cannot be read

            WITH --json
              An array, one object a line: {"first_row","last_row","hint"}. A hint is a text or JSON, as the service sent it.
            """)

    @Argument(
        help: ArgumentHelp("The name of the import: that of the file, unless --name set another.", valueName: "name"))
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
