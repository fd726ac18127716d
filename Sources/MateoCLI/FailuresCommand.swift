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

            --csv writes a file to mend: the rows that failed, are held or have an unknown outcome, as the imported file has \
            them, with its columns, delimiter, quotes and encoding. Columns that say why come behind: mateo_row, mateo_line, \
            mateo_state, mateo_code, mateo_message, mateo_retryable. Correct the rows and import the file with the same \
            options: 'mateo import' leaves these columns out. --excel writes a byte order mark before Unicode, so that Excel \
            shows umlauts. Rows from JSON have their fields as columns. A failure without a row number is not in the file.

            --json writes one JSON object a line: {"row","line","state","external_id","code","message","retryable",\
            "input"}, with null for what is not known. 'state' is failed, held (a check found something wrong, so it was \
            not sent), superseded (a later row of the import has its identity) or unknown. 'input' is the record as the \
            service got it or would have. 'mateo import' takes these lines too, and then sends each input but superseded ones.

            --state chooses the rows of --csv, --json and --all. It can be given several times.

            Exit codes: 0 listed, also when nothing failed; 2 no such import, or no readable journal.

            EXAMPLES
              mateo failures contacts.csv
              mateo failures contacts.csv --csv >mend.csv
              mateo failures contacts.csv --json --state failed >again.jsonl
            """)

    /// The form of a list for programs.
    enum Form: String, EnumerableFlag {
        case json, csv

        static func help(for value: Form) -> ArgumentHelp? {
            switch value {
            case .json: "Write JSON Lines."
            case .csv: "Write CSV to mend and import again."
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

    @Option(
        help: ArgumentHelp("List rows of this state: failed, held, superseded or unknown.", valueName: "state"))
    var state: [ListedState] = []

    @Flag(help: "With --csv: let Excel know the encoding.")
    var excel = false

    func validate() throws {
        if excel, form != .csv { throw ValidationError("--excel belongs to --csv") }
    }

    func execute() async throws -> ExitStatus {
        let found = try MateoJournal(path: journal.path())
        let chosen = state.isEmpty ? nil : RowStates(state.map { RowStates($0.state) })
        let states = chosen ?? (form == .csv ? .open : form == .json ? .all : .known)
        guard let failures = try await found.failures(ofImport: name, in: states) else {
            throw try await found.unknown(name)
        }
        if form == .csv { return try await write(failures, found, states) }
        let listsRows = form != nil || all || !Standard.output.isTerminal
        var count: Int64 = 0
        let list = FailureList(isJSON: form == .json)
        var groups = FailureGroups()
        for try await failure in failures {
            if listsRows { list.add(failure) } else { groups.add(failure) }
            count += 1
        }
        guard form == nil else { return .success }
        if !listsRows, count > 0 {
            let every = "Every row: mateo failures \(Printable.word(name))\(journal.repeated) --all"
            Standard.output.writeOrEnd("\(groups.text)\n\(every)\n")
        }
        let unknown = UnknownRows(ranges: try await found.unknownRows(ofImport: name) ?? [])
        let again = "'mateo resume \(Printable.word(name))\(journal.repeated)'"
        if let line = unknown.line(hasFailures: count > 0, again: again) {
            Standard.output.writeOrEnd(line + "\n")
        } else if count == 0 {
            Standard.output.writeOrEnd("nothing failed\n")
        }
        return .success
    }

    /// Writes the rows as a file to mend.
    private func write(
        _ failures: FailedRecords, _ journal: MateoJournal, _ states: RowStates
    ) async throws -> ExitStatus {
        guard
            let file = try await journal.failedRecordFile(ofImport: name, in: states, isForExcel: excel)
        else { throw try await journal.unknown(name) }
        write(try file.head())
        var unnamed: Int64 = 0
        for try await failure in failures {
            let row = try file.row(failure)
            if row.isEmpty { unnamed += 1 } else { write(row) }
        }
        if unnamed > 0 {
            let rows = Printable.count(unnamed, "failure is", "failures are")
            Standard.error.write("\(rows) not in the file: the service did not name the row. See --json\n")
        }
        return .success
    }

    /// Writes a piece of the file. A terminal gets no control characters.
    private func write(_ piece: [UInt8]) {
        guard Standard.output.isTerminal else { return Standard.output.writeOrEnd(piece) }
        let lines = String(decoding: piece, as: UTF8.self).replacing("\r\n", with: "\n").split(
            separator: "\n", omittingEmptySubsequences: false)
        Standard.output.writeOrEnd(lines.map { Printable.line($0) }.joined(separator: "\n"))
    }
}

/// A state of rows, as an option has it.
enum ListedState: String, ExpressibleByArgument, CaseIterable {
    case failed, held, superseded, unknown

    var state: RowState {
        switch self {
        case .failed: .failed
        case .held: .held
        case .superseded: .superseded
        case .unknown: .unknown
        }
    }
}
