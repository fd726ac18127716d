/// The columns of a CSV input: for each the text that stands before its value in a JSON record.
struct CSVColumns: ~Copyable {
    /// One column, as the hot loop needs it.
    struct Column: BitwiseCopyable {
        /// The first bytes of its prefix, `,"name":"`.
        var text: SIMD32<UInt8>
        /// Where the prefix stands in `prefixes`, and how long it is.
        var start: Int32
        var length: Int32
        /// All bits, if a value here tells the service which record is meant, else none.
        var identifier: Int
    }

    /// How many bytes are readable behind each prefix.
    static let slack = 32

    private(set) var columns = Buffer<Column>(capacity: 64)
    private(set) var prefixes = Bytes(capacity: 1024)
    /// The length of the longest prefix.
    private(set) var longestPrefix = 0
    /// Whether any column is an identifier.
    private(set) var hasIdentifier = false

    /// The headings, for a mapping.
    var headings = Bytes(capacity: 256)
    var headingPlaces = Buffer<TextRange>(capacity: 64)

    /// The number of columns.
    var count: Int { columns.count }

    /// Adds a column with a name that is UTF-8.
    mutating func append(name: Span<UInt8>, isIdentifier: Bool) throws(MateoError) {
        let start = prefixes.count
        try prefixes.append(",\"")
        try prefixes.appendEscaped(name)
        try prefixes.append("\":\"")
        let length = prefixes.count - start
        try prefixes.reserve(Self.slack)
        try columns.append(
            Column(
                text: UnsafeRawPointer(prefixes.base + start).loadUnaligned(as: SIMD32<UInt8>.self),
                start: Int32(truncatingIfNeeded: start), length: Int32(truncatingIfNeeded: length),
                identifier: isIdentifier ? -1 : 0))
        longestPrefix = max(longestPrefix, length)
        hasIdentifier = hasIdentifier || isIdentifier
    }

    /// Adds a column for a mapping. Its cells have a comma before them and no key, and each counts as an identifier.
    mutating func append(heading: Span<UInt8>) throws(MateoError) {
        let start = prefixes.count
        try prefixes.append(",\"")
        try prefixes.reserve(Self.slack)
        try columns.append(
            Column(
                text: UnsafeRawPointer(prefixes.base + start).loadUnaligned(as: SIMD32<UInt8>.self),
                start: Int32(truncatingIfNeeded: start), length: 2, identifier: -1))
        longestPrefix = max(longestPrefix, 2)
        hasIdentifier = true
        let place = headings.count
        try headings.append(heading)
        try headingPlaces.append(TextRange(place..<headings.count))
    }
}
