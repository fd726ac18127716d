import ArgumentParser
import Mateo

/// The file to import, and how to read it.
struct SourceOptions: ParsableArguments {
    /// The form of a file.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case csv, jsonl

        /// Returns the form for a file's extension, or nil.
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

    /// The form, if the extension does not show it.
    struct FormOption: ParsableArguments {
        @Option(help: ArgumentHelp("The format of the file. (default: from its extension)"))
        var format: Format?
    }

    /// The size of requests.
    struct BatchOption: ParsableArguments {
        @Option(help: ArgumentHelp("The most records in a request.", valueName: "n"))
        var batchRecords: Int64 = 1000
    }

    @OptionGroup(title: HelpGroup.mostUsed) var input: InputOptions

    @OptionGroup(title: HelpGroup.file) var form: FormOption

    @OptionGroup(title: HelpGroup.file) var dialect: DialectOptions

    @OptionGroup(title: HelpGroup.columns) var mapping: MappingOptions

    @OptionGroup(title: HelpGroup.records) var target: TargetOptions

    @OptionGroup(title: HelpGroup.service) var batch: BatchOption

    /// Returns the file's form, from its flag or its extension.
    ///
    /// - Throws: if a flag for CSV was given for JSON.
    func formatOfFile() throws(Problem) -> Format {
        if let format = form.format ?? Format(path: file) {
            if format == .jsonl, let flag = flagForCSV {
                throw Problem("\(flag) applies to CSV only, and \(file) is read as JSON. Remove the flag")
            }
            return format
        }
        if file != "-", let kind = InputKind.of(file) { throw Problem("\(file): \(kind)") }
        throw Problem(
            file == "-"
                ? "the format of standard input is unknown: add --format csv or --format jsonl"
                : "the extension of \(file) does not show its format: add --format csv or --format jsonl")
    }

    /// A given flag that applies only to CSV; nil for none.
    private var flagForCSV: String? {
        dialect.flagForCSV ?? (input.mapping != nil ? "--mapping" : mapping.flagForCSV)
    }

    /// The user's name for the file.
    var file: String {
        input.file
    }

    /// The system's name for the file.
    var path: String {
        file == "-" ? "/dev/stdin" : file
    }

    /// Returns the options for reading CSV.
    func csvOptions() throws -> CSVOptions {
        var options = CSVOptions()
        try mapping.apply(to: &options, document: input.mapping)
        if dialect.encoding != nil { options.encoding = encoding }
        dialect.apply(to: &options)
        return options
    }

    /// The file's character encoding.
    var encoding: Encoding {
        dialect.encoding.map(Encoding.init) ?? .auto
    }

    /// The type of the records, for the engine.
    var type: RecordType {
        input.kind.value
    }
}
