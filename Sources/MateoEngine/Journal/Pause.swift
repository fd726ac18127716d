/// Why an import sent nothing for a while. The raw values are the journal's.
public enum PauseReason: Int64, CaseIterable, Sendable {
    /// The service answered that a limit is reached (HTTP status 429).
    case limit = 1
    /// The quota of the day was used up.
    case quota = 2
    /// The service could not be reached, or gave no usable answer.
    case unreachable = 3
}

/// A time in which an import sent nothing.
public struct Pause: Equatable, Sendable {
    /// Its number in the journal; pauses are listed in this order.
    let id: Int64
    /// The reason.
    public let reason: PauseReason
    /// When it began, in milliseconds since 1970.
    public let since: Int64
    /// When the import could go on, in milliseconds since 1970. It may have gone on later.
    public let until: Int64
    /// How many pauses for this reason followed each other closely; they are listed as one.
    public let times: Int64
}
