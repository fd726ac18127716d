import ArgumentParser
import Mateo

/// Shows what failed.
struct FailuresCommand: AsyncParsableCommand, Program {
    static let configuration = CommandConfiguration(
        commandName: "failures",
        abstract: "Lists the rows of an import that failed or were not sent, with code and message.",
        discussion: """
            It reads the journal alone: no key and no network are needed, and an import may run meanwhile. Rows are \
            counted from 1 without the header line. A failure without a row number is one whose row the service did not \
            name. On a terminal they are told by what is wrong with them, with counts and the first rows; --all lists each. \
            Rows with an unknown outcome are in a line of their own, but not in a list for programs: see \
            'mateo status NAME --json'.

            --json writes one JSON object a line: {"row","line","state","external_id","code","message","retryable",\
            "input"}, with null for what is not known. 'state' is failed, held (a check found something wrong, so it was \
            not sent) or superseded (a later row of the import has its identity). 'line' is known for rows that were \
            not sent. 'input' is the record as the service got it or would have. --csv writes the same in columns.

            Exit codes: 0 listed, also when nothing failed; 2 no such import, or no readable journal.

            EXAMPLES
              mateo failures contacts.csv
              mateo failures contacts.csv --csv >failed.csv
              mateo failures contacts.csv --json | jq -c .input >again.jsonl
            """)

    /// The form of a list for programs.
    enum Form: String, EnumerableFlag {
        case json, csv

        static func help(for value: Form) -> ArgumentHelp? {
            switch value {
            case .json: "Write JSON Lines."
            case .csv: "Write CSV with a header line."
            }
        }
    }

    @Argument(
        help: ArgumentHelp("The name of the import: the file's, if no other was given.", valueName: "name"))
    var name: String

    @OptionGroup var journal: JournalOption

    @Flag var form: Form?

    @Flag(help: "Write every row, also on a terminal.")
    var all = false

    func execute() async throws -> ExitStatus {
        let found = try MateoJournal(path: journal.path())
        guard let failures = try await found.failures(ofImport: name) else {
            throw try await found.unknown(name)
        }
        let listsRows = form != nil || all || !Standard.output.isTerminal
        var count: Int64 = 0
        var (list, groups) = (FailureList(form: form), FailureGroups())
        for try await failure in failures {
            if listsRows { list.add(failure) } else { groups.add(failure) }
            count += 1
        }
        guard form == nil else { return .success }
        if !listsRows, count > 0 {
            let every = "Every row: mateo failures \(Printable.word(name))\(journal.repeated) --all"
            Standard.output.write("\(groups.text)\n\(every)\n")
        }
        let unknown = UnknownRows(ranges: try await found.unknownRows(ofImport: name) ?? [])
        let again = "'mateo resume \(Printable.word(name))\(journal.repeated)'"
        if let line = unknown.line(hasFailures: count > 0, again: again) {
            Standard.output.write(line + "\n")
        } else if count == 0 {
            Standard.output.write("nothing failed\n")
        }
        return .success
    }
}
