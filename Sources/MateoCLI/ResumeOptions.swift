import ArgumentParser
import Mateo

/// How the run of an import that the journal holds goes on.
struct ResumeOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp("The name of the import: the file's, if no other was given.", valueName: "name"))
    var name: String

    @Option(
        help: ArgumentHelp(
            "The most records in a request. (default: the requests stay as they are)", valueName: "n"))
    var batchRecords: Int64?

    @OptionGroup var service: ServiceOptions

    @OptionGroup var journal: JournalOption

    @OptionGroup var run: RunOptions

    /// Runs it.
    ///
    /// - Parameter prepare: what comes before the run.
    func carryOut(_ prepare: (MateoImport) async throws -> Void) async throws -> ExitStatus {
        let signals = Signals()
        var options = try service.options(batchRecords ?? 1_000_000) { message in
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
            try await prepare(importing)
        }
    }
}
