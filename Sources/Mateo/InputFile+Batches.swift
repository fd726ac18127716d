import MateoCore
import MateoEngine

extension InputFile {
    /// Reads a file in batches, and calls `take` once with each, and `note` with what a person should know of the file.
    static func forEachBatch<Reader: RecordReader & ~Copyable>(
        of path: String, _ reader: inout Reader, _ limits: BatchLimits,
        note: (String) -> Void, _ take: (borrowing BatchBuilder) -> Void
    ) throws(MateoError) {
        let file = try InputFile(path)
        do throws(MateoError) {
            try file.forEachBatch(&reader, limits) { batch in
                for span in batch.leftOut {
                    let (rows, why) = (span.rows, span.why)
                    let last = rows.first + rows.count - 1
                    note("row \(rows.first)\(rows.count > 1 ? " to \(last)" : "") is not sent: \(why.reason)")
                }
                if batch.records > 0 { take(batch) }
            }
        } catch {
            throw file.locate(error)
        }
        while let notice = reader.nextNotice() { note(notice.string) }
    }

    private func forEachBatch<Reader: RecordReader & ~Copyable>(
        _ reader: inout Reader, _ limits: BatchLimits, _ take: (borrowing BatchBuilder) -> Void
    ) throws(MateoError) {
        var builder = BatchBuilder(limits: limits)
        while try readPiece() {
            var done = 0
            while done < piece.count {
                done += try reader.read(piece.extracting(done...), into: &builder)
                if builder.isFull {
                    take(builder)
                    builder.removeBatch()
                }
            }
        }
        while try !reader.finish(into: &builder) {
            take(builder)
            builder.removeBatch()
        }
        while builder.records > 0 || !builder.leftOut.isEmpty {
            take(builder)
            builder.removeBatch()
        }
    }
}
