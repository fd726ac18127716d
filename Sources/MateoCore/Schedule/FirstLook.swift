/// Whether the next batch of an import may be sent.
public enum Sending: Equatable, Sendable {
    /// It may be sent.
    case free
    /// It waits until the outcome of the first look is known.
    case waits
    /// Nothing more is sent, since records fail.
    case stops
}

/// The conditions that an import's first records must meet before more records are sent.
///
/// A file with a general fault fails completely. So the first of several batches is small, and its outcome is awaited:
/// that is the first look. Later, many consecutive records that fail for one reason stop the sending.
public struct FirstLook: Equatable, Sendable {
    /// The sizes of a first look.
    public struct Limits: Equatable, Sendable {
        /// The most records of the first look.
        public var records: Int64 = 100
        /// The consecutive failures for one reason that stop the sending.
        public var failing: Int64 = 200

        /// Creates the default limits.
        public init() {}
    }

    /// The last row of the first look while it is open; 0 before anything was sent; `over`.
    public var lastRow: Int64
    /// The latest consecutive failures for one reason.
    public var failing: Int64
    /// Whether everything is sent even if records fail.
    public var ignoresFailures: Bool

    /// `lastRow` once the first look is over, or if there is none.
    public static let over: Int64 = -1

    /// Creates the state of an import.
    public init(lastRow: Int64 = 0, failing: Int64 = 0, ignoresFailures: Bool = false) {
        self.lastRow = lastRow
        self.failing = failing
        self.ignoresFailures = ignoresFailures
    }

    /// Returns whether the next batch may be sent.
    ///
    /// - Parameters:
    ///   - firstRow: the batch's first row.
    ///   - open: the number of batches that wait for their outcome.
    ///   - counts: the outcomes of the import's records. While the first look is open, nothing else was sent.
    public func sending(firstRow: Int64, open: Int64, _ counts: RecordCounts, _ limits: Limits) -> Sending {
        if ignoresFailures { return .free }
        if failing >= limits.failing { return .stops }
        guard lastRow > 0, firstRow > lastRow else { return .free }
        if open > 0 { return .waits }  // mutation: look-unheeded
        return counts.failed > 0 && counts.succeeded + counts.unknown == 0 ? .stops : .free
    }

    /// Returns `lastRow` once a batch is being sent.
    ///
    /// - Parameter isFirstOfMany: whether this is the first batch and others follow.
    public func lastRow(afterSending firstRow: Int64, _ lastRow: Int64, isFirstOfMany: Bool) -> Int64 {
        if isFirstOfMany { return lastRow }
        return firstRow > self.lastRow || self.lastRow == 0 ? Self.over : self.lastRow
    }
}
