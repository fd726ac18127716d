/// Proposes a mapping for an export of contacts: the fields of its headings, and the types of its cells.
public struct Proposal: ~Copyable {
    /// The number of rows to examine.
    static let most = 1000
    /// The most columns in a warning.
    static let mostNamed = 5

    /// The headings, followed by rows.
    let lines: [JSONValue]
    let type: RecordType
    let options: CSVOptions
    let headings: [[UInt8]]
    /// The meaning of each heading, see `KnownHeading`; empty if unknown.
    var meanings: [[UInt8]] = []
    /// The field of each column; empty for none.
    var fields: [[UInt8]] = []
    var output: [UInt8] = []
    /// Dates that mean "no date", such as `0000-00-00`.
    var noDates: [[UInt8]] = []
    /// The country of national telephone numbers; empty if it is not certain.
    var nation: [UInt8] = []
    /// Why a column is not mapped although its field fits; empty for others.
    var faults: [[UInt8]] = []
    /// What people should know before they use the mapping.
    var warnings: [[UInt8]] = []

    /// Sets the options for reading rows to examine. Everything else stays as for an import.
    public static func listing(_ options: inout CSVOptions) {
        // Columns without a heading, or with a repeated one, are no fault.
        var mapping = Mapping()
        mapping.isOnlyMapped = true
        options.mapping = mapping
        options.listsCells = true
    }

    /// The limits of the batch of rows.
    public static var limits: BatchLimits { BatchLimits(records: most) }

    /// Examines the first rows. They were read into one batch with options from `listing`.
    public init(_ batch: borrowing BatchBuilder, type: RecordType, options: CSVOptions) {
        self.type = type
        self.options = options
        var text: [UInt8] = [UInt8(ascii: "[")]
        let bytes = batch.bytes
        for index in bytes.indices { text.append(bytes[index]) }
        text.append(UInt8(ascii: "]"))
        var lines: [JSONValue] = []
        for line in JSONValue(checked: text).elements { lines.append(line) }
        var headings: [[UInt8]] = []
        if let first = lines.first { for heading in first.elements { headings.append(heading.text) } }
        self.lines = lines
        self.headings = headings
        for heading in headings {
            meanings.append(KnownHeading.meaning(of: heading, type) ?? [])
            fields.append([])
        }
    }

    /// Returns the mapping as a JSON document. Its member `comment` lists the columns that are not mapped, those about
    /// consent, reasons, warnings and notes.
    ///
    /// - Throws: `.csv` if the first line looks like a row.
    public consuming func json() throws(MateoError) -> [UInt8] {
        try checkHeadings()
        findFields()
        findHeld()
        add("{\"mateo_mapping\": 1,\n \"fields\": [")
        var isFirst = true
        for column in headings.indices where !fields[column].isEmpty && !isPart(fields[column]) {
            add(isFirst ? "\n  {\"column\": " : ",\n  {\"column\": ")
            isFirst = false
            quote(headings[column])
            add(", \"field\": ")
            quote(fields[column])
            addType(of: column)
            add("}")
        }
        add("],\n \"set\": {")
        isFirst = true
        join("company;name1;name2;first;last;", "full_name", &isFirst)
        join("street;house;", "address_line1", &isFirst)
        add("},\n \"only_mapped\": true")
        addDialect()
        add(",\n \"comment\": {\"consent\": [")
        list(consents: true)
        add("], \"not_mapped\": [")
        list(consents: false)
        add("]")
        addReasons()
        addWarnings()
        add("}}\n")
        return output
    }

    /// Returns whether the beginning of a file is JSON: an object, or an array of objects.
    public static func isJSON(_ text: Span<UInt8>) -> Bool {
        var (index, open) = (0, UInt8(0))
        while index < text.count {
            let byte = text[index]
            index += max(Blank.length(text, at: index), 1)
            if byte <= 0x20 || byte == 0xEF { continue }
            if open == 0 {
                guard byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") else { return false }
                open = byte
            } else {
                return open == UInt8(ascii: "{")
                    ? byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "}")
                    : byte == UInt8(ascii: "{") || byte == UInt8(ascii: "]")
            }
        }
        return false
    }
}
