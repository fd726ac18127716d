import ArgumentParser
import Mateo

/// How the columns of a file become fields.
struct MappingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Map a column to a field: 'Geburtsdatum=birthday:date(DD.MM.YYYY)'. Repeatable.",
            valueName: "column=field"))
    var map: [String] = []

    @Option(
        help: ArgumentHelp(
            "Set a field to a value: 'country=DE', 'full_name={Vorname} {Nachname}'. Repeatable.",
            valueName: "field=value"))
    var set: [String] = []

    @Flag(help: "Leave out columns that are not mapped.")
    var onlyMapped = false

    @Option(help: ArgumentHelp("Hold rows without a value in this field. Repeatable.", valueName: "field"))
    var require: [String] = []

    @Flag(help: "Refuse a file if any of its rows would be held.")
    var strict = false

    @Option(
        help: ArgumentHelp(
            "What to do with an empty CSV cell: omit the field, so that the service keeps its value; send null; or send an empty text, for fields of type text. (default: omit)"
        ))
    var empty: Choice<EmptyCells>?

    /// A given flag that applies only to CSV; nil for none.
    var flagForCSV: String? {
        let given = [
            ("--empty", empty != nil), ("--map", !map.isEmpty), ("--set", !set.isEmpty),
            ("--only-mapped", onlyMapped), ("--require", !require.isEmpty),
        ]
        return given.first { $0.1 }?.0
    }

    /// Sets the mapping and the other settings of its document.
    ///
    /// - Parameter document: the file with the document; nil for none.
    func apply(to options: inout CSVOptions, document file: String?) throws {
        if let file {
            let document = try MateoMapping.document(file == "-" ? "/dev/stdin" : file)
            do {
                try options.readMapping(document)
            } catch {
                throw Problem("\(file): \(error.message)")
            }
            options.mapping?.name = Array(file.utf8)
        }
        var mapping = options.mapping ?? Mapping()
        for line in map { try mapping.add(column: Array(line.utf8)) }
        for line in set { try mapping.add(constant: Array(line.utf8)) }
        for field in require { try mapping.require(Array(field.utf8)) }
        if onlyMapped { mapping.isOnlyMapped = true }
        if strict { mapping.isStrict = true }
        options.mapping = mapping
        // Flags override the document.
        if let empty { options.emptyCells = empty.value }
        try options.readZones()
    }
}
