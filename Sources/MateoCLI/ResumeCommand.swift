import ArgumentParser
import Mateo

/// Continues an import of the journal.
struct ResumeCommand: AsyncParsableCommand, Program {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Continues an import from the journal, without its file.",
        discussion: """
            EXAMPLES
              mateo resume contacts.csv
              mateo resume contacts.csv --wait --json
              mateo resume contacts.csv --despite-failures

            DETAILS
            The command continues an import without its file. Progress, result and exit codes are those of 'mateo import'. For a \
            finished import it shows the result again. Exit code 2 also means that the journal does not hold the import, or that \
            its file was not read to the end.
            """)

    @Flag(help: "Send the rest of an import that stopped for failing records. It does not stop for them again.")
    var despiteFailures = false

    @OptionGroup var options: ResumeOptions

    func execute() async throws -> ExitStatus {
        try await options.carryOut { importing in
            if despiteFailures { try await importing.ignoreFailures() }
        }
    }
}
