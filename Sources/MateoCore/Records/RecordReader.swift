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
/// try reader.finish(into: &batch)
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

    /// Says that the input has ended, and completes its last record.
    ///
    /// - Throws: what is missing.
    mutating func finish(into batch: inout BatchBuilder) throws(MateoError)
}
