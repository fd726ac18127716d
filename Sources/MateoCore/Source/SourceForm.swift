/// How the file is written from which rows came, so that some of them can be written the same way again.
public struct SourceForm: Equatable, Sendable {
    /// The ends of lines. The raw values are the journal's.
    public enum LineEnd: Int64, Sendable {
        case lf = 0
        case crlf = 1
        case cr = 2
    }

    /// The lines before the first row, in UTF-8 and without a byte order mark: the header line, if there is one, and what
    /// stands above it.
    public var head: [UInt8] = []
    /// The name of the encoding, as iconv knows it; empty for UTF-8.
    public var encoding: [UInt8] = []
    /// Whether the file begins with a byte order mark.
    public var hasMark = false
    /// The byte between cells.
    public var delimiter = UInt8(ascii: ",")
    /// The byte around cells; 255 for none.
    public var quote = UInt8(ascii: "\"")
    /// Whether a backslash takes the meaning from the byte after it.
    public var hasEscapes = false
    /// Whether there is a header line.
    public var hasHeader = true
    /// Whether rows end with a delimiter that the header line does not have.
    public var hasEdge = false
    /// Whether the last columns are those that `SourceWriter` adds.
    public var hasNotes = false
    /// How lines end.
    public var lineEnd = LineEnd.lf

    /// UTF-8 with commas, and an empty head.
    public init() {}
}
