import ArgumentParser
import Mateo

/// Shows how an import goes that another process runs.
struct WatchCommand: AsyncParsableCommand, Program {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Shows how an import goes that another process runs, until it has ended.",
        discussion: """
            It reads the journal alone: no key and no network are needed, and whoever runs the import is not disturbed. \
            Progress is on standard error as with 'mateo import', and then standard output has what 'mateo status NAME' \
            writes. An import that nobody runs is shown at once. Ctrl-C ends the watching, and not the import.

            Exit codes: as those of 'mateo import', by how the import has ended; 2 no such import, or no readable journal.

            EXAMPLES
              mateo watch contacts.csv
              mateo watch contacts.csv --json >result.json
            """)

    @Argument(help: ArgumentHelp("The name of the import.", valueName: "name"))
    var name: String

    @OptionGroup var journal: JournalOption

    @OptionGroup var limits: LimitOptions

    @Flag(help: "Write the result as one JSON object.")
    var json = false

    /// How often it looks, in milliseconds.
    private static let pause = 200

    func execute() async throws -> ExitStatus {
        let path = try journal.path()
        let found = try MateoJournal(path: path)
        var status = try await status(found)
        let progress = Progress(name: name, type: status.type, isQuiet: false, options: limits.options())
        let drawing = Task { await progress.draw() }
        defer { drawing.cancel() }
        var hasBegun = false
        while status.state == .running || status.state == .filling {
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
