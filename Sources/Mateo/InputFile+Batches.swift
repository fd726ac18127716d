import MateoCore
import MateoEngine

extension InputFile {
    /// Reads a file in batches. Calls `take` with each batch, and `note` with notices about the file.
    ///
    /// - Parameter isStrict: whether a record that would be held is an error.
    static func forEachBatch<Reader: RecordReader & ~Copyable>(
        of path: String, _ reader: inout Reader, _ limits: BatchLimits, isStrict: Bool = false,
        note: (String) -> Void, _ take: (borrowing BatchBuilder) throws(MateoError) -> Void
    ) throws(MateoError) {
        let file = try InputFile(path)
        do throws(MateoError) {
            try file.forEachBatch(&reader, limits, isStrict, note: note, take)
        } catch {
            throw file.locate(error)
        }
        while let notice = reader.nextNotice() { note("\(file.name): \(notice.string)") }
    }

    private func forEachBatch<Reader: RecordReader & ~Copyable>(
        _ reader: inout Reader, _ limits: BatchLimits, _ isStrict: Bool, note: (String) -> Void,
        _ take: (borrowing BatchBuilder) throws(MateoError) -> Void
    ) throws(MateoError) {
        var held: (row: Int64, reason: String)?
        var count: Int64 = 0
        func takeBatch(_ builder: inout BatchBuilder) throws(MateoError) {
            for span in builder.leftOut where span.why.state == .held {
                held = held ?? (span.rows.first, span.why.reason)
                count += span.rows.count
            }
            if builder.records > 0 || !builder.leftOut.isEmpty { try take(builder) }
            builder.removeBatch()
        }
        var builder = BatchBuilder(limits: limits)
        builder.isStrict = isStrict
        while try readPiece() {
            var done = 0
            while done < piece.count {
                done += try reader.read(piece.extracting(done...), into: &builder)
                if builder.isFull { try takeBatch(&builder) }
            }
        }
        while try !reader.finish(into: &builder) { try takeBatch(&builder) }
        repeat { try takeBatch(&builder) } while builder.records > 0
        if let held {
            note(
                "\(name): \(count) \(count == 1 ? "row is" : "rows are") held. The first is row \(held.row): \(held.reason)"
            )
        }
    }
}
