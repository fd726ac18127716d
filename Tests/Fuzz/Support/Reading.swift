import MateoCore

/// What a reader makes of an input.
struct Reading {
    /// Each as a JSON array.
    var batches: [[UInt8]] = []
    var records: [Int] = []
    /// The rows that are left out.
    var leftOut: [LeftOutSpan] = []
    var error: MateoError?
    /// What was told of the input.
    var notices: [String] = []

    /// All records, as if in one batch.
    var text: [UInt8] {
        [UInt8(ascii: "[")] + batches.map { $0[1..<$0.count - 1] }.joined(separator: [UInt8(ascii: ",")])
            + [UInt8(ascii: "]")]
    }

    /// Feeds an input to a reader in pieces.
    ///
    /// - Parameter cut: the size of the next piece.
    static func read<Reader: RecordReader & ~Copyable>(
        _ reader: consuming Reader, _ input: [UInt8], _ limits: BatchLimits, cut: () -> Int = { .max }
    ) -> Reading {
        var reading = Reading()
        var batch = BatchBuilder(limits: limits)
        do throws(MateoError) {
            var start = 0
            while start < input.count {
                let end = start + min(max(1, cut()), input.count - start)
                var piece = input.span.extracting(start..<end)
                while piece.count > 0 {
                    let taken = try reader.read(piece, into: &batch)
                    check(taken > 0 || batch.isFull, "the reader takes nothing and the batch is not full")
                    piece = piece.extracting(droppingFirst: taken)
                    if batch.isFull { reading.take(&batch) }
                }
                start = end
            }
            while try !reader.finish(into: &batch) { reading.take(&batch) }
        } catch {
            reading.error = error
        }
        while let notice = reader.nextNotice() { reading.notices.append(notice.string) }
        while batch.records > 0 || !batch.leftOut.isEmpty { reading.take(&batch) }
        let rows = reading.records.reduce(0) { $0 + Int64($1) } + reading.leftOut.reduce(0) { $0 + $1.rows.count }
        check(batch.totalRecords == rows, "\(batch.totalRecords) rows were counted and \(rows) taken")
        return reading
    }

    private mutating func take(_ batch: inout BatchBuilder) {
        check(
            batch.bytes.count <= batch.limits.bytes && batch.records <= batch.limits.records,
            "a batch of \(batch.records) records and \(batch.bytes.count) bytes is above its limits")
        if batch.records > 0 {
            let bytes = batch.bytes.withUnsafeBufferPointer { [UInt8]($0) }
            batches.append([UInt8(ascii: "[")] + bytes + [UInt8(ascii: "]")])
            records.append(batch.records)
        }
        leftOut += batch.leftOut
        batch.removeBatch()
    }

    /// Every batch must be JSON with as many objects as it has records.
    func checkBatches() {
        for (batch, count) in zip(batches, records) {
            check(
                String(validating: batch, as: UTF8.self) != nil, "a batch is not UTF-8: \(Self.shown(batch))")
            let found = JSONOracle.shared.objects(in: batch)
            check(found == count, "a batch of \(count) records has \(found) objects: \(Self.shown(batch))")
        }
    }

    /// How an input is cut must not matter.
    func checkIsSame(as other: Reading) {
        check(
            error?.status == other.error?.status && error?.row == other.error?.row,
            "whole: \(error?.message ?? "no error"), in pieces: \(other.error?.message ?? "no error")")
        check(
            text == other.text, "whole: \(Self.shown(text)), in pieces: \(Self.shown(other.text))")
        check(notices == other.notices, "other notices: \(notices), in pieces \(other.notices)")
        check(leftOut == other.leftOut, "other rows are left out: \(leftOut.count), in pieces \(other.leftOut.count)")
    }

    static func shown(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.prefix(2000), as: UTF8.self)
    }
}
