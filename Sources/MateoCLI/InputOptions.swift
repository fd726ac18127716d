import ArgumentParser
import Mateo

/// The file to import, and the type of its records.
struct InputOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "CSV with a header line, JSON Lines, or a JSON array. '-' reads standard input.", valueName: "file"))
    var file: String

    @Option(name: .customLong("type"), help: "The type of the records.")
    var kind = Choice(RecordType.contacts)

    @Option(
        help: ArgumentHelp(
            "A JSON document that maps columns to fields. 'mateo map' proposes one. See 'mateo help mapping'.",
            valueName: "file"))
    var mapping: String?
}
