import MateoCore
import MateoEngine

extension InputFile {
    /// Reads a file in batches, and calls `take` once with each.
    static func forEachBatch<Reader: RecordReader & ~Copyable>(
        of path: String, _ reader: inout Reader, _ limits: BatchLimits,
        _ take: (borrowing BatchBuilder) -> Void
    ) throws(MateoError) {
        let file = try InputFile(path)
        var builder = BatchBuilder(limits: limits)
        while try file.readPiece() {
            var done = 0
            while done < file.piece.count {
                done += try reader.read(file.piece.extracting(done...), into: &builder)
                if builder.isFull {
                    take(builder)
                    builder.removeBatch()
                }
            }
        }
        try reader.finish(into: &builder)
        while builder.records > 0 {
            take(builder)
            builder.removeBatch()
        }
    }
}
