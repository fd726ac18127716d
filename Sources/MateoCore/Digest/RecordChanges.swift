/// Compares the records of an import with the last successful ones. It takes one byte for each record.
public struct RecordChanges: ~Copyable {
    /// The number of records in each state.
    public struct Counts: Equatable, Sendable {
        /// Records without a known predecessor.
        public internal(set) var new: Int64 = 0
        /// Records that differ from the last successful ones, or have no `external_id`.
        public internal(set) var changed: Int64 = 0
        /// Records that are equal, and are not sent.
        public internal(set) var unchanged: Int64 = 0
    }

    private var changes = Buffer<RecordChange>(capacity: 1024)
    private var rows = Buffer<RowSpan>(capacity: 64)

    /// Creates a list without records.
    public init() {}

    /// Adds compared records.
    ///
    /// - Parameter rows: the rows of the records.
    public mutating func add(_ digests: borrowing RecordDigests, rows spans: [RowSpan]) throws(MateoError) {
        for span in spans { try rows.append(span) }
        for position in 0..<digests.records { try changes.append(digests.change(at: position)) }
    }

    /// Counts the records, without those that are not sent because of other rows.
    public func counts(without duplicates: borrowing Duplicates) -> Counts {
        var counts = Counts()
        var (position, index) = (0, 0)
        for number in 0..<rows.count {
            let span = rows.base[number]
            for row in span.first..<span.first + span.count where position < changes.count {
                let change = changes.base[position]
                position += 1
                if let duplicate = duplicates.duplicate(index), duplicate.row == row {
                    index += 1
                    continue
                }
                switch change {
                case .new: counts.new += 1
                case .changed: counts.changed += 1
                case .unchanged: counts.unchanged += 1
                }
            }
        }
        return counts
    }
}
