/// What becomes of a CSV cell that is empty, quoted or not.
public enum EmptyCells: Int32, CaseIterable, Sendable {
    /// The field is left out: the service leaves what it has.
    case omit = 0
    /// The field is sent as `null`.
    case null = 1
    /// The field is sent as `""`.
    case text = 2
}

/// What becomes of a row that has more or fewer cells than there are columns.
public enum RaggedRows: Int32, CaseIterable, Sendable {
    /// The input is refused.
    case refuse = 0
    /// The row is held, and the others are sent.
    case hold = 1
}

/// How a CSV input is to be read.
public struct CSVOptions: Sendable {
    /// What becomes of an empty cell; left out by default.
    public var emptyCells: EmptyCells
    /// The byte between cells; nil, the default: found in the header line and the first rows, among comma, semicolon, tab
    /// and bar. A quote, a line end, a NUL byte and a byte that is not ASCII cannot be one.
    public var delimiter: UInt8?
    /// The character encoding; by default it is found.
    public var encoding: Encoding {
        get { parts.encoding }
        set { parts = Parts(newValue, parts.columns, parts.nulls, parts.mapping) }
    }
    /// The byte around cells that may hold delimiters and line ends; nil for none.
    public var quote: UInt8? = UInt8(ascii: "\"")
    /// Whether a backslash takes the meaning from the byte after it, as in MySQL's files: `\"`, `\\`, `\n`, and `\N` for
    /// an empty cell.
    public var hasBackslashEscapes = false
    /// How many lines at the beginning are left out, as titles above the header line.
    public var skipLines = 0
    /// The names of the columns in UTF-8, for an input without a header line; empty when there is a header line.
    public var columns: [[UInt8]] {
        get { parts.columns }
        set { parts = Parts(parts.encoding, newValue, parts.nulls, parts.mapping) }
    }
    /// Cells that are exactly one of these texts in UTF-8 count as empty.
    public var nulls: [[UInt8]] {
        get { parts.nulls }
        set { parts = Parts(parts.encoding, parts.columns, newValue, parts.mapping) }
    }
    /// What becomes of a row that has more or fewer cells than there are columns.
    public var ragged = RaggedRows.refuse
    /// How the columns become fields; nil: each column is the field of its name.
    public var mapping: Mapping? {
        get { parts.mapping }
        set { parts = Parts(parts.encoding, parts.columns, parts.nulls, newValue) }
    }
    /// Whether each record is the list of the cells of a row, the first one of the headings, for a proposal.
    var listsCells = false

    private var parts = Parts(.auto, [], [], nil)

    /// Kept together, so that options are copied and given back by one reference. In Embedded Swift each module has its
    /// own function that gives back a larger struct, under the same name and not always with the same arguments, and the
    /// linker takes one of them for all.
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

    /// Options, with their defaults.
    public init(emptyCells: EmptyCells = .omit, delimiter: UInt8? = nil) {
        self.emptyCells = emptyCells
        self.delimiter = delimiter
    }
}
