/// Why an import sent nothing for a while. The journal stores the raw values.
public enum PauseReason: Int64, CaseIterable, Sendable {
    /// The service reported a reached limit (HTTP status 429), and may have asked to wait.
    case limit = 1
    /// The quota of the day was used up.
    case quota = 2
    /// The service was unreachable, or gave no usable answer.
    case unreachable = 3
}

/// A period in which an import sent nothing.
public struct Pause: Equatable, Sendable {
    /// Its number in the journal. Pauses are listed in this order.
    let id: Int64
    /// The reason.
    public let reason: PauseReason
    /// When it began, in milliseconds since 1970.
    public let since: Int64
    /// When the import could continue, in milliseconds since 1970. It may have continued later.
    public let until: Int64
    /// The number of consecutive pauses for this reason that were merged into this one.
    public let times: Int64
}
