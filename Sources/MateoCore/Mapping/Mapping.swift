/// How the columns of a file become fields of records.
///
/// It comes from one JSON document, or line by line. `mateo help mapping` describes its form.
public struct Mapping: Sendable {
    /// The version of the form that this library reads.
    static let form = 1
    /// The most bytes of a document.
    package static let largest = 1 << 20
    /// The most entries. No record has more fields.
    static let most = 2000

    private(set) var texts: [UInt8] = []
    private(set) var entries: [MappingEntry] = []
    /// Whether unmapped columns are left out.
    public var isOnlyMapped = false
    /// Whether a row that would be held refuses the whole file.
    public var isStrict = false
    /// The name of its document for messages; empty if it has none.
    public var name: [UInt8] = []

    /// Creates a mapping that changes nothing.
    public init() {}

    /// Whether the mapping only changes how the file is read, and which rows are refused.
    var isPlain: Bool { entries.isEmpty && !isOnlyMapped }

    /// Returns the bytes of a text.
    @_lifetime(borrow self)
    func text(_ range: TextRange) -> Span<UInt8> {
        texts.span.extracting(range.place)
    }

    /// Stores a text.
    @inline(never)
    mutating func keep(_ text: Span<UInt8>) -> TextRange {
        let start = texts.count
        for index in text.indices { texts.append(text[index]) }
        return TextRange(start..<texts.count)
    }

    // MARK: Lines

    /// Adds the value of `--map`: `HEADING=FIELD` or `HEADING=FIELD:TYPE`. The separator is the first `=` with the name
    /// of a field behind it, since a type may have more of them.
    public mutating func add(column line: [UInt8]) throws(MateoError) {
        let fault = MappingFault(flag: "--map", line, entries.count)
        var separator = -1
        for index in line.indices where line[index] == UInt8(ascii: "=") && separator < 0 {
            var end = index + 1
            while end < line.count, line[end] != UInt8(ascii: ":") { end += 1 }
            let name = line.span.extracting(index + 1..<end)
            if name.count == 0 || Field.isPossible(name.extracting(Blank.trim(name))) { separator = index }
        }
        guard separator > 0 else {
            throw fault.error(
                "", "write HEADING=FIELD or HEADING=FIELD:TYPE, as in Geburtsdatum=birthday:date(DD.MM.YYYY)")
        }
        var end = separator + 1
        while end < line.count, line[end] != UInt8(ascii: ":") { end += 1 }
        var entry = MappingEntry(role: .column)
        try setSource(line.span.extracting(0..<separator), of: &entry, fault)
        let name = line.span.extracting(separator + 1..<end)
        // Like null in a document.
        try setTarget(name.equals("null") ? Span() : name, of: &entry, fault)
        if end < line.count { try setType(line.span.extracting(end + 1..<line.count), of: &entry, fault) }
        entry.line = keep(line.span)
        try append(entry, fault)
    }

    /// Adds the value of `--set`: `FIELD=VALUE`. A value that begins with `[`, and `true`, `false` and `null`, are
    /// JSON. Other values are texts, in which `{HEADING}` stands for a cell.
    public mutating func add(constant line: [UInt8]) throws(MateoError) {
        let fault = MappingFault(flag: "--set", line, entries.count)
        guard let separator = line.firstIndex(of: UInt8(ascii: "=")) else {
            throw fault.error("", "write FIELD=VALUE, as in country=DE")
        }
        var entry = MappingEntry(role: .constant)
        try setTarget(line.span.extracting(0..<separator), of: &entry, fault)
        let value = Array(line[(separator + 1)...])
        if value.first == UInt8(ascii: "[") || value.equals("true") || value.equals("false") || value.equals("null") {
            guard let json = JSONValue(value) else { throw fault.error("", "the value is not valid JSON") }
            try setValue(json, of: &entry, fault)
        } else {
            try setValue(value, of: &entry, fault)
        }
        entry.line = keep(line.span)
        try append(entry, fault)
    }

    /// Adds a field that every record must have.
    public mutating func require(_ field: [UInt8]) throws(MateoError) {
        try require(field, MappingFault(flag: "--require", field, entries.count), line: keep(field.span))
    }

    mutating func require(
        _ field: [UInt8], _ fault: MappingFault, line: TextRange = .none
    ) throws(MateoError) {
        var entry = MappingEntry(role: .required)
        entry.line = line
        try setTarget(field.span, of: &entry, fault)
        guard !entry.target.isEmpty else { throw fault.error("", "the name of the field is missing") }
        try append(entry, fault)
    }

    /// Returns the place of an entry for an error.
    func fault(of entry: MappingEntry) -> MappingFault {
        let line = Array(texts[entry.line.place])
        switch entry.role {
        case .column where line.isEmpty: return MappingFault("fields", entry.number, document: name)
        case .required where line.isEmpty: return MappingFault("require", entry.number, document: name)
        case .column: return MappingFault(flag: "--map", line, entry.number)
        case .required: return MappingFault(flag: "--require", line, entry.number)
        default:
            if line.isEmpty { return MappingFault("set", entry.number, document: name) }
            return MappingFault(flag: "--set", line, entry.number)
        }
    }

    // MARK: Parts of an entry

    mutating func append(_ entry: MappingEntry, _ fault: MappingFault) throws(MateoError) {
        guard entries.count < Self.most else { throw fault.error("", "a mapping has at most 2,000 entries") }
        var entry = entry
        entry.number = fault.number
        entries.append(entry)
    }

    /// Sets the heading of a column.
    mutating func setSource(
        _ heading: Span<UInt8>, of entry: inout MappingEntry, _ fault: MappingFault
    ) throws(MateoError) {
        let place = Blank.trim(heading)
        guard !place.isEmpty, place.count <= CSVHeader.longestName else {
            throw fault.error("column", "a heading has 1 to 255 bytes")
        }
        entry.source = keep(heading.extracting(place))
    }

    /// Sets the name of the field. An empty name leaves the column out.
    @inline(never)
    mutating func setTarget(
        _ name: Span<UInt8>, of entry: inout MappingEntry, _ fault: MappingFault
    ) throws(MateoError) {
        let name = name.extracting(Blank.trim(name))
        guard name.count == 0 || Field.isPossible(name) else {
            throw fault.error(
                "field", "the name of a field has only ASCII letters, digits and underscores, at most 255", found: name)
        }
        entry.target = keep(name)
    }

    /// Sets the type: `NAME` or `NAME(PARAMETERS)`. For `datetime` the zone follows the last comma.
    @inline(never)
    mutating func setType(
        _ text: Span<UInt8>, of entry: inout MappingEntry, _ fault: MappingFault
    ) throws(MateoError) {
        var open = 0
        while open < text.count, text[open] != UInt8(ascii: "(") { open += 1 }
        guard let type = FieldType.named(text.extracting(0..<open)),
            open == text.count || (open + 1 < text.count && text[text.count - 1] == UInt8(ascii: ")"))
        else {
            throw fault.error(
                "type", "the types are text, number, boolean, date, datetime, list, phone and consent", found: text)
        }
        var end = max(open, text.count - 1)
        let start = min(open + 1, end)
        entry.type = type
        if type == .datetime {
            var comma = end
            while comma > start, text[comma - 1] != UInt8(ascii: ",") { comma -= 1 }
            if comma > start {
                let zone = text.extracting(comma..<end)
                entry.zone = keep(zone.extracting(Blank.trim(zone)))
                end = comma - 1
            }
        }
        var parameters = text.extracting(start..<end)
        if type != .list { parameters = parameters.extracting(Blank.trim(parameters)) }
        if let why = type.fault(in: parameters) { throw fault.error("type", why, found: text) }
        if type == .datetime, entry.zone.isEmpty != DateFormat.hasOffset(parameters) {
            throw fault.error(
                "type",
                "a time needs one time zone, as in datetime(DD.MM.YYYY HH:mm, Europe/Berlin) or with Z in the form",
                found: text)
        }
        entry.parameters = keep(parameters)
    }

    /// Sets a text, which may contain cells.
    @inline(never)
    mutating func setValue(
        _ text: [UInt8], of entry: inout MappingEntry, _ fault: MappingFault
    ) throws(MateoError) {
        guard UTF8Check.firstFault(in: text.span) == nil, !text.contains(0) else {
            throw fault.error("", "the text is not UTF-8")
        }
        if let plain = try Template.plain(text.span, fault) {
            var json: [UInt8] = []
            json.appendQuoted(String(decoding: plain, as: UTF8.self))
            return try setConstant(json.span, of: &entry, fault)
        }
        entry.role = .template
        entry.source = keep(text.span)
        try checkTarget(of: entry, fault)
    }

    /// Sets any JSON value. A text may contain cells.
    mutating func setValue(
        _ value: JSONValue, of entry: inout MappingEntry, _ fault: MappingFault
    ) throws(MateoError) {
        if value.kind == .string {
            let text = value.text
            if Template.hasBraces(text.span) { return try setValue(text, of: &entry, fault) }
        }
        try setConstant(value.compact.span, of: &entry, fault)
    }

    private mutating func setConstant(
        _ json: Span<UInt8>, of entry: inout MappingEntry, _ fault: MappingFault
    ) throws(MateoError) {
        entry.role = .constant
        entry.source = keep(json)
        try checkTarget(of: entry, fault)
        var spelling = Bytes(capacity: 64)
        guard try Field.kind(of: text(entry.target), .contacts, spelling: &spelling).isIdentifier else { return }
        throw fault.error(
            "", "every record would have the same identifier, so the service would keep only one",
            found: text(entry.target))
    }

    private func checkTarget(of entry: MappingEntry, _ fault: MappingFault) throws(MateoError) {
        guard !entry.target.isEmpty else { throw fault.error("", "the name of the field is missing") }
    }

    // MARK: Zones

    /// The name of the first time zone without its file, such as `Europe/Berlin`; nil if none is missing.
    public var missingZone: [UInt8]? {
        for entry in entries where isMissing(entry.zone) { return Array(texts[entry.zone.place]) }
        return nil
    }

    private func isMissing(_ zone: TextRange) -> Bool {
        let text = text(zone)
        guard text.count > 0 else { return false }
        if let (_, length) = Offset.read(text, at: 0), length == text.count { return false }
        return text.count < 44 || !text.extracting(0..<4).equals("TZif")
    }

    /// Sets the content of the file for the zone `missingZone`.
    ///
    /// - Throws: `.argument` if it is not a time zone file.
    public mutating func setZone(_ file: [UInt8]) throws(MateoError) {
        guard let name = missingZone else { return }
        guard Zone.isValid(file.span) else {
            for entry in entries where text(entry.zone).equals(name.span) {
                throw fault(of: entry).error(
                    "type", "this time zone cannot be read from the system", found: name.span)
            }
            return
        }
        let kept = keep(file.span)
        for index in entries.indices where text(entries[index].zone).equals(name.span) { entries[index].zone = kept }
    }
}
