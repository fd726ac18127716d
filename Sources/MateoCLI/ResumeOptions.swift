import ArgumentParser
import Mateo

/// The options for continuing an import of the journal.
struct ResumeOptions: ParsableArguments {
    /// The size of requests that are not sent yet.
    struct BatchOption: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "The most records in a request. (default: the requests stay as they are)", valueName: "n"))
        var batchRecords: Int64?
    }

    @Argument(
        help: ArgumentHelp("The name of the import: that of the file, unless --name set another.", valueName: "name"))
    var name: String

    @OptionGroup var service: ServiceOptions

    @OptionGroup(title: HelpGroup.mostUsed) var journal: JournalOption

    @OptionGroup(title: HelpGroup.run) var run: RunOptions

    @OptionGroup(title: HelpGroup.service) var batch: BatchOption

    /// Runs the import.
    ///
    /// - Parameter prepare: an action before the run.
    func carryOut(_ prepare: (MateoImport) async throws -> Void) async throws -> ExitStatus {
        let signals = Signals()
        var options = try service.options(batch.batchRecords ?? 1_000_000) { message in
            if !run.quiet { Standard.complain(message) }
        }
        options.journalPath = try journal.path()
        let found = try MateoJournal(path: options.journalPath)
        guard let status = try await found.status(ofImport: name) else { throw try await found.unknown(name) }
        guard status.state != .filling else {
            let name = Printable.word(name)
            throw Problem(
                "the import \(name) was not read to its end, and nothing of it was sent. Run "
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
