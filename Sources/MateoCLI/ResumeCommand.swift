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

    private static let mostRecords: Int64 = 1_000_000

    @Argument(
        help: ArgumentHelp("The name of the import: the file's, if no other was given.", valueName: "name"))
    var name: String

    @Option(
        help: ArgumentHelp(
            "The most records in a request. (default: the requests stay as they are)", valueName: "n"))
    var batchRecords: Int64 = Self.mostRecords

    @Flag(help: "Send the rest of an import that has stopped because its records fail, whatever fails from now on.")
    var despiteFailures = false

    @OptionGroup var service: ServiceOptions

    @OptionGroup var journal: JournalOption

    @OptionGroup var run: RunOptions

    func execute() async throws -> ExitStatus {
        let signals = Signals()
        var options = try service.options(batchRecords) { message in
            if !run.quiet { Standard.complain(message) }
        }
        options.journalPath = try journal.path()
        let found = try MateoJournal(path: options.journalPath)
        guard let status = try await found.status(ofImport: name) else { throw try await found.unknown(name) }
        guard status.state != .filling else {
            let name = Printable.word(name)
            throw Problem(
                "the import called \(name) was not read to its end, and nothing of it was sent: run "
                    + "'mateo import FILE --name \(name)\(journal.repeated)' again")
        }
        return try await run.carryOut(name, status.type, options, journal, signals) {
            client throws(MateoError) in
            try MateoImport(client, resuming: name)
        } read: { importing in
            if despiteFailures { try await importing.ignoreFailures() }
        }
    }
}
