import MateoCore
import Testing

/// Which rows are in a batch when some are left out.
@Suite struct BatchRowsTests {
    private static let small = BatchLimits(records: 100, bytes: 64)

    private func add(_ text: String = "1", to batch: inout BatchBuilder) throws {
        var record = RecordBuilder()
        try record.setText(Array("id".utf8).span, Array(text.utf8).span)
        try record.add(to: &batch, type: .contacts)
    }

    private func expect(
        _ batch: borrowing BatchBuilder, _ rows: [RowSpan], firstRow: Int64, total: Int64,
        _ location: SourceLocation = #_sourceLocation
    ) {
        let (found, first, totalRecords) = (batch.rows, batch.firstRow, batch.totalRecords)
        let records = batch.records
        #expect(found == rows, sourceLocation: location)
        #expect(first == firstRow, sourceLocation: location)
        #expect(totalRecords == total, sourceLocation: location)
        #expect(records == Int(rows.reduce(0) { $0 + $1.count }), sourceLocation: location)
    }

    @Test("Rows without a gap are one span, which goes on behind earlier records")
    func noGap() throws {
        var batch = BatchBuilder(previousRecords: 7)
        expect(batch, [], firstRow: 8, total: 7)
        for _ in 0..<3 { try add(to: &batch) }
        expect(batch, [RowSpan(first: 8, count: 3)], firstRow: 8, total: 10)
        batch.removeBatch()
        expect(batch, [], firstRow: 11, total: 10)
    }

    @Test("Rows that are left out divide a batch into spans")
    func gaps() throws {
        var batch = BatchBuilder()
        try batch.skipRow()
        expect(batch, [], firstRow: 2, total: 1)
        try add(to: &batch)
        try add(to: &batch)
        try batch.skipRow()
        try batch.skipRow()
        expect(batch, [RowSpan(first: 2, count: 2)], firstRow: 2, total: 5)
        try add(to: &batch)
        let spans = [RowSpan(first: 2, count: 2), RowSpan(first: 6, count: 1)]
        expect(batch, spans, firstRow: 2, total: 6)
        try batch.skipRow()
        expect(batch, spans, firstRow: 2, total: 7)
        batch.removeBatch()
        expect(batch, [], firstRow: 8, total: 7)
        try add(to: &batch)
        expect(batch, [RowSpan(first: 8, count: 1)], firstRow: 8, total: 8)
    }

    @Test("A record that waits behind the batch takes its row to the next one")
    func tail() throws {
        var batch = BatchBuilder(limits: Self.small)
        try batch.skipRow()
        try add(String(repeating: "a", count: 40), to: &batch)
        try add(String(repeating: "b", count: 40), to: &batch)
        expect(batch, [RowSpan(first: 2, count: 1)], firstRow: 2, total: 3)
        // Nothing can be left out before it is known which batch it divides.
        do throws(MateoError) {
            try batch.skipRow()
            Issue.record("a row is left out behind a record that waits")
        } catch {
            #expect(error.status == .state)
        }
        expect(batch, [RowSpan(first: 2, count: 1)], firstRow: 2, total: 3)
        var copy = batch.copy()
        copy.removeBatch()
        batch.removeBatch()
        expect(batch, [RowSpan(first: 3, count: 1)], firstRow: 3, total: 3)
        expect(copy, [RowSpan(first: 3, count: 1)], firstRow: 3, total: 3)
        try batch.skipRow()
        try add(to: &batch)
        let spans = [RowSpan(first: 3, count: 1), RowSpan(first: 5, count: 1)]
        expect(batch, spans, firstRow: 3, total: 5)
        expect(copy, [RowSpan(first: 3, count: 1)], firstRow: 3, total: 3)
    }

    @Test("A row that is left out while a reader is in the middle of a record stands before it")
    func middle() throws {
        var batch = BatchBuilder()
        var reader = CSVReader(type: .contacts)
        // More rows than the reader collects to find the delimiter.
        let rows = String(repeating: "1\n", count: 20)
        _ = try reader.read(Array("id\n\(rows)2".utf8).span, into: &batch)
        try batch.skipRow()
        _ = try reader.read(Array("3\n".utf8).span, into: &batch)
        expect(
            batch, [RowSpan(first: 1, count: 20), RowSpan(first: 22, count: 1)], firstRow: 1, total: 22)
        let text = batch.bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        #expect(text.hasSuffix(#"{"id":"1"},{"id":"23"}"#))
    }

    @Test("A copy made between gaps is not changed by the original")
    func copies() throws {
        var batch = BatchBuilder()
        try add(to: &batch)
        try batch.skipRow()
        var copy = batch.copy()
        try add(to: &batch)
        try batch.skipRow()
        try copy.skipRow()
        try add(to: &copy)
        try copy.skipRow()
        try add(to: &copy)
        try add(to: &batch)
        let one = RowSpan(first: 1, count: 1)
        expect(
            batch, [one, RowSpan(first: 3, count: 1), RowSpan(first: 5, count: 1)], firstRow: 1, total: 5)
        expect(copy, [one, RowSpan(first: 4, count: 1), RowSpan(first: 6, count: 1)], firstRow: 1, total: 6)
    }
}
