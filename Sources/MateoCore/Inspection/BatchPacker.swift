/// Removes unchanged records from batches, and fills new batches with the others.
public struct BatchPacker: ~Copyable {
    private let limits: BatchLimits
    private var current = PackedBatch()
    private var full: [PackedBatch] = []
    /// The current span of unchanged rows. More rows may follow.
    private var run: RowSpan?
    private var runs: [RowSpan] = []
    /// The unchanged rows of the last batch.
    public private(set) var lastUnchanged: [RowSpan] = []

    /// Creates an empty packer.
    public init(_ limits: BatchLimits) {
        self.limits = limits
    }

    /// Whether there are no packed records to take.
    public var isEmpty: Bool { current.count == 0 && full.isEmpty }

    /// Adds the records of a batch.
    ///
    /// - Parameters:
    ///   - batch: the records, with commas between them.
    ///   - map: the rows of the records.
    ///   - digests: the comparison that shows which records are unchanged.
    ///   - first: the place of the batch's first record among the digests.
    @inline(never)
    public mutating func add(
        _ batch: Span<UInt8>, _ map: RowMap, _ digests: borrowing RecordDigests, from first: Int
    ) {
        lastUnchanged = []
        batch.withUnsafeBufferPointer { bytes in
            guard let source = bytes.baseAddress else { return }
            var cursor = RecordCursor(source, count: bytes.count)
            var position = first
            for span in map.spans {
                for number in 0..<span.count where cursor.nextRecord() {
                    while cursor.nextMember() {}
                    if digests.change(at: position) == .unchanged {
                        leaveOut(span.first + number)
                    } else {
                        keep(span.first + number, UnsafeBufferPointer(rebasing: bytes[cursor.record]))
                    }
                    position += 1
                }
            }
        }
    }

    /// Ends the last batch.
    public mutating func finish() {
        if current.count > 0 { full.append(current) }
        current = PackedBatch()
        if let run { runs.append(run) }
        run = nil
    }

    /// Returns the full batches, and removes them from here.
    public mutating func takeBatches() -> [PackedBatch] {
        let taken = full
        full = []
        return taken
    }

    /// Returns the unchanged spans that are complete, and removes them from here.
    public mutating func takeUnchanged() -> [RowSpan] {
        let taken = runs
        runs = []
        return taken
    }

    private mutating func keep(_ row: Int64, _ record: UnsafeBufferPointer<UInt8>) {
        if current.count > 0,
            current.count >= limits.records || current.records.count + 1 + record.count > limits.bytes
        {
            full.append(current)
            current = PackedBatch()
        }
        current.add(row, record)
    }

    private mutating func leaveOut(_ row: Int64) {
        lastUnchanged.append(row: row)
        if let last = run, last.first + last.count != row {
            runs.append(last)
            run = nil
        }
        run = RowSpan(first: run?.first ?? row, count: (run?.count ?? 0) + 1)
    }
}
