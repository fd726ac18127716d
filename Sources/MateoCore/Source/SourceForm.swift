/// The form of the file of the rows, so that some of them can be written again in the same form.
public struct SourceForm: Equatable, Sendable {
    /// The kinds of line ends. The journal stores the raw values.
    public enum LineEnd: Int64, Sendable {
        case lf = 0
        case crlf = 1
        case cr = 2
    }

    /// The lines before the first row, in UTF-8 and without a byte order mark: the header line, if there is one, and
    /// the lines above it.
    public var head: [UInt8] = []
    /// The name of the encoding for iconv; empty for UTF-8.
    public var encoding: [UInt8] = []
    /// Whether the file begins with a byte order mark.
    public var hasMark = false
    /// The byte between cells.
    public var delimiter = UInt8(ascii: ",")
    /// The byte around cells; 255 for none.
    public var quote = UInt8(ascii: "\"")
    /// Whether a backslash escapes the next byte.
    public var hasEscapes = false
    /// Whether there is a header line.
    public var hasHeader = true
    /// Whether rows end with a delimiter that the header line lacks.
    public var hasEdge = false
    /// Whether the last columns are those that `SourceWriter` adds.
    public var hasNotes = false
    /// The line end.
    public var lineEnd = LineEnd.lf

    /// Creates the form for UTF-8 with commas, and an empty head.
    public init() {}
}
