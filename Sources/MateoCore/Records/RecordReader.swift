/// Converts the bytes of a file to the records of batches, piece by piece. Pieces may be of any size.
///
/// ```swift
/// var rest = piece
/// while rest.count > 0 {
///     let taken = try reader.read(rest, into: &batch)
///     rest = rest.extracting(droppingFirst: taken)
///     if batch.isFull { send(batch.bytes); batch.removeBatch() }
/// }
/// // at the end of the input
/// while try !reader.finish(into: &batch) { send(batch.bytes); batch.removeBatch() }
/// while batch.records > 0 { send(batch.bytes); batch.removeBatch() }
/// ```
///
/// After an error, the complete records before it are still in the batch. The reader is at its end, and every further
/// call throws the same error.
public protocol RecordReader: ~Copyable {
    /// Reads the next bytes of the input.
    ///
    /// - Returns: the number of bytes taken: all, or fewer (perhaps none) if the batch is full. The caller then takes
    ///   the batch and calls again with the rest.
    /// - Throws: the fault of the input, with the row (counted from 1 over the import) and the line.
    mutating func read(_ input: Span<UInt8>, into batch: inout BatchBuilder) throws(MateoError) -> Int

    /// Ends the input, and completes its last records.
    ///
    /// - Returns: whether the input is complete. If false, the batch is full: the caller takes it and calls again.
    /// - Throws: the fault of an incomplete input.
    mutating func finish(into batch: inout BatchBuilder) throws(MateoError) -> Bool

    /// Returns the error for a fault that the reader's caller found, with the current row and line of the input. The
    /// reader is then at its end. Returns nil if the batch is full: the caller takes it and calls again.
    mutating func fault(_ status: Status, _ message: Text, _ batch: inout BatchBuilder) -> MateoError?

    /// Returns the next notice about the input that is not an error, or nil. Each notice comes once. It contains no
    /// content of records.
    mutating func nextNotice() -> Text?

    /// The form of the input, if its rows can be written again in the same form; nil if not, and while it is unknown.
    var sourceForm: SourceForm? { get }
}

extension RecordReader where Self: ~Copyable {
    /// Returns an error without a place.
    public mutating func fault(
        _ status: Status, _ message: Text, _ batch: inout BatchBuilder
    ) -> MateoError? {
        MateoError(status, message)
    }

    /// An input does not keep its rows by default.
    public var sourceForm: SourceForm? { nil }

    /// Returns no notices.
    public mutating func nextNotice() -> Text? { nil }
}
