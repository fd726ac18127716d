import ArgumentParser
import Mateo

/// Goes on with an import from what the journal holds.
struct ResumeCommand: AsyncParsableCommand, Program {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Goes on with an import from the journal alone, without its file.",
        discussion: """
            It is the second half of 'mateo import': the same progress, the same result, with --json too, and the same \
            exit codes. An import that is finished only shows its result again. 2 stands for an import that is not in \
            the journal, or was never completely read.

            EXAMPLES
              mateo resume contacts.csv
              mateo resume contacts.csv --wait --json
              mateo resume contacts.csv --despite-failures
            """)

    @Flag(help: "Send the rest of an import that has stopped because its records fail, whatever fails from now on.")
    var despiteFailures = false

    @OptionGroup var options: ResumeOptions

    func execute() async throws -> ExitStatus {
        try await options.carryOut { importing in
            if despiteFailures { try await importing.ignoreFailures() }
        }
    }
}
