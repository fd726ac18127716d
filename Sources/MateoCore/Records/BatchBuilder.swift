/// Collects records until a batch is full: JSON objects separated by commas, without brackets around them.
///
/// A reader or a `RecordBuilder` writes into it. Its owner takes the batch when `isFull`, and once more at the end of
/// the input while `records` is not 0. It uses about `limits.bytes` of memory, however long the input is.
public struct BatchBuilder: ~Copyable {
    /// The limits of the batches.
    public let limits: BatchLimits
    /// The number of complete records in the current batch.
    public private(set) var records = 0
    /// The number of all rows so far: records of this and earlier batches, rows that were left out, and previous
    /// records (see `init`).
    public private(set) var totalRecords: Int64
    /// The first row behind the last gap. From there on, the batch has `records - countBeforeGap` records.
    private var firstBehindGap: Int64
    /// The batch's rows before its last gap, and their number.
    private var spansBeforeGap = Buffer<RowSpan>(capacity: 64)
    private var countBeforeGap = 0
    /// Rows that were left out since the last batch was taken.
    private var gaps = LeftOutRows()
    /// The lines of their files on which the rows begin, as far as a reader knows them.
    var lines = RowLines()
    /// Whether to keep the file's text of the rows, and the texts since the last batch was taken.
    public var keepsSource = false
    var source = SourceText()
    /// Whether a row that would be held is an error instead.
    public var isStrict = false
    /// Complete records, each with a comma behind it, and then the beginning of the next record.
    var output: Bytes
    /// The start of the next record. The bytes before it are the batch.
    private(set) var wholeEnd = 0
    /// Whether the record behind the batch is already too large for it.
    private var isOverflowing = false
    /// Whether the record behind the batch is complete. It will be the first of the next batch.
    private var hasWholeTail = false

    /// Creates an empty batch.
    ///
    /// - Parameters:
    ///   - limits: the limits that make a batch full.
    ///   - previousRecords: the number of earlier records of the import. Row numbers continue from there. Values are
    ///     clamped to 0 to half of an `Int64`.
    public init(limits: BatchLimits = BatchLimits(), previousRecords: Int64 = 0) {
        self.limits = BatchLimits(records: limits.records, bytes: limits.bytes)
        totalRecords = min(max(previousRecords, 0), .max / 2)
        firstBehindGap = totalRecords + 1
        output = Bytes(capacity: 64 << 10)
    }

    /// Whether the batch must be taken before more rows can be added. One of these limits is reached: the number of
    /// records, the bytes including the next record, the memory for rows that were left out, or the memory for the
    /// file's text of rows. Each memory may be as large as a batch. The batch may have no records then.
    public var isFull: Bool {
        isOverflowing || records >= limits.records || max(gaps.bytes, source.bytes) >= max(limits.bytes, 64 << 10)
    }

    /// The rows that were left out since the last batch was taken.
    public var leftOut: [LeftOutSpan] { gaps.spans }

    /// The row of the batch's first record, counted from 1 in the whole import. For an empty batch, it is the row of
    /// the next record.
    public var firstRow: Int64 {
        spansBeforeGap.count > 0 ? spansBeforeGap.span[0].first : firstBehindGap
    }

    /// The rows of the batch's records, in order. It is one span, or more if rows between them were left out.
    public var rows: [RowSpan] {
        var spans: [RowSpan] = []
        for index in spansBeforeGap.span.indices { spans.append(spansBeforeGap.span[index]) }
        if records > countBeforeGap { spans.append(spanBehindGap) }
        return spans
    }

    private var spanBehindGap: RowSpan {
        RowSpan(first: firstBehindGap, count: Int64(records - countBeforeGap))
    }

    /// The batch: its records with commas between them; empty if there are none. Borrowed, not copied.
    public var bytes: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            let span = unsafe Span(_unsafeStart: UnsafePointer(output.base), count: max(wholeEnd - 1, 0))
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// The last row of the batch, or a later row that was left out.
    private var lastRow: Int64 { hasWholeTail ? totalRecords - 1 : totalRecords }

    /// The rows of a file since the last batch was taken, with any rows between them; nil for none.
    public var sourceRows: RowSpan? {
        let count = min(Int64(source.count), lastRow - source.firstRow + 1)
        return count > 0 ? RowSpan(first: source.firstRow, count: count) : nil
    }

    /// The file's text of those rows, in UTF-8.
    public var sourceText: Span<UInt8> {
        @_lifetime(borrow self)
        get { source.text(ofFirst: Int(sourceRows?.count ?? 0)) }
    }

    /// The places of the rows in that text, and their lines in the file.
    public var sourceLayout: SourceLayout {
        var layout = SourceLayout()
        var index = 0
        lines.forEachLine(from: source.firstRow, count: Int(sourceRows?.count ?? 0)) { line in
            layout.add(length: source.length(index), line: line)
            index += 1
        }
        return layout
    }

    /// Starts the next batch. It keeps the memory, and a record that did not fit or is incomplete.
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

    /// Leaves out the current record of `length` bytes. If the record did not fit, the batch is full anyway: a reader
    /// that received it in pieces could not know that it would be left out.
    mutating func leaveOutRecord(_ why: LeftOutRow, length: Int) throws(MateoError) {
        let isOverflow = length > room && records > 0
        rollBackRecord()
        try leaveOut(why)
        isOverflowing = isOverflow
    }

    /// Ends the lines of a file: later rows have no line in it.
    public mutating func endLines() throws(MateoError) {
        try lines.note(0, of: totalRecords + 1)
    }

    /// Leaves out a row. The current record, if there is one, is the row after it.
    ///
    /// - Throws: `.state` (a complete record waits for the next batch: take this batch first), `.memory`, `.record`
    ///   (the row is held, and `isStrict`). The batch is then unchanged.
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

    /// The bytes that the current record may still have before it is too large for this batch.
    var room: Int { limits.bytes - wholeEnd }

    /// Adds complete records that a reader wrote behind the batch, each with its comma. The first `amount` of them have
    /// `length` bytes and fit.
    mutating func commit(records amount: Int, length: Int) {
        records += amount
        totalRecords += Int64(amount)
        wholeEnd += length
    }

    /// Ends the current record at `output.count`, with its comma. It joins the batch, or waits for the next one.
    /// Returns false if it is too large for any batch.
    ///
    /// - Parameter written: its length before parts of it were cut, if that is larger. It needs this much room, since a
    ///   reader that received it in pieces could not know what would be cut.
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

    /// Notes that the current record has `length` bytes and continues. If that is too much for this batch, the batch is
    /// full. Returns false if it is too much for any batch.
    mutating func continueRecord(length: Int) -> Bool {
        if length > limits.bytes { return false }
        if length > room { isOverflowing = true }
        return true
    }

    /// Returns a copy of the complete records, to restore them if a later step fails. It takes no memory until records
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
        // Complete records and closed spans do not change any more.
        spansBeforeGap = Buffer(sharing: other.spansBeforeGap, count: other.spansBeforeGap.count)
        output = Bytes(sharing: other.output, count: other.hasWholeTail ? other.output.count : other.wholeEnd)
        wholeEnd = other.wholeEnd
        isOverflowing = other.hasWholeTail
        hasWholeTail = other.hasWholeTail
    }

    /// Removes the current record. Complete records stay.
    mutating func rollBackRecord() {
        if hasWholeTail { return }
        output.count = wholeEnd
        isOverflowing = false
    }
}
