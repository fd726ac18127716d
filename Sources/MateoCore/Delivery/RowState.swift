/// The state of a row that did not succeed. The raw values are those of `mateo_failure_kind`.
public enum RowState: Int32, CaseIterable, Sendable {
    /// The service refused it.
    case failed = 0
    /// A check found a fault in it, so it was not sent.
    case held = 1
    /// A later row of the import has its identity.
    case superseded = 2
    /// The service never confirmed it.
    case unknown = 3

    /// The name of the state.
    public var word: StaticString {
        switch self {
        case .failed: "failed"
        case .held: "held"
        case .superseded: "superseded"
        case .unknown: "unknown"
        }
    }
}

/// A set of states of rows that did not succeed.
public struct RowStates: OptionSet, Sendable {
    /// A bit for each state: 1 shifted left by its raw value.
    public let rawValue: Int32

    /// Creates a set from its bits.
    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// Creates a set with one state.
    public init(_ state: RowState) {
        rawValue = 1 << state.rawValue
    }

    /// Rows with a known outcome.
    public static var known: RowStates { [RowStates(.failed), RowStates(.held), RowStates(.superseded)] }
    /// Rows to correct, and rows with an unknown outcome.
    public static var open: RowStates { [RowStates(.failed), RowStates(.held), RowStates(.unknown)] }
    /// All states.
    public static var all: RowStates { known.union(RowStates(.unknown)) }
}
