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
            case ".csv", ".tsv", ".txt": self = .csv
            case ".jsonl", ".ndjson", ".json": self = .jsonl
            default: return nil
            }
        }
    }

    @Argument(
        help: ArgumentHelp(
            "CSV with a header line, JSON Lines, or a JSON array; '-' reads standard input.", valueName: "file"))
    var file: String

    @Option(name: .customLong("type"), help: "What the records are.")
    var kind = Choice(RecordType.contacts)

    @Option(help: ArgumentHelp("The form of the file. (default: by its extension)"))
    var format: Format?

    @Option(
        help: ArgumentHelp(
            "What happens to an empty CSV cell: left out, so that the service keeps what it has; sent as null; or sent as an empty text if the field is a text. (default: omit)"
        ))
    var empty: Choice<EmptyCells>?

    @OptionGroup var dialect: DialectOptions

    @OptionGroup var mapping: MappingOptions

    @Option(help: ArgumentHelp("The most records in a request.", valueName: "n"))
    var batchRecords: Int64 = 1000

    @Option(help: ArgumentHelp("Put the contacts in the list with this id, a UUID.", valueName: "uuid"))
    var listId: String?

    @Option(help: ArgumentHelp("Put the contacts in the list with this external id.", valueName: "id"))
    var listExternalId: String?

    @Flag(help: "Deals and appointments may move to another contact.")
    var allowReassignment = false

    /// The file's form, as asked for or by its extension.
    ///
    /// - Throws: for a flag that only CSV has and that was given for JSON.
    func formatOfFile() throws(Problem) -> Format {
        if let format = format ?? Format(path: file) {
            if format == .jsonl, let flag = flagForCSV {
                throw Problem("\(flag) is for CSV: \(file) is read as JSON, which needs no such flag. Remove it")
            }
            return format
        }
        if file != "-", let kind = InputKind.of(file) { throw Problem("\(file): \(kind)") }
        throw Problem(
            file == "-"
                ? "the form of standard input is not known: add --format csv or --format jsonl"
                : "the extension of \(file) does not tell its form: add --format csv or --format jsonl")
    }

    /// A flag that was given and that only CSV has; nil for none.
    private var flagForCSV: String? {
        empty != nil ? "--empty" : dialect.flagForCSV ?? mapping.flagForCSV
    }

    /// The file as the system names it.
    var path: String {
        file == "-" ? "/dev/stdin" : file
    }

    /// How CSV is read.
    func csvOptions() throws -> CSVOptions {
        var options = CSVOptions()
        try mapping.apply(to: &options)
        // Flags win over the document of a mapping.
        if let empty { options.emptyCells = empty.value }
        if dialect.encoding != nil { options.encoding = encoding }
        dialect.apply(to: &options)
        return options
    }

    /// The file's character encoding.
    var encoding: Encoding {
        dialect.encoding.map(Encoding.init) ?? .auto
    }

    /// What the records are, for the engine.
    var type: RecordType {
        kind.value
    }
}
