/// Collects records until a batch is full: JSON objects separated by commas, without brackets around them.
///
/// A reader or a `RecordBuilder` writes into it; whoever owns it takes the batch when `isFull`, and once more
/// at the end of the input while `records` is not 0. Memory stays near `limits.bytes`, however long the input.
public struct BatchBuilder: ~Copyable {
    /// The limits the batches keep.
    public let limits: BatchLimits
    /// Whole records in the batch that would be taken now.
    public private(set) var records = 0
    /// All rows so far: records of this and earlier batches, rows that were left out, and records from before (see
    /// `init`).
    public private(set) var totalRecords: Int64
    /// The first row behind the last gap. The batch has `records - countBeforeGap` records from there on.
    private var firstBehindGap: Int64
    /// The rows of the batch before its last gap, and how many these are.
    private var spansBeforeGap = Buffer<RowSpan>(capacity: 64)
    private var countBeforeGap = 0
    /// Rows that were left out since the last batch was taken.
    private var gaps = LeftOutRows()
    /// On which lines of their files the rows begin, as far as a reader knows it.
    var lines = RowLines()
    /// Whether rows of files are kept as the files have them, and the rows since the last batch was taken.
    public var keepsSource = false
    var source = SourceText()
    /// Whether a row that would be held is an error instead.
    public var isStrict = false
    /// Whole records, each with a comma behind it, and then the beginning of the next record.
    var output: Bytes
    /// Where the next record begins: the bytes before are the batch.
    private(set) var wholeEnd = 0
    /// The record behind the batch is known to be too much for it.
    private var isOverflowing = false
    /// The record behind the batch is complete, and will be the first of the next batch.
    private var hasWholeTail = false

    /// An empty batch.
    ///
    /// - Parameters:
    ///   - limits: when a batch is full.
    ///   - previousRecords: how many records of the import came before; row numbers go on from there. Values are
    ///     brought into the range from 0 to half of what an `Int64` holds.
    public init(limits: BatchLimits = BatchLimits(), previousRecords: Int64 = 0) {
        self.limits = BatchLimits(records: limits.records, bytes: limits.bytes)
        totalRecords = min(max(previousRecords, 0), .max / 2)
        firstBehindGap = totalRecords + 1
        output = Bytes(capacity: 64 << 10)
    }

    /// Whether the batch has to be taken before more rows can be added: the record limit is reached, the next record does
    /// not fit under the byte limit, or the rows that were left out, or rows as their file has them, take as much memory as a
    /// batch may. It may have no
    /// records then.
    public var isFull: Bool {
        isOverflowing || records >= limits.records || max(gaps.bytes, source.bytes) >= max(limits.bytes, 64 << 10)
    }

    /// Rows that are not sent, since the last batch was taken.
    public var leftOut: [LeftOutSpan] { gaps.spans }

    /// The row of the batch's first record, counted from 1 over the whole import; for an empty batch, the row
    /// of the record to come.
    public var firstRow: Int64 {
        spansBeforeGap.count > 0 ? spansBeforeGap.span[0].first : firstBehindGap
    }

    /// The rows of the batch's records, in order: normally one span, more where rows were left out in between.
    public var rows: [RowSpan] {
        var spans: [RowSpan] = []
        for index in spansBeforeGap.span.indices { spans.append(spansBeforeGap.span[index]) }
        if records > countBeforeGap { spans.append(spanBehindGap) }
        return spans
    }

    private var spanBehindGap: RowSpan {
        RowSpan(first: firstBehindGap, count: Int64(records - countBeforeGap))
    }

    /// The batch: its records, separated by commas; empty when there are none. Borrowed, not copied.
    public var bytes: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            let span = unsafe Span(_unsafeStart: UnsafePointer(output.base), count: max(wholeEnd - 1, 0))
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// The last row of the batch, or behind it that was left out.
    private var lastRow: Int64 { hasWholeTail ? totalRecords - 1 : totalRecords }

    /// The rows since the last batch was taken that a file has, and perhaps others between; nil for none.
    public var sourceRows: RowSpan? {
        let count = min(Int64(source.count), lastRow - source.firstRow + 1)
        return count > 0 ? RowSpan(first: source.firstRow, count: count) : nil
    }

    /// Those rows as the file has them, in UTF-8.
    public var sourceText: Span<UInt8> {
        @_lifetime(borrow self)
        get { source.text(ofFirst: Int(sourceRows?.count ?? 0)) }
    }

    /// Where they stand in that text, and on which lines of the file.
    public var sourceLayout: SourceLayout {
        var layout = SourceLayout()
        var index = 0
        lines.forEachLine(from: source.firstRow, count: Int(sourceRows?.count ?? 0)) { line in
            layout.add(length: source.length(index), line: line)
            index += 1
        }
        return layout
    }

    /// Starts the next batch. Memory is kept, and so is a record that did not fit or is not complete yet.
    public mutating func removeBatch() {
        output.removeFirst(wholeEnd)
        source.removeRows(through: lastRow)
        spansBeforeGap.removeFirst(spansBeforeGap.count)
        countBeforeGap = 0
        gaps = LeftOutRows()
        firstBehindGap = hasWholeTail ? totalRecords : totalRecords + 1
        isOverflowing = false
        records = hasWholeTail ? 1 : 0
        wholeEnd = hasWholeTail ? output.count : 0
        hasWholeTail = false
    }

    /// Leaves out the record that is being written and has come to `length` bytes. If it did not fit, the batch is full
    /// nevertheless: a reader that got it in pieces could not know that it would be left out.
    mutating func leaveOutRecord(_ why: LeftOutRow, length: Int) throws(MateoError) {
        let isOverflow = length > room && records > 0
        rollBackRecord()
        try leaveOut(why)
        isOverflowing = isOverflow
    }

    /// The file has ended: the rows to come are on none of its lines.
    public mutating func endLines() throws(MateoError) {
        try lines.note(0, of: totalRecords + 1)
    }

    /// Leaves out a row. The record that is being written, if there is one, is the row after it.
    ///
    /// - Throws: `.state` (a whole record waits for the next batch: take this one first), `.memory`, `.record` (the row is
    ///   held, and `isStrict`). The batch is then as it was.
    public mutating func leaveOut(_ why: LeftOutRow) throws(MateoError) {
        if hasWholeTail {
            throw MateoError(
                .state, "the batch is full: take it before a row is left out", row: totalRecords + 1)
        }
        if isStrict, why.state == .held {
            throw MateoError(.record, "\(why.place(ofRow: totalRecords + 1)): \(why.reason)", row: totalRecords + 1)
        }
        if records > countBeforeGap {
            try spansBeforeGap.append(spanBehindGap)
            countBeforeGap = records
        }
        totalRecords += 1
        firstBehindGap = totalRecords + 1
        gaps.add(totalRecords, why)
    }

    /// How many bytes the record being written may still take before it is too much for this batch.
    var room: Int { limits.bytes - wholeEnd }

    /// Takes over whole records that a reader wrote behind the batch, each with its comma: the first `amount`
    /// of them are `length` bytes and fit.
    mutating func commit(records amount: Int, length: Int) {
        records += amount
        totalRecords += Int64(amount)
        wholeEnd += length
    }

    /// The record being written ends at `output.count`, with its comma. It joins the batch, or waits for the
    /// next one. False when it is too large for any batch.
    ///
    /// - Parameter written: how long it was before something of it was cut, if it was longer. It needs as much room: a
    ///   reader that got it in pieces could not know what would be cut.
    mutating func commitRecord(writtenAs written: Int = 0) -> Bool {
        let length = output.count - wholeEnd
        let needed = max(length, written) - 1
        if needed > limits.bytes { return false }
        if needed <= room && records < limits.records {
            commit(records: 1, length: length)
        } else {
            isOverflowing = true
            hasWholeTail = true
            totalRecords += 1
        }
        return true
    }

    /// The record being written has come to `length` bytes and goes on. When that is too much for this batch
    /// the batch is full; false when it is too much for any batch.
    mutating func continueRecord(length: Int) -> Bool {
        if length > limits.bytes { return false }
        if length > room { isOverflowing = true }
        return true
    }

    /// A copy of the whole records, to go back to when what follows turns out wrong. It takes no memory until records
    /// are added to it.
    public func copy() -> BatchBuilder {
        BatchBuilder(copying: self)
    }

    private init(copying other: borrowing BatchBuilder) {
        limits = other.limits
        records = other.records
        totalRecords = other.totalRecords
        firstBehindGap = other.firstBehindGap
        countBeforeGap = other.countBeforeGap
        gaps = other.gaps
        isStrict = other.isStrict
        keepsSource = other.keepsSource
        source = SourceText(sharing: other.source)
        lines = RowLines(sharing: other.lines)
        // Whole records and closed spans do not change any more.
        spansBeforeGap = Buffer(sharing: other.spansBeforeGap, count: other.spansBeforeGap.count)
        output = Bytes(sharing: other.output, count: other.hasWholeTail ? other.output.count : other.wholeEnd)
        wholeEnd = other.wholeEnd
        isOverflowing = other.hasWholeTail
        hasWholeTail = other.hasWholeTail
    }

    /// Forgets the record being written; whole ones stay.
    mutating func rollBackRecord() {
        if hasWholeTail { return }
        output.count = wholeEnd
        isOverflowing = false
    }
}
