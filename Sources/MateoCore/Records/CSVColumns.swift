/// The columns of a CSV input. Each has a prefix, the text before its value in a JSON record.
struct CSVColumns: ~Copyable {
    /// One column in the form that the hot loop needs.
    struct Column: BitwiseCopyable {
        /// The first bytes of its prefix, `,"name":"`.
        var text: SIMD32<UInt8>
        /// The place of the prefix in `prefixes`, and its length; 0 for a column without a name.
        var start: Int32
        var length: Int32
        /// Whether the value identifies a record to the service. For a mapping, each does.
        var isIdentifier: Bool
        /// The service's check of the value.
        var field: CheckedField
        /// Whether the cells are left out, whatever they contain.
        var isIgnored = false
        /// Whether the cells must be empty, although they are written for a mapping.
        var isNameless = false
        /// Whether an empty text is no value of the field.
        var hasNoText = false
    }

    /// The length of a prefix without a key.
    private static let bareLength = 2
    /// The number of readable bytes behind each prefix.
    static let slack = 32

    private(set) var columns = Buffer<Column>(capacity: 64)
    private(set) var checks = Buffer<CSVChecks.Check>(capacity: 64)
    private(set) var prefixes = Bytes(capacity: 1024)
    /// The length of the longest prefix.
    private(set) var longestPrefix = 0
    /// Whether there is an identifier column, a column with a name, and one without a name.
    private(set) var hasIdentifier = false
    private(set) var hasNames = false
    private(set) var hasUnnamed = false
    /// The number of columns without a name at the beginning.
    private(set) var leading = 0

    /// Whether rows end with an empty column that is missing from the header line.
    var hasEdge = false
    /// The number of columns at the end that belong to a list of failed rows.
    var notes = 0

    /// The headings, for a mapping.
    var headings = Bytes(capacity: 256)
    var headingPlaces = Buffer<TextRange>(capacity: 64)
    /// The headings that differ from their fields only in case.
    var otherCases = Bytes(capacity: 64)

    var count: Int { columns.count }

    /// Adds a column with a name in UTF-8.
    mutating func append(name: Span<UInt8>, _ type: RecordType) throws(MateoError) {
        let field = CheckedField(name, type)
        let isIdentifier = field.isIdentifier
        let start = prefixes.count
        try prefixes.append(",\"")
        try prefixes.appendEscaped(name)
        try prefixes.append("\":\"")
        let length = prefixes.count - start
        try append(start: start, length: length, isIdentifier, field)
        var spelling = Bytes(capacity: 64)
        columns.base[count - 1].hasNoText = !Field.hasEmptyText(
            try Field.kind(of: name, type, spelling: &spelling), name)
        longestPrefix = max(longestPrefix, length)
        hasIdentifier = hasIdentifier || isIdentifier
        hasNames = true
    }

    /// Adds a column without a name, whose cells must be empty. For a mapping, it has a heading if it is behind another one,
    /// as each column there has.
    mutating func appendUnnamed() throws(MateoError) {
        if hasHeadings {
            try append(heading: Span())
            columns.base[count - 1].isNameless = true
        } else {
            try append(start: prefixes.count, length: 0, false, .none)
        }
        hasUnnamed = true
        if !hasNames { leading += 1 }
    }

    /// Adds a column whose cells are left out.
    mutating func appendIgnored() throws(MateoError) {
        try append(start: prefixes.count, length: 0, false, .none)
        columns.base[count - 1].isIgnored = true
        hasUnnamed = true
        if !hasNames { leading += 1 }
    }

    private mutating func append(
        start: Int, length: Int, _ isIdentifier: Bool, _ field: CheckedField
    ) throws(MateoError) {
        try prefixes.reserve(Self.slack)
        if isIdentifier || field != .none {
            let column = Int32(truncatingIfNeeded: count)
            try checks.append(CSVChecks.Check(column: column, field: field, identifies: isIdentifier ? -1 : 0))
        }
        try columns.append(
            Column(
                text: UnsafeRawPointer(prefixes.base + start).loadUnaligned(as: SIMD32<UInt8>.self),
                start: Int32(truncatingIfNeeded: start), length: Int32(truncatingIfNeeded: length),
                isIdentifier: isIdentifier, field: field))
    }

    /// Returns the name of a column in JSON, without its quotes; empty for a column without a name.
    @_lifetime(borrow self)
    func name(_ column: Int) -> Span<UInt8> {
        guard column >= 0 && column < count else { return prefixes.span.extracting(0..<0) }
        let info = columns.span[column]
        let (start, length) = (Int(info.start), Int(info.length))
        if length == Self.bareLength { return headings.span.extracting(headingPlaces.span[column - leading].place) }
        guard length > 5 else { return prefixes.span.extracting(0..<0) }
        return prefixes.span.extracting(start + 2..<start + length - 3)
    }

    /// The first column with a name, or the number of columns.
    var firstNamed: Int {
        var column = 0
        while column < count, name(column).count == 0 { column &+= 1 }
        return column
    }

    /// Adds a column for a mapping. Its cells have a comma before them and no key, and each counts as an identifier, unless
    /// the column is left out.
    mutating func append(heading: Span<UInt8>) throws(MateoError) {
        let start = prefixes.count
        try prefixes.append(",\"")
        try append(start: start, length: Self.bareLength, heading.count > 0, .none)
        longestPrefix = max(longestPrefix, Self.bareLength)
        hasIdentifier = true
        hasNames = true
        let place = headings.count
        try headings.append(heading)
        try headingPlaces.append(TextRange(place..<headings.count))
    }

    /// The header line as if it were a row, without the columns of a list of failed rows.
    func headerRow() throws(MateoError) -> Bytes {
        var row = Bytes(capacity: 256)
        for column in 0..<count - notes where columns.span[column].length > 0 {
            let info = columns.span[column]
            try row.append(prefixes.base + Int(info.start), count: Int(info.length))
            // A prefix has its name as JSON has it; a heading is as it was read.
            if info.length == Self.bareLength {
                try row.appendEscaped(name(column))
            } else {
                try row.append(name(column))
            }
            try row.append(UInt8(ascii: "\""))
        }
        return row
    }

    /// Whether the cells of a row are written without names.
    var hasHeadings: Bool { headingPlaces.count > 0 }

    /// Returns the cells of a row as a JSON object with the headings as names, each as `{"mateo_cell":"the cell"}`. Each cell
    /// of the row has a comma before it.
    func object(cells: UnsafePointer<UInt8>, count: Int) throws(MateoError) -> [UInt8] {
        var object = Bytes(capacity: 1024)
        try object.append(UInt8(ascii: "{"))
        var start = 1
        for column in 0..<headingPlaces.count where start < count {
            var end = RecordCursor.special(cells, start + 1, count)
            while end < count && cells[end] == UInt8(ascii: "\\") { end = RecordCursor.special(cells, end + 2, count) }
            end = min(end + 1, count)
            let place = headingPlaces.span[column].place
            // A column that is left out has no heading.
            if !place.isEmpty {
                if object.count > 1 { try object.append(UInt8(ascii: ",")) }
                try object.appendQuoted(headings.span.extracting(place))
                try object.append(":{\"mateo_cell\":")
                try object.append(cells + start, count: end - start)
                try object.append(UInt8(ascii: "}"))
            }
            start = end + 1
        }
        try object.append(UInt8(ascii: "}"))
        return object.span.withUnsafeBufferPointer { Array($0) }
    }
}
