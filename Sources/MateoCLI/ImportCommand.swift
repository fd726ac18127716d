import ArgumentParser
import Mateo

/// Imports a file.
struct ImportCommand: AsyncParsableCommand, Program {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Imports a file into Hellomateo, or goes on with an import that was interrupted.",
        discussion: discussion)

    @Option(
        help: ArgumentHelp(
            "The name of the import in the journal. (default: the file's name)", valueName: "name"))
    var name: String?

    @OptionGroup var journal: JournalOption

    @Flag(help: "Send the records again if an import of this name has sent the same ones, and is over.")
    var again = false

    @Option(
        help: ArgumentHelp(
            "Send nothing before the import of this name is over, and hold rows whose contact it did not bring in.",
            valueName: "name"))
    var after: String?

    @Flag(
        help:
            "Ask for the account's custom fields and marketing channels first, and hold rows with others or with a value of the wrong type."
    )
    var checkAccount = false

    @OptionGroup var checks: CheckOptions

    @OptionGroup var changes: ChangeOptions

    @OptionGroup var duplicates: DuplicateOptions

    @OptionGroup(title: "The file") var source: SourceOptions

    @OptionGroup(title: "The service and its limits") var service: ServiceOptions

    @OptionGroup(title: "The run") var run: RunOptions

    func execute() async throws -> ExitStatus {
        let signals = Signals()
        let format = try source.formatOfFile()
        try checks.check(source.type)
        let name = try importName()
        let path = try journal.pathInFolder()
        var options = try service.options(source.batchRecords) { message in
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
        } catch let error as MateoError where error.status == .state {
            throw Problem(error.message + (await advice(name, path)))
        }
    }

    private func read(_ format: SourceOptions.Format, into importing: MateoImport) async throws {
        if let list = source.listId { try await importing.setContactList(id: list) }
        if let list = source.listExternalId { try await importing.setContactList(externalID: list) }
        if source.allowReassignment { try await importing.setReassignment(true) }
        if again { try await importing.setAgain(true) }
        if let after { try await importing.setAfter(after) }
        if checkAccount { try await importing.setCheckAccount(true) }
        if checks.contactsMustExist { try await importing.setContactsMustExist(true) }
        if changes.onlyChanged { try await importing.setOnlyChanged(true) }
        switch format {
        case .csv: try await importing.add(csvFile: source.path, options: try source.csvOptions())
        case .jsonl:
            try await importing.add(
                jsonLinesFile: source.path, encoding: source.encoding, isStrict: source.mapping.strict)
        }
        guard try await importing.counts.total > 0 else { throw ImportRun.NoRecords() }
        do throws(MateoError) {
            try await importing.seal()
        } catch {
            guard error.status == .record else { throw error }
            throw Problem("\(Printable.line(source.file)): \(error.message)")
        }
    }

    /// What can be done when the name stands for another import that is not over.
    private func advice(_ name: String, _ path: String) async -> String {
        guard let status = try? await MateoJournal(path: path).status(ofImport: name),
            status.state != .finished, status.state != .filling
        else { return "" }
        let (name, flag) = (Printable.word(name), journal.repeated)
        return "; 'mateo resume \(name)\(flag)' goes on without the file, --name OTHER keeps both, "
            + "'mateo forget \(name)\(flag) --force' gives the earlier one up"
    }

    private func importName() throws(Problem) -> String {
        if let name { return name }
        guard source.file != "-" else { throw Problem("standard input has no name: add one with --name") }
        guard !source.file.hasPrefix("/dev/"), !source.file.hasPrefix("/proc/") else {
            throw Problem("\(source.file) is no name that stays the same from run to run: add one with --name")
        }
        guard let last = source.file.split(separator: "/").last, !last.isEmpty,
            last.utf8.allSatisfy({ $0 >= 32 && $0 != 127 })
        else {
            throw Problem("the name of the file \(source.file) cannot be an import's: add one with --name")
        }
        return String(last)
    }
}
