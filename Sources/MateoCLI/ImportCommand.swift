import ArgumentParser
import Mateo

/// Imports a file.
struct ImportCommand: AsyncParsableCommand, Program {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Imports a file into Hellomateo, or goes on with an import that was interrupted.",
        discussion: discussion)

    @OptionGroup var source: SourceOptions

    @Option(
        help: ArgumentHelp(
            "The name of the import in the journal. (default: the file's name)", valueName: "name"))
    var name: String?

    @OptionGroup var service: ServiceOptions

    @OptionGroup var journal: JournalOption

    @Flag(help: "Sleep through a used-up quota in the place of ending with exit code 3.")
    var wait = false

    @Flag(help: "Write the result as one JSON object.")
    var json = false

    @Flag(help: "Write errors only, and the result if --json asks for it.")
    var quiet = false

    func execute() async throws -> ExitStatus {
        let signals = Signals()
        let format = try source.formatOfFile()
        let name = try importName()
        let path = try journal.pathInFolder()
        var options = try service.options(source.batchRecords) { message in
            if !quiet { Standard.complain(message) }
        }
        options.journalPath = path
        let progress = Progress(name: name, type: source.type, isQuiet: quiet, options: options)
        let drawing = Task { await progress.draw() }
        defer {
            drawing.cancel()
            progress.end()
        }
        let ended = try await carryOut(name, format, options, signals, progress)
        progress.end()
        if let error = ended.error { Standard.complain(error.message) }
        let report = Report(
            name: name, type: source.type, state: ended.state, counts: ended.counts,
            requests: ended.requests, resumeAt: ended.resumeAt, journal: path, journalFlag: journal.repeated)
        let result = json ? report.json : quiet ? nil : report.text
        if let result, !Standard.output.write(result + "\n") { Standard.complainOfOutput() }
        return ended.status
    }

    /// Opens the journal, imports, and closes it.
    private func carryOut(
        _ name: String, _ format: SourceOptions.Format, _ options: Options, _ signals: Signals,
        _ progress: Progress
    ) async throws -> ImportRun.End {
        let client = try MateoClient(options) { level, message in
            if level == .warning { progress.warn(message) }
        }
        let importing = try MateoImport(client, type: source.type, name: name)
        let run = ImportRun(importing: importing, signals: signals, progress: progress, waitsForQuota: wait)
        return try await run.run(source, format)
    }

    private func importName() throws(Problem) -> String {
        if let name { return name }
        guard source.file != "-" else { throw Problem("standard input has no name: add one with --name") }
        guard let last = source.file.split(separator: "/").last, !last.isEmpty,
            last.utf8.allSatisfy({ $0 >= 32 && $0 != 127 })
        else {
            throw Problem("the name of the file \(source.file) cannot be an import's: add one with --name")
        }
        return String(last)
    }
}
