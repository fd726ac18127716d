/// What happens to an empty CSV cell, quoted or not.
public enum EmptyCells: Int32, CaseIterable, Sendable {
    /// The field is left out. The service keeps its value.
    case omit = 0
    /// The field is sent as `null`.
    case null = 1
    /// The field is sent as `""`.
    case text = 2
}

/// What happens to a row with more or fewer cells than there are columns.
public enum RaggedRows: Int32, CaseIterable, Sendable {
    /// The input is refused.
    case refuse = 0
    /// The row is held, and the others are sent.
    case hold = 1
}

/// How to read a CSV input.
public struct CSVOptions: Sendable {
    /// What happens to an empty cell; left out by default.
    public var emptyCells: EmptyCells
    /// The byte between cells. Default: nil, to detect comma, semicolon, tab or bar in the header line and the first
    /// rows. A quote, a line end, a NUL byte and a byte outside of ASCII are invalid.
    public var delimiter: UInt8?
    /// The character encoding; detected by default.
    public var encoding: Encoding {
        get { parts.encoding }
        set { parts = Parts(newValue, parts.columns, parts.nulls, parts.mapping) }
    }
    /// The byte around cells that may contain delimiters and line ends; nil for none.
    public var quote: UInt8? = UInt8(ascii: "\"")
    /// Whether a backslash escapes the next byte, as in MySQL's files: `\"`, `\\`, `\n`, and `\N` for an empty cell.
    public var hasBackslashEscapes = false
    /// The number of lines to skip at the beginning, such as titles above the header line.
    public var skipLines = 0
    /// The names of the columns in UTF-8, for an input without a header line; empty if there is one.
    public var columns: [[UInt8]] {
        get { parts.columns }
        set { parts = Parts(parts.encoding, newValue, parts.nulls, parts.mapping) }
    }
    /// Cells that are exactly one of these texts in UTF-8 count as empty.
    public var nulls: [[UInt8]] {
        get { parts.nulls }
        set { parts = Parts(parts.encoding, parts.columns, newValue, parts.mapping) }
    }
    /// What happens to a row with more or fewer cells than there are columns.
    public var ragged = RaggedRows.refuse
    /// How the columns become fields; nil if each column is the field with its name.
    public var mapping: Mapping? {
        get { parts.mapping }
        set { parts = Parts(parts.encoding, parts.columns, parts.nulls, newValue) }
    }
    /// Whether each record is a list of a row's cells. The first record lists the headings. Used for a proposal.
    var listsCells = false

    private var parts = Parts(.auto, [], [], nil)

    /// Options share these by one reference. In Embedded Swift, each module has its own function to release a larger
    /// struct. These functions have the same name and not always the same arguments, and the linker keeps only one of
    /// them.
    private final class Parts: Sendable {
        let encoding: Encoding
        let columns: [[UInt8]]
        let nulls: [[UInt8]]
        let mapping: Mapping?

        init(_ encoding: Encoding, _ columns: [[UInt8]], _ nulls: [[UInt8]], _ mapping: Mapping?) {
            self.encoding = encoding
            self.columns = columns
            self.nulls = nulls
            self.mapping = mapping
        }
    }

    /// Creates options with their defaults.
    public init(emptyCells: EmptyCells = .omit, delimiter: UInt8? = nil) {
        self.emptyCells = emptyCells
        self.delimiter = delimiter
    }
}
