import ArgumentParser
import Mateo

/// Sends failed rows again for which the service was at fault.
struct RetryCommand: AsyncParsableCommand, Program {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Sends the rows of an import again that failed because of the service, not because of the row.",
        discussion: """
            These are the rows that 'mateo failures NAME' calls retryable, such as those of a time-out. They are sent as they \
            were, under the same name, and what becomes of them takes the place of their failures. So are the rows of deals \
            and appointments that are held since their contacts were missing (contact_missing). Rows that the service \
            refuses for their values stay as they are: correct them, see 'mateo failures --csv'. Without retryable rows the \
            result is only shown again. Progress, result and exit codes are those of 'mateo import'.

            EXAMPLES
              mateo retry contacts.csv
              mateo retry contacts.csv --wait --json
            """)

    @OptionGroup var options: ResumeOptions

    func execute() async throws -> ExitStatus {
        try await options.carryOut { importing in
            let rows = try await importing.retry()
            guard rows == 0, !options.run.quiet else { return }
            Standard.complain("no failed row of \(Printable.word(options.name)) is retryable: nothing is sent again")
        }
    }
}
