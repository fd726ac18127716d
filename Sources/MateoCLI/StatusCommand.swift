import ArgumentParser
import Mateo

/// Shows how imports stand.
struct StatusCommand: AsyncParsableCommand, Program {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Shows how an import stands, or all of them.",
        discussion: """
            It reads the journal alone: no key and no network are needed, and an import may run meanwhile. The limits \
            are those that the imports are run with: by them it is known whether one has to wait for the quota.

            --json writes an object for one import and an array for all, one object a line: as 'mateo import' does, \
            with "created_at" for "repeated". Beside its states there are "running", when some process has the import in hands, and \
            "filling", when not all of its records are in. It is "stopped" when its records fail. What the service \
            stopped is "interrupted".

            Exit codes: 0 shown; 2 no such import, or no readable journal.

            EXAMPLES
              mateo status
              mateo status contacts.csv --json | jq .records
            """)

    @Argument(help: ArgumentHelp("The name of the import. (default: all)", valueName: "name"))
    var name: String?

    @OptionGroup var journal: JournalOption

    @OptionGroup var limits: LimitOptions

    @Flag(help: "Write JSON.")
    var json = false

    func execute() async throws -> ExitStatus {
        let path = try journal.path()
        let found = try MateoJournal(path: path)
        if let name {
            guard let status = try await found.status(ofImport: name, limits: limits.options()) else {
                throw try await found.unknown(name)
            }
            let report = try await Report(status, in: found, path, journalFlag: journal.repeated)
            write(json ? report.json : report.text)
            return .success
        }
        var all: [Report] = []
        for status in try await found.imports(limits: limits.options()) {
            all.append(try await Report(status, in: found, path, journalFlag: journal.repeated))
        }
        if json {
            write(all.isEmpty ? "[]" : "[\n" + all.map(\.json).joined(separator: ",\n") + "\n]")
        } else {
            write(all.isEmpty ? "the journal holds no imports" : all.map(line).joined(separator: "\n"))
        }
        return .success
    }

    private func line(_ report: Report) -> String {
        "\(Printable.line(report.name)): \(report.stateText); \(report.recordsText)"
    }

    private func write(_ text: String) {
        Standard.output.writeOrEnd(text + "\n")
    }
}

extension Report {
    /// How an import stands that this program does not run.
    init(_ status: ImportStatus, in found: MateoJournal, _ path: String, journalFlag: String) async throws {
        self.init(
            name: status.name, type: status.type, state: status.state, counts: status.counts,
            requests: status.requests, resumeAt: status.resumeAt,
            unknownRows: try await found.unknownRows(ofImport: status.name) ?? [],
            hints: try await found.hints(ofImport: status.name)?.count ?? 0, journal: path,
            journalFlag: journalFlag, createdAt: status.createdAt)
    }
}
