import ArgumentParser
import Mateo

/// The form of a file: its encoding, and its dialect of CSV.
struct DialectOptions: ParsableArguments {
    /// The byte that escapes the next one.
    enum Escape: String, CaseIterable, ExpressibleByArgument {
        case none, backslash
    }

    @Option(
        help: ArgumentHelp(
            "The character encoding, such as utf-8, windows-1252, utf-16 or another name that iconv knows. (default: detected)",
            valueName: "name"))
    var encoding: String?

    @Option(
        help: ArgumentHelp(
            "The character between CSV cells, 'tab', or a code point such as U+001F. (default: detected: comma, semicolon, tab or bar)",
            valueName: "char"))
    var delimiter: Character?

    @Option(
        help: ArgumentHelp("The character around CSV cells, or 'none'. (default: \")", valueName: "char"))
    var quote: Character?

    @Option(
        help: "How CSV escapes quotes: 'backslash' for \\\", \\\\, \\n and \\N, as MySQL does. (default: none)")
    var escape: Escape?

    @Option(help: ArgumentHelp("Skip lines above the header, such as titles.", valueName: "n"))
    var skipLines: Int?

    @Flag(help: "The CSV file has no header line. Needs --columns.")
    var noHeader = false

    @Option(
        help: ArgumentHelp(
            "The names of the columns, separated by commas, for CSV without a header line.",
            valueName: "names"))
    var columns: String?

    @Option(
        name: .customLong("null"),
        help: ArgumentHelp(
            "Treat CSV cells with exactly this text as empty, such as NULL or \\N. Repeatable.", valueName: "text"))
    var nulls: [String] = []

    @Option(help: "What to do with a CSV row of another length: refuse the file, or hold the row. (default: refuse)")
    var ragged: Choice<RaggedRows>?

    func validate() throws {
        if let delimiter, delimiter.byte == nil {
            throw ValidationError("--delimiter needs one ASCII character")
        }
        guard skipLines ?? 0 >= 0 else { throw ValidationError("--skip-lines must not be negative") }
        guard noHeader == (columns != nil) else {
            throw ValidationError(
                noHeader
                    ? "--no-header needs --columns with the names of the columns"
                    : "--columns needs --no-header: names in a header line are mapped, not replaced")
        }
    }

    /// A given flag that applies only to CSV; nil for none.
    var flagForCSV: String? {
        let given = [
            ("--delimiter", delimiter != nil), ("--quote", quote != nil), ("--escape", escape != nil),
            ("--skip-lines", skipLines != nil), ("--no-header", noHeader), ("--columns", columns != nil),
            ("--null", !nulls.isEmpty), ("--ragged", ragged != nil),
        ]
        return given.first { $0.1 }?.0
    }

    /// Sets the given options for CSV.
    func apply(to options: inout CSVOptions) {
        if let delimiter { options.delimiter = delimiter.byte }
        if let quote { options.quote = quote.byte }
        if let escape { options.hasBackslashEscapes = escape == .backslash }
        if let skipLines { options.skipLines = skipLines }
        if let columns {
            options.columns = columns.split(separator: ",", omittingEmptySubsequences: false).map { Array($0.utf8) }
        }
        if !nulls.isEmpty { options.nulls = nulls.map { Array($0.utf8) } }
        if let ragged { options.ragged = ragged.value }
    }

    /// One ASCII character: the character itself, its name, or its number.
    struct Character: ExpressibleByArgument {
        /// The byte; nil for no character.
        let byte: UInt8?

        init?(argument: String) {
            byte = CSVOptions.character(Array(argument.utf8))
            if byte == nil && argument != "none" { return nil }
        }
    }
}
