import ArgumentParser
import Mateo

/// Sends rows again that failed through the service's fault.
struct RetryCommand: AsyncParsableCommand, Program {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Sends rows again that failed because of the service, not because of their values.",
        discussion: """
            EXAMPLES
              mateo retry contacts.csv
              mateo retry contacts.csv --wait --json

            DETAILS
            The command sends the rows that 'mateo failures NAME' calls retryable, such as those of a time-out. It also sends rows \
            that are held because the service lacked their contact (contact_missing) or a field. The rows are sent as they were, \
            under the same name. The new outcome of a row replaces its failure.

            Rows that the service refuses for their values are not sent again. Correct them: see 'mateo failures --csv'. If no row is \
            retryable, the command shows the result again. An import that stopped because its records fail stays stopped while the \
            other failures are reason enough: see 'mateo resume --despite-failures'. Progress, result and exit codes are those of \
            'mateo import'.
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
