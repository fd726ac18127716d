/// What the records of an import are beside those that succeeded last, in one byte each.
public struct RecordChanges: ~Copyable {
    /// How many records are what.
    public struct Counts: Equatable, Sendable {
        /// Nothing is known of them.
        public internal(set) var new: Int64 = 0
        /// They are others than those that succeeded, or have no `external_id`.
        public internal(set) var changed: Int64 = 0
        /// They are not sent.
        public internal(set) var unchanged: Int64 = 0
    }

    private var changes = Buffer<RecordChange>(capacity: 1024)
    private var rows = Buffer<RowSpan>(capacity: 64)

    /// No records yet.
    public init() {}

    /// Adds records that were compared.
    ///
    /// - Parameter rows: which rows they are.
    public mutating func add(_ digests: borrowing RecordDigests, rows spans: [RowSpan]) throws(MateoError) {
        for span in spans { try rows.append(span) }
        for position in 0..<digests.records { try changes.append(digests.change(at: position)) }
    }

    /// Counts the records, without those that are not sent because of other ones.
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
