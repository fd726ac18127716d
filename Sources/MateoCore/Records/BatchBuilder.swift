/// Collects records until a batch is full: JSON objects separated by commas, without brackets around them.
///
/// A reader or a `RecordBuilder` writes into it; whoever owns it takes the batch when `isFull`, and once more
/// at the end of the input while `records` is not 0. Memory stays near `limits.bytes`, however long the input.
public struct BatchBuilder: ~Copyable {
    /// The limits the batches keep.
    public let limits: BatchLimits
    /// Whole records in the batch that would be taken now.
    public private(set) var records = 0
    /// All records that went through so far, with those of earlier batches and those from before (see `init`).
    public private(set) var totalRecords: Int64
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
        output = Bytes(capacity: 64 << 10)
    }

    /// Whether the batch has to be taken before more records can be added: the record limit is reached, or the
    /// next record does not fit under the byte limit.
    public var isFull: Bool { isOverflowing || records >= limits.records }

    /// The row of the batch's first record, counted from 1 over the whole import; for an empty batch, the row
    /// of the record to come.
    public var firstRow: Int64 {
        totalRecords - Int64(records) - (hasWholeTail ? 1 : 0) + 1
    }

    /// The batch: its records, separated by commas; empty when there are none. Borrowed, not copied.
    public var bytes: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            let span = unsafe Span(_unsafeStart: UnsafePointer(output.base), count: max(wholeEnd - 1, 0))
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// Starts the next batch. Memory is kept, and so is a record that did not fit or is not complete yet.
    public mutating func removeBatch() {
        output.removeFirst(wholeEnd)
        isOverflowing = false
        records = hasWholeTail ? 1 : 0
        wholeEnd = hasWholeTail ? output.count : 0
        hasWholeTail = false
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
    mutating func commitRecord() -> Bool {
        let length = output.count - wholeEnd
        if length - 1 > limits.bytes { return false }
        if length - 1 <= room && records < limits.records {
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
        // Whole records do not change any more.
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
