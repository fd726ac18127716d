import ArgumentParser
import Mateo

/// Removes an import from the journal.
struct ForgetCommand: AsyncParsableCommand, Program {
    static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "Removes an import from the journal, with the personal data that it has there.",
        discussion: """
            The service keeps what it has. An import that is not over is removed with --force only. The outcome of records \
            that are under way is then never known. An import that is being run is not removed.

            Exit codes: 0 removed; 2 no such import, not over, being run, or no writable journal.

            EXAMPLES
              mateo forget contacts.csv
            """)

    @Argument(help: ArgumentHelp("The name of the import.", valueName: "name"))
    var name: String

    @OptionGroup var journal: JournalOption

    @Flag(help: "Remove it even if it is not over.")
    var force = false

    func execute() async throws -> ExitStatus {
        let found = try MateoJournal(path: journal.path())
        guard let status = try await found.status(ofImport: name) else { throw try await found.unknown(name) }
        do throws(MateoError) {
            if try await !found.forget(importNamed: name, force: force) {
                Standard.complain(
                    "its data leave the journal's files when the others who have it open close it")
            }
        } catch {
            guard error.status == .state, !force else { throw error }
            let word = Printable.word(name)
            throw Problem(
                error.message
                    + "; 'mateo resume \(word)\(journal.repeated)' runs it to its end, --force removes it")
        }
        Standard.output.write(
            "\(Printable.line(name)): removed, with \(status.type.records(status.counts.total))\n")
        return .success
    }
}
