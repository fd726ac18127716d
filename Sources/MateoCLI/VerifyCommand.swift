import ArgumentParser
import Mateo

/// Checks the journal.
struct VerifyCommand: AsyncParsableCommand, Program {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Checks that the journal is sound and that its books balance.",
        discussion: """
            Each record has to be in one batch and in one state, what still has to be sent has to be there, and each \
            failure has to be listed where it belongs. It reads the whole journal and changes nothing; no key and no \
            network are needed, and an import may run meanwhile.

            Exit codes: 0 all is well; 1 it is not, and standard output says what, one difference a line; 2 no such \
            import, or no readable journal.

            EXAMPLES
              mateo verify
              mateo verify contacts.csv --journal /var/lib/erp/mateo.db
            """)

    @Argument(help: ArgumentHelp("The name of the import. (default: all)", valueName: "name"))
    var name: String?

    @OptionGroup var journal: JournalOption

    func execute() async throws -> ExitStatus {
        var differences: [String]
        do {
            let found = try MateoJournal(path: journal.path())
            if let name, try await found.status(ofImport: name) == nil { throw try await found.unknown(name) }
            differences = try await found.differences(inImport: name)
        } catch let error as MateoError where error.status == .journalCorrupt {
            differences = [error.message]
        }
        let lines = differences.isEmpty ? ["all is well"] : differences.map(Printable.line)
        Standard.output.writeOrEnd(lines.joined(separator: "\n") + "\n")
        return differences.isEmpty ? .success : .failures
    }
}
