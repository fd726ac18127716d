import ArgumentParser
import Mateo

/// Shows the progress of an import that another process runs.
struct WatchCommand: AsyncParsableCommand, Program {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Shows the progress of an import that another process runs.",
        discussion: """
            EXAMPLES
              mateo watch contacts.csv
              mateo watch contacts.csv --json >result.json

            DETAILS
            The command only reads the journal: it needs no key and no network, and does not disturb the import. It shows the progress \
            on standard error. When the import ends, it writes to standard output what 'mateo status NAME' writes. If no process \
            runs the import, it does so at once. Ctrl-C ends the command, not the import.

            The exit code shows how the import ended, as that of 'mateo import' does. Exit code 2 also means that the journal \
            does not hold the import, or cannot be read.
            """)

    @Argument(help: ArgumentHelp("The name of the import.", valueName: "name"))
    var name: String

    @OptionGroup var journal: JournalOption

    @OptionGroup var limits: LimitOptions

    @Flag(help: "Write the result as one JSON object.")
    var json = false

    /// The time between two reads of the journal, in milliseconds.
    private static let pause = 200

    func execute() async throws -> ExitStatus {
        let path = try journal.path()
        let found = try MateoJournal(path: path)
        var status = try await status(found)
        let progress = Progress(name: name, type: status.type, isQuiet: false, options: limits.options())
        let drawing = Task { await progress.draw() }
        defer { drawing.cancel() }
        var hasBegun = false
        while status.state == .running || status.state == .filling && status.isInProgress {
            if status.state == .running, !hasBegun { progress.begin(status.counts) }
            hasBegun = hasBegun || status.state == .running
            progress.update(status.counts)
            try await Task.sleep(for: .milliseconds(Self.pause))
            status = try await self.status(found)
        }
        progress.end()
        let report = try await Report(status, in: found, path, journalFlag: journal.repeated)
        Standard.output.writeOrEnd((json ? report.json : report.text) + "\n")
        return exitStatus(status)
    }

    private func status(_ found: MateoJournal) async throws -> ImportStatus {
        guard let status = try await found.status(ofImport: name, limits: limits.options()) else {
            throw try await found.unknown(name)
        }
        return status
    }

    private func exitStatus(_ status: ImportStatus) -> ExitStatus {
        switch status.state {
        case .finished: status.counts.failed + status.counts.held > 0 ? .failures : .success
        case .paused: .paused
        case .stopped: .stopped
        case .unknown: .unknown
        case .filling, .running, .interrupted: .interrupted
        }
    }
}
