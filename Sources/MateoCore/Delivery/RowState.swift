/// The state of a row that the service does not have. The raw values are those of `mateo_failure_kind`.
public enum RowState: Int32, CaseIterable, Sendable {
    /// The service refused it.
    case failed = 0
    /// A check found something wrong with it, so it was not sent.
    case held = 1
    /// A later row of the import has its identity.
    case superseded = 2
    /// The service never confirmed it.
    case unknown = 3

    /// The state in a word.
    public var word: StaticString {
        switch self {
        case .failed: "failed"
        case .held: "held"
        case .superseded: "superseded"
        case .unknown: "unknown"
        }
    }
}

/// Some states of rows that are not in.
public struct RowStates: OptionSet, Sendable {
    /// A bit for each state: 1 shifted left by its raw value.
    public let rawValue: Int32

    /// States by their bits.
    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// One state.
    public init(_ state: RowState) {
        rawValue = 1 << state.rawValue
    }

    /// Rows whose outcome is known.
    public static var known: RowStates { [RowStates(.failed), RowStates(.held), RowStates(.superseded)] }
    /// Rows that have something to mend, or whose outcome is unknown.
    public static var open: RowStates { [RowStates(.failed), RowStates(.held), RowStates(.unknown)] }
    /// All of them.
    public static var all: RowStates { known.union(RowStates(.unknown)) }
}
