/// Turns the bytes of a file into the records of batches, piece by piece. Pieces may be of any size.
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
/// After an error the records that were whole before it are still in the batch, the reader is at its end, and
/// every further call gives the same error.
public protocol RecordReader: ~Copyable {
    /// Reads the next bytes of the input.
    ///
    /// - Returns: how many bytes were taken: all, or fewer (perhaps none) when the batch is full. The caller
    ///   then takes the batch and calls again with the rest.
    /// - Throws: what is wrong with the input, with the row (counted from 1 in this input) and the line.
    mutating func read(_ input: Span<UInt8>, into batch: inout BatchBuilder) throws(MateoError) -> Int

    /// Ends the input, and completes its last records.
    ///
    /// - Returns: whether that is all; false when the batch is full. The caller then takes the batch and calls again.
    /// - Throws: what is missing.
    mutating func finish(into batch: inout BatchBuilder) throws(MateoError) -> Bool

    /// The error for a fault that was found by who feeds the reader, with the row and the line where the input stands.
    /// The reader is then at its end. Nil when the batch is full: the caller takes it and calls again.
    mutating func fault(_ status: Status, _ message: Text, _ batch: inout BatchBuilder) -> MateoError?

    /// What a person should know of the input, though it is no error. Each notice comes once; nil when there is none
    /// left. It holds no content of records.
    mutating func nextNotice() -> Text?

    /// How the input is written, if its rows can be written the same way again; nil if not, and while it is not known.
    var sourceForm: SourceForm? { get }
}

extension RecordReader where Self: ~Copyable {
    /// An error without a place.
    public mutating func fault(
        _ status: Status, _ message: Text, _ batch: inout BatchBuilder
    ) -> MateoError? {
        MateoError(status, message)
    }

    /// An input whose rows are not kept.
    public var sourceForm: SourceForm? { nil }

    /// No notices.
    public mutating func nextNotice() -> Text? { nil }
}
