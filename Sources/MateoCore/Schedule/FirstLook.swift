/// Whether the next batch of an import may be sent.
public enum Sending: Equatable, Sendable {
    /// It may.
    case free
    /// Not before the outcome of the first look is known.
    case waits
    /// No more is sent, since records fail.
    case stops
}

/// What records of an import have to show before more of it is sent.
///
/// A file that is wrong as a whole fails as a whole. So the first of several batches is small, and its outcome is
/// awaited: that is the first look. Later on, records that fail one after another for one reason end the sending.
public struct FirstLook: Equatable, Sendable {
    /// How many records it takes.
    public struct Limits: Equatable, Sendable {
        /// The most records of the first look.
        public var records: Int64 = 100
        /// So many records that fail for one reason, with no other outcome between them, end the sending.
        public var failing: Int64 = 200

        /// The usual numbers.
        public init() {}
    }

    /// The last row of the first look while it is open; 0 before anything was sent; `over`.
    public var lastRow: Int64
    /// How many of the records that were settled last failed for one reason.
    public var failing: Int64
    /// Whether everything is sent, whatever fails.
    public var ignoresFailures: Bool

    /// `lastRow` once the first look is over, or where there is none.
    public static let over: Int64 = -1

    /// What is known of an import.
    public init(lastRow: Int64 = 0, failing: Int64 = 0, ignoresFailures: Bool = false) {
        self.lastRow = lastRow
        self.failing = failing
        self.ignoresFailures = ignoresFailures
    }

    /// Whether the next batch may be sent.
    ///
    /// - Parameters:
    ///   - firstRow: its first row.
    ///   - open: the batches that were sent and wait for their outcome.
    ///   - counts: the outcomes of the import's records. While the first look is open, nothing else was sent.
    public func sending(firstRow: Int64, open: Int64, _ counts: RecordCounts, _ limits: Limits) -> Sending {
        if ignoresFailures { return .free }
        if failing >= limits.failing { return .stops }
        guard lastRow > 0, firstRow > lastRow else { return .free }
        if open > 0 { return .waits }  // mutation: look-unheeded
        return counts.failed > 0 && counts.succeeded + counts.unknown == 0 ? .stops : .free
    }

    /// `lastRow` once a batch is on its way.
    ///
    /// - Parameter isFirstOfMany: whether nothing was sent before it, and more is to be sent after it.
    public func lastRow(afterSending firstRow: Int64, _ lastRow: Int64, isFirstOfMany: Bool) -> Int64 {
        if isFirstOfMany { return lastRow }
        return firstRow > self.lastRow || self.lastRow == 0 ? Self.over : self.lastRow
    }
}
