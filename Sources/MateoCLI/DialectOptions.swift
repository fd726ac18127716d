import ArgumentParser
import Mateo

/// How a file is written: its characters, and its dialect of CSV.
struct DialectOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The file's character encoding, as utf-8, windows-1252, utf-16 or another that iconv knows. (default: found in the file)",
            valueName: "name"))
    var encoding: String?
}
