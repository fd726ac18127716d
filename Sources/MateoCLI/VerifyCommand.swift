import ArgumentParser
import Mateo

/// Checks the journal.
struct VerifyCommand: AsyncParsableCommand, Program {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Checks that the journal is intact and accounts for every record.",
        discussion: """
            EXAMPLES
              mateo verify
              mateo verify contacts.csv --journal /var/lib/erp/mateo.db

            DETAILS
            The command checks that each record is in exactly one batch and one state, that the records to send exist, and \
            that each failure is listed once. It reads the whole journal and changes nothing. It needs no key and no network, and an \
            import may run meanwhile.

            EXIT CODES
              0    the journal is consistent. Standard output also names imports whose process ended before all records were in
              1    it is not: standard output has one difference a line
              2    the journal holds no such import, or cannot be read
            """)

    @Argument(help: ArgumentHelp("The name of the import. (default: all)", valueName: "name"))
    var name: String?

    @OptionGroup var journal: JournalOption

    func execute() async throws -> ExitStatus {
        var differences: [String]
        var unfinished: [String] = []
        do {
            let found = try MateoJournal(path: journal.path())
            if let name, try await found.status(ofImport: name) == nil { throw try await found.unknown(name) }
            differences = try await found.differences(inImport: name)
            // A list of damaged imports may end with an error, which must not hide the differences.
            for status in differences.isEmpty ? try await found.imports() : []
            where status.state == .filling && !status.isInProgress && name.map({ $0 == status.name }) ?? true {
                unfinished.append(unfinishedText(status.name))
            }
        } catch let error as MateoError where error.status == .journalCorrupt {
            differences = [error.message]
        }
        let lines = unfinished + (differences.isEmpty ? ["all is well"] : differences.map(Printable.line))
        Standard.output.writeOrEnd(lines.joined(separator: "\n") + "\n")
        return differences.isEmpty ? .success : .failures
    }

    private func unfinishedText(_ name: String) -> String {
        "\(Printable.line(name)): its process ended before all records were in, and nothing was sent: import the same file "
            + "again under this name, or remove it with mateo forget \(Printable.word(name))\(journal.repeated)"
    }
}
