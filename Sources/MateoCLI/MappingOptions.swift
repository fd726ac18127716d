import ArgumentParser
import Mateo

/// How the columns of a file become fields.
struct MappingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A JSON document that says which column becomes which field, see 'mateo help mapping'.",
            valueName: "file"))
    var mapping: String?

    @Option(
        help: ArgumentHelp(
            "A column becomes a field: 'Geburtsdatum=birthday:date(DD.MM.YYYY)'. Repeatable.", valueName: "column=field"
        ))
    var map: [String] = []

    @Option(
        help: ArgumentHelp(
            "A field gets a value: 'country=DE', 'full_name={Vorname} {Nachname}'. Repeatable.",
            valueName: "field=value"))
    var set: [String] = []

    @Flag(help: "Leave out the columns that are not mapped.")
    var onlyMapped = false

    @Option(help: ArgumentHelp("Hold the rows that have no value in this field. Repeatable.", valueName: "field"))
    var require: [String] = []

    @Flag(help: "Refuse a file with rows that would be held.")
    var strict = false

    /// A flag that was given and that only CSV has; nil for none.
    var flagForCSV: String? {
        let given = [
            ("--mapping", mapping != nil), ("--map", !map.isEmpty), ("--set", !set.isEmpty),
            ("--only-mapped", onlyMapped), ("--require", !require.isEmpty),
        ]
        return given.first { $0.1 }?.0
    }

    /// Sets the mapping, and what else its document says.
    func apply(to options: inout CSVOptions) throws {
        if let file = mapping {
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
        try options.readZones()
    }
}
