import ArgumentParser
import Mateo

/// The file to import, and how it is read.
struct SourceOptions: ParsableArguments {
    /// The form of a file.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case csv, jsonl

        /// The form that a file's extension tells.
        init?(path: String) {
            let name = path.split(separator: "/").last ?? ""
            guard let dot = name.lastIndex(of: ".") else { return nil }
            switch name[dot...].lowercased() {
            case ".csv", ".tsv": self = .csv
            case ".jsonl", ".ndjson": self = .jsonl
            default: return nil
            }
        }
    }

    /// What the records are.
    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case contacts, deals, appointments
    }

    /// What becomes of empty cells.
    enum Empty: String, CaseIterable, ExpressibleByArgument {
        case omit, null, text
    }

    @Argument(
        help: ArgumentHelp(
            "CSV in UTF-8 with a header line, or JSON Lines; '-' reads standard input.", valueName: "file"))
    var file: String

    @Option(name: .customLong("type"), help: "What the records are.")
    var kind = Kind.contacts

    @Option(help: ArgumentHelp("The form of the file. (default: by its extension)"))
    var format: Format?

    @Option(
        help: ArgumentHelp(
            "What becomes of an empty CSV cell: left out, so that the service keeps what it has; sent as null; or sent as an empty text."
        ))
    var empty = Empty.omit

    @Option(help: ArgumentHelp("The most records in a request.", valueName: "n"))
    var batchRecords: Int64 = 1000

    @Option(help: ArgumentHelp("Put the contacts in the list with this id, a UUID.", valueName: "uuid"))
    var listId: String?

    @Option(help: ArgumentHelp("Put the contacts in the list with this external id.", valueName: "id"))
    var listExternalId: String?

    @Flag(help: "Deals and appointments may move to another contact.")
    var allowReassignment = false

    /// The file's form, as asked for or by its extension.
    func formatOfFile() throws(Problem) -> Format {
        if let format { return format }
        if let format = Format(path: file) { return format }
        throw Problem(
            file == "-"
                ? "the form of standard input is not known: add --format csv or --format jsonl"
                : "the extension of \(file) does not tell its form: add --format csv or --format jsonl")
    }

    /// The file as the system names it.
    var path: String {
        file == "-" ? "/dev/stdin" : file
    }

    /// How CSV is read.
    var csvOptions: CSVOptions {
        switch empty {
        case .omit: CSVOptions(emptyCells: .omit)
        case .null: CSVOptions(emptyCells: .null)
        case .text: CSVOptions(emptyCells: .text)
        }
    }

    /// What the records are, for the engine.
    var type: RecordType {
        switch kind {
        case .contacts: .contacts
        case .deals: .deals
        case .appointments: .appointments
        }
    }
}
