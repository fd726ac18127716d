import MateoCore
import Testing

/// Copies share memory, and must not show it.
@Suite struct BatchCopyTests {
    /// A batch, and what must be in it.
    private struct Pair: ~Copyable {
        var batch: BatchBuilder
        var whole: [String] = []
        var next: String?
        /// The row of each record in `whole`, and how many rows there were.
        var rows: [Int64] = []
        var total: Int64 = 0

        init(_ batch: consuming BatchBuilder) {
            self.batch = batch
        }

        func copy() -> Pair {
            var copy = Pair(batch.copy())
            (copy.whole, copy.next, copy.rows, copy.total) = (whole, next, rows, total)
            return copy
        }

        mutating func add(_ text: String) throws(MateoError) {
            var record = RecordBuilder()
            try record.setText(Array("id".utf8).span, Array(text.utf8).span)
            try record.add(to: &batch, type: .contacts)
            let json = "{\"id\":\"\(text)\"}"
            total += 1
            if batch.isFull && batch.records == whole.count {
                next = json
            } else {
                whole.append(json)
                rows.append(total)
            }
        }

        mutating func skipRow() throws(MateoError) {
            try batch.skipRow()
            total += 1
        }

        mutating func removeBatch() {
            batch.removeBatch()
            whole = next.map { [$0] } ?? []
            rows = next == nil ? [] : [total]
            next = nil
        }

        func check() {
            let text = batch.bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
            #expect(text == whole.joined(separator: ","))
            let records = batch.records
            #expect(records == whole.count)
            let spans = batch.rows
            #expect(spans.flatMap { $0.first..<$0.first + $0.count } == rows)
            // Two spans have a gap between them.
            #expect(zip(spans, spans.dropFirst()).allSatisfy { $0.first + $0.count < $1.first })
            let (firstRow, totalRecords) = (batch.firstRow, batch.totalRecords)
            #expect(firstRow == rows.first ?? total + 1)
            #expect(totalRecords == total)
        }
    }

    @Test("Random additions, copies and ways back", arguments: 0..<20)
    func random(_ seed: Int) throws {
        var random = Numbers(state: UInt64(seed))
        let limits = BatchLimits(records: 2 + random.next(40), bytes: 1000 + random.next(200_000))
        var one = Pair(BatchBuilder(limits: limits))
        var two = one.copy()
        var three = two.copy()
        for _ in 0..<400 {
            switch random.next(12) {
            case 0: two = one.copy()
            case 1: one = two.copy()
            case 2: three = two.copy()
            case 3: two = three.copy()
            case 4: one = three.copy()
            case 5: one.removeBatch()
            case 6 where one.next == nil: try one.skipRow()
            default:
                if one.batch.isFull { one.removeBatch() }
                let letter = UnicodeScalar(UInt8(0x61 + random.next(26)))
                let length = random.next(20) == 0 ? random.next(60_000) : random.next(60)
                let text = String(repeating: Character(letter), count: 1 + length)
                if text.utf8.count + 9 <= limits.bytes { try one.add(text) }
            }
            one.check()
            two.check()
            three.check()
        }
    }

    @Test("A copy in the middle of a record has the whole records")
    func middle() throws {
        var batch = BatchBuilder()
        var reader = CSVReader(type: .contacts)
        // More rows than the reader collects to find the delimiter.
        let start = Array(("id,b\n" + String(repeating: "1,x\n", count: 20) + "2,y").utf8)
        let first = Array(repeating: #"{"id":"1","b":"x"}"#, count: 20).joined(separator: ",")
        let end = Array("z\n".utf8)
        _ = try reader.read(start.span, into: &batch)
        var copy = batch.copy()
        _ = try reader.read(end.span, into: &batch)
        var record = RecordBuilder()
        try record.setInteger(Array("id".utf8).span, 3)
        try record.add(to: &copy, type: .contacts)
        let texts = [
            copy.bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) },
            batch.bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) },
        ]
        #expect(
            texts == [first + #",{"id":3}"#, first + #",{"id":"2","b":"yz"}"#])
    }
}
