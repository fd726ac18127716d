import ArgumentParser
import Mateo

/// Removes imports from the journal.
struct ForgetCommand: AsyncParsableCommand, Program {
    static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "Removes an import from the journal, with its personal data.",
        discussion: """
            EXAMPLES
              mateo forget contacts.csv
              mateo forget --older-than 30
              mateo forget --digests

            DETAILS
            The service keeps its data. An import that is not over is removed only with --force. The outcome of its records in flight \
            is then lost. An import that a process runs is never removed.

            --older-than removes all finished imports that began more than DAYS days ago. Imports that are not over, or have unknown \
            outcomes, stay.

            --digests removes the digests that --only-changed compares records with. They hold no content of records, and removing \
            an import does not remove them. The next import with --only-changed then sends every record.

            EXIT CODES
              0    removed
              2    the journal holds no such import or cannot be written, or the import is not over or is being run
            """)

    @Argument(help: ArgumentHelp("The name of the import.", valueName: "name"))
    var name: String?

    @Option(help: ArgumentHelp("Remove finished imports older than this number of days.", valueName: "days"))
    var olderThan: Int?

    @Flag(help: "Remove the digests of all records.")
    var digests = false

    @OptionGroup var journal: JournalOption

    @Flag(help: "Remove the import even if it is not over.")
    var force = false

    func validate() throws {
        guard [name != nil, olderThan != nil, digests].count(where: { $0 }) == 1 else {
            throw ValidationError("give the name of an import, --older-than DAYS, or --digests")
        }
        guard olderThan.map({ (0...36_500).contains($0) }) ?? true else {
            throw ValidationError("--older-than must be a number of days from 0 to 36500")
        }
        guard !digests || !force else {
            throw ValidationError("--force needs the name of an import")
        }
        guard olderThan == nil || !force else {
            throw ValidationError(
                "--force needs the name of an import: --older-than never removes imports that are not over")
        }
    }

    func execute() async throws -> ExitStatus {
        let found = try MateoJournal(path: journal.path())
        if digests {
            if try await !found.forgetDigests() {
                Standard.complain("the digests leave the journal's files when the others who have it open close it")
            }
            tell("the digests of all records are removed")
            return .success
        }
        guard let name else {
            try await forgetOld(found)
            return .success
        }
        guard let status = try await found.status(ofImport: name) else { throw try await found.unknown(name) }
        do throws(MateoError) {
            tell(status, isGone: try await found.forget(importNamed: status.name, force: force))
        } catch {
            guard error.status == .state, !force else { throw error }
            let word = Printable.word(name)
            throw Problem(
                error.message
                    + "; 'mateo resume \(word)\(journal.repeated)' runs it to its end, --force removes it")
        }
        return .success
    }

    private func forgetOld(_ found: MateoJournal) async throws(MateoError) {
        let days = Int64(olderThan ?? 0)
        let last = Timestamp(milliseconds: Timestamp.now.milliseconds - days * 86_400_000)
        let old = try await found.imports().filter { $0.state == .finished && $0.createdAt <= last }
        for status in old { tell(status, isGone: try await found.forget(status)) }
        if old.isEmpty { tell("no finished import is older") }
    }

    private func tell(_ status: ImportStatus, isGone: Bool) {
        if !isGone { Standard.complain("its data leave the journal's files when the others who have it open close it") }
        tell("\(Printable.line(status.name)): removed, with \(status.type.records(status.counts.total))")
    }

    private func tell(_ deed: String) {
        Standard.output.writeOrEnd(deed + "\n", after: deed)
    }
}
