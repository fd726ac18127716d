import ArgumentParser
import Mateo

/// Shows the state of imports.
struct StatusCommand: AsyncParsableCommand, Program {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Shows the state of one import, or of all imports.",
        discussion: """
            EXAMPLES
              mateo status
              mateo status contacts.csv --json | jq .records
              mateo status contacts.csv --all

            DETAILS
            The command only reads the journal: it needs no key and no network, and an import may run meanwhile. Give the same limits \
            as for the import. They decide whether the import waits for the quota.

            A name stands for its newest import. Earlier imports of the same name with other records stay in the journal until they \
            are removed ('mateo forget --older-than'). --all shows them too, each with the time at which it began.

            EXIT CODES
              0    shown
              2    the journal holds no such import, or cannot be read

            WITH --json
              The command writes one object for one import, and an array for several. The objects are those of 'mateo import --json', \
            with "created_at" in place of "repeated". There are two more states:
              running   a process is running the import
              filling   records are still being added
              stopped   the records fail. After the service refused the key or a request, the state is "interrupted"
            """)

    @Argument(help: ArgumentHelp("The name of the import. (default: every name)", valueName: "name"))
    var name: String?

    @OptionGroup var journal: JournalOption

    @OptionGroup var limits: LimitOptions

    @Flag(help: "Show all imports of a name, not only the newest.")
    var all = false

    @Flag(help: "Write JSON.")
    var json = false

    func execute() async throws -> ExitStatus {
        let path = try journal.path()
        let found = try MateoJournal(path: path)
        if let name, !all {
            guard let status = try await found.status(ofImport: name, limits: limits.options()) else {
                throw try await found.unknown(name)
            }
            let report = try await Report(status, in: found, path, journalFlag: journal.repeated)
            write(json ? report.json : report.text)
            return .success
        }
        var reports: [Report] = []
        for status in try await imports(in: found) {
            reports.append(try await Report(status, in: found, path, journalFlag: journal.repeated))
        }
        if json {
            write(reports.isEmpty ? "[]" : "[\n" + reports.map(\.json).joined(separator: ",\n") + "\n]")
        } else {
            write(reports.isEmpty ? "the journal holds no imports" : reports.map(line).joined(separator: "\n"))
        }
        return .success
    }

    /// Returns the imports to show, in the order in which they were opened.
    private func imports(in found: MateoJournal) async throws -> [ImportStatus] {
        if let name {
            let named = try await found.imports(named: name, limits: limits.options())
            if named.isEmpty { throw try await found.unknown(name) }
            return named
        }
        let every = try await found.imports(limits: limits.options())
        if all { return every }
        var newest: [String: Int] = [:]
        for (index, status) in every.enumerated() { newest[status.name] = index }
        return every.enumerated().filter { newest[$0.element.name] == $0.offset }.map(\.element)
    }

    private func line(_ report: Report) -> String {
        let begun = all ? report.createdAt.map { ", begun \(Printable.time($0))" } ?? "" : ""
        return "\(Printable.line(report.name))\(begun): \(report.stateText); \(report.recordsText)"
    }

    private func write(_ text: String) {
        Standard.output.writeOrEnd(text + "\n")
    }
}

extension Report {
    /// Creates the report of an import that this program does not run.
    init(_ status: ImportStatus, in found: MateoJournal, _ path: String, journalFlag: String) async throws {
        self.init(
            name: status.name, type: status.type, state: status.state, counts: status.counts,
            requests: status.requests, resumeAt: status.resumeAt, pauseReason: status.pauseReason,
            unknownRows: try await found.unknownRows(of: status),
            hints: try await found.hints(of: status).count, journal: path,
            journalFlag: journalFlag, isInProgress: status.isInProgress, createdAt: status.createdAt)
    }
}
