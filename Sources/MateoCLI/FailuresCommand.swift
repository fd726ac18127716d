import ArgumentParser
import Mateo

/// Lists the failures.
struct FailuresCommand: AsyncParsableCommand, Program {
    static let configuration = CommandConfiguration(
        commandName: "failures",
        abstract: "Lists the rows that failed or were not sent, with code and message.",
        discussion: """
            EXAMPLES
              mateo failures contacts.csv
              mateo failures contacts.csv --csv >mend.csv
              mateo failures contacts.csv --json --state failed >again.jsonl

            DETAILS
            The command only reads the journal: it needs no key and no network, and an import may run meanwhile. Rows are counted \
            from 1, without the header line. A failure has no row number if the service did not name the row. On a terminal, failures \
            are grouped by reason, with counts and the first rows. --all lists every row. Rows that the service does not name are \
            counted at the end of the list. Rows with an unknown outcome are shown in \
            one line: for programs, see 'mateo status NAME --json'.

            --csv writes a file to correct: the rows that failed, are held or have an unknown outcome, as they are in the imported \
            file, with its columns, delimiter, quotes and encoding. These columns are added: mateo_row, mateo_line, mateo_state, \
            mateo_code, mateo_message, mateo_retryable. Correct the rows and import the file with the same flags: 'mateo import' \
            ignores the added columns. Rows from JSON have their fields as columns. A list in sms, whatsapp or country_codes is a JSON \
            array in its cell, and 'mateo import' makes a list of it again. Numbers, true, false, null, and other lists and \
            objects come back as texts or empty cells: use --json for these. A row that is emptied is skipped. A row that had too \
            few cells stays held while nothing is behind its last cell: if it is complete, empty its mateo_code. Failures without a \
            row number are left out.

            --state selects the rows of --csv, --json and --all. It can be repeated.

            EXIT CODES
              0    listed, also if nothing failed
              2    the journal holds no such import, or cannot be read

            WITH --json
              One JSON object a line, with null for what is unknown:
              {"row","line","state","external_id","code","message","retryable","input"}
              state   failed, held (not sent, because a check found a fault), superseded (a later row has the same identity) or unknown
              input   the record as the service received it, or would have received it. A value that the mapping could not
                      convert is {"mateo_cell":"the text of its cell"}

            'mateo import' also takes these lines, without the mapping. It then sends each input, except those of superseded \
            rows. Held rows need a correction: write the value in place of each {"mateo_cell":…}. A row with the code ragged, \
            header or total may be no record: correct its input, and set its code to null. Rows that are not corrected stay held.
            """)

    /// The form of a list for programs.
    enum Form: String, EnumerableFlag {
        case json, csv

        static func help(for value: Form) -> ArgumentHelp? {
            switch value {
            case .json: "Write JSON Lines."
            case .csv: "Write CSV to correct and import again."
            }
        }
    }

    @Argument(
        help: ArgumentHelp("The name of the import: that of the file, unless --name set another.", valueName: "name"))
    var name: String

    @OptionGroup var journal: JournalOption

    @Flag var form: Form?

    @Flag(help: "Write every row, even on a terminal.")
    var all = false

    @Option(
        help: ArgumentHelp("List rows of this state: failed, held, superseded or unknown.", valueName: "state"))
    var state: [ListedState] = []

    @Flag(help: "With --csv: write a byte order mark before Unicode, which Excel needs for umlauts.")
    var excel = false

    func validate() throws {
        if excel, form != .csv { throw ValidationError("--excel needs --csv") }
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
        var list = FailureList(isJSON: form == .json)
        var groups = FailureGroups()
        for try await failure in failures {
            if listsRows { list.add(failure) } else { groups.add(failure) }
            count += 1
        }
        list.end()
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

    /// Writes the rows as a file to correct.
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
            Standard.error.write("\(rows) not in the file, because the service did not name the row: see --json\n")
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

/// A state of rows as an option.
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
