import MateoCore

/// What came of reading an input: the batches as text, and the error if there was one.
struct Outcome: Equatable {
    var batches: [String] = []
    var firstRows: [Int64] = []
    var total: Int64 = 0
    var error: MateoError?
    var notices: [String] = []
    var leftOut: [LeftOut] = []

    /// Rows that are left out.
    struct LeftOut: Equatable {
        var rows: RowSpan
        var why: LeftOutRow
    }

    /// All records, as if in one batch.
    var records: String { batches.joined(separator: ",") }
}

/// Feeds an input to a reader in pieces that end at the given positions.
func read<Reader: RecordReader & ~Copyable>(
    _ reader: consuming Reader, _ input: [UInt8], cuts: [Int] = [], limits: BatchLimits = BatchLimits()
) -> Outcome {
    var outcome = Outcome()
    var batch = BatchBuilder(limits: limits)
    do throws(MateoError) {
        var start = 0
        for end in cuts + [input.count] {
            var piece = input.span.extracting(start..<end)
            while piece.count > 0 {
                let taken = try reader.read(piece, into: &batch)
                piece = piece.extracting(droppingFirst: taken)
                if batch.isFull { take(&batch, into: &outcome) }
            }
            start = end
        }
        while try !reader.finish(into: &batch) { take(&batch, into: &outcome) }
    } catch {
        outcome.error = error
    }
    while let notice = reader.nextNotice() { outcome.notices.append(notice.string) }
    while batch.records > 0 || !batch.leftOut.isEmpty { take(&batch, into: &outcome) }
    outcome.total = batch.totalRecords
    return outcome
}

private func take(_ batch: inout BatchBuilder, into outcome: inout Outcome) {
    // A batch that a record alone overflows may be empty of whole records only by mistake.
    // Where a batch ends between two rows that are left out, their spans are joined again.
    for span in batch.leftOut {
        let (rows, why) = (span.rows, span.why)
        if let last = outcome.leftOut.last, last.why == why, last.rows.first + last.rows.count == rows.first {
            outcome.leftOut[outcome.leftOut.count - 1].rows = RowSpan(
                first: last.rows.first, count: last.rows.count + rows.count)
        } else {
            outcome.leftOut.append(Outcome.LeftOut(rows: rows, why: why))
        }
    }
    if batch.records == 0 {
        batch.removeBatch()
        return
    }
    outcome.batches.append(batch.bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) })
    outcome.firstRows.append(batch.firstRow)
    batch.removeBatch()
}

/// Feeds an input in pieces of one size.
func pieces(_ size: Int, of count: Int) -> [Int] {
    Array(stride(from: size, to: max(count, 1), by: size))
}

func csv(
    _ text: String, _ options: CSVOptions = CSVOptions(), type: RecordType = .contacts,
    limits: BatchLimits = BatchLimits()
) -> Outcome {
    read(CSVReader(type: type, options: options), Array(text.utf8), limits: limits)
}

func json(
    _ text: String, _ form: JSONReader.Form = .document, type: RecordType = .contacts,
    limits: BatchLimits = BatchLimits()
) -> Outcome {
    read(JSONReader(type: type, form: form), Array(text.utf8), limits: limits)
}
