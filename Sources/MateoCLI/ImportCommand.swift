import ArgumentParser
import Mateo

/// Imports a file.
struct ImportCommand: AsyncParsableCommand, Program {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Imports a file into Hellomateo. Run again, it continues an interrupted import.",
        discussion: discussion)

    /// The settings that only this command has.
    struct Settings: ParsableArguments {
        @Flag(help: "Send the records again, even if a finished import of this name sent the same ones.")
        var again = false

        @Option(
            help: ArgumentHelp(
                "Wait until the import of this name is over, and hold rows with a contact that failed or was held in it.",
                valueName: "name"))
        var after: String?

        @Flag(
            help:
                "Read the account's custom fields and marketing channels first. Hold rows with an unknown field or a value of the wrong type."
        )
        var checkAccount = false
    }

    @OptionGroup var source: SourceOptions

    @OptionGroup(title: HelpGroup.mostUsed) var named: NameOption

    @OptionGroup var service: ServiceOptions

    @OptionGroup(title: HelpGroup.mostUsed) var journal: JournalOption

    @OptionGroup(title: HelpGroup.records) var changes: ChangeOptions

    @OptionGroup(title: HelpGroup.records) var settings: Settings

    @OptionGroup(title: HelpGroup.records) var checks: CheckOptions

    @OptionGroup(title: HelpGroup.records) var duplicates: DuplicateOptions

    @OptionGroup(title: HelpGroup.run) var run: RunOptions

    func execute() async throws -> ExitStatus {
        let signals = Signals()
        let format = try source.formatOfFile()
        try checks.check(source.type)
        let name = try named.name(of: source.file)
        let path = try journal.pathInFolder()
        var options = try service.options(source.batch.batchRecords) { message in
            if !run.quiet { Standard.complain(message) }
        }
        options.journalPath = path
        options.sharedHandles = duplicates.sharedHandles.value
        do {
            return try await run.carryOut(name, source.type, options, journal, signals) {
                client throws(MateoError) in
                try MateoImport(client, type: source.type, name: name)
            } read: { importing in
                try await read(format, into: importing)
            }
        } catch let error as MateoError where error.status == .state || error.status == .otherAccount {
            throw Problem(error.message + (await advice(name, path)))
        }
    }

    private func read(_ format: SourceOptions.Format, into importing: MateoImport) async throws {
        if let list = source.target.listId { try await importing.setContactList(id: list) }
        if let list = source.target.listExternalId { try await importing.setContactList(externalID: list) }
        if source.target.allowReassignment { try await importing.setReassignment(true) }
        if settings.again { try await importing.setAgain(true) }
        if let after = settings.after { try await importing.setAfter(after) }
        if settings.checkAccount { try await importing.setCheckAccount(true) }
        if checks.contactsMustExist { try await importing.setContactsMustExist(true) }
        if changes.onlyChanged { try await importing.setOnlyChanged(true) }
        switch format {
        case .csv: try await importing.add(csvFile: source.path, options: try source.csvOptions())
        case .jsonl:
            try await importing.add(
                jsonLinesFile: source.path, encoding: source.encoding, isStrict: source.mapping.strict)
        }
        do throws(MateoError) {
            try await importing.seal()
        } catch {
            guard error.status == .record else { throw error }
            throw Problem("\(Printable.line(source.file)): \(error.message)")
        }
    }

    /// Returns advice if the name belongs to another unfinished import.
    private func advice(_ name: String, _ path: String) async -> String {
        guard let status = try? await MateoJournal(path: path).status(ofImport: name),
            status.state != .finished, status.state != .filling
        else { return "" }
        let (name, flag) = (Printable.word(name), journal.repeated)
        return ". To continue it without the file: 'mateo resume \(name)\(flag)'. To keep both: --name OTHER. "
            + "To drop it: 'mateo forget \(name)\(flag) --force'"
    }
}
