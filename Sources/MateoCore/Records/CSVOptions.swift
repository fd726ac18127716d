/// What becomes of a CSV cell that is empty, quoted or not.
public enum EmptyCells: Int32, CaseIterable, Sendable {
    /// The field is left out: the service leaves what it has.
    case omit = 0
    /// The field is sent as `null`.
    case null = 1
    /// The field is sent as `""`.
    case text = 2
}

/// How a CSV input is to be read.
public struct CSVOptions: Equatable, Sendable {
    /// What becomes of an empty cell; left out by default.
    public var emptyCells: EmptyCells
    /// The byte between cells; nil, the default: found in the header line, among comma, semicolon, tab and bar.
    /// A quote, a line end, a NUL byte and a byte that is not ASCII cannot be one.
    public var delimiter: UInt8?

    /// Options, with their defaults.
    public init(emptyCells: EmptyCells = .omit, delimiter: UInt8? = nil) {
        self.emptyCells = emptyCells
        self.delimiter = delimiter
    }
}
