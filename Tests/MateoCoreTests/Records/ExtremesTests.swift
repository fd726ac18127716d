import MateoCore
import Testing

/// Values at the ends of their types, and calls in the wrong order, give statuses.
@Suite struct ExtremesTests {
    @Test("Row numbers do not run over", arguments: [.max, .max - 1, .min, -1, 0] as [Int64])
    func rowNumbers(_ previous: Int64) throws {
        let limits = BatchLimits(records: 2)
        var batch = BatchBuilder(limits: limits, previousRecords: previous)
        let first = batch.firstRow
        #expect(first > 0)
        var record = RecordBuilder()
        #expect(throws: MateoError.self) { try record.add(to: &batch, type: .contacts) }
        try record.setInteger(Array("id".utf8).span, 1)
        for _ in 0..<5 {
            try record.add(to: &batch, type: .contacts)
            if batch.isFull { batch.removeBatch() }
        }
        var reader = CSVReader(type: .contacts)
        let input = Array("id\n1\n2".utf8)
        var rest = input.span
        while rest.count > 0 {
            rest = rest.extracting(droppingFirst: try reader.read(rest, into: &batch))
            if batch.isFull { batch.removeBatch() }
        }
        while try !reader.finish(into: &batch) { batch.removeBatch() }
        let last = batch.totalRecords
        #expect(last == first + 6)
    }

    @Test("Limits out of range are brought into it", arguments: [.min, -1, 0, 1, .max] as [Int])
    func limits(_ value: Int) throws {
        var limits = BatchLimits(records: value, bytes: value)
        #expect(limits.records >= 1)
        #expect((64...1 << 30).contains(limits.bytes))
        // As variables they take anything.
        limits.records = value
        limits.bytes = value
        let rows = (1...5).map { "\($0)\n" }.joined()
        #expect(csv("id\n" + rows, limits: limits).total == 5)
        #expect(json("[{\"id\":1},{\"id\":2}]", limits: limits).total == 2)
        var batch = BatchBuilder(limits: limits)
        var record = RecordBuilder(limits: limits)
        try record.setText(Array("id".utf8).span, Array("x".utf8).span)
        try record.add(to: &batch, type: .contacts)
        let records = batch.records
        #expect(records == 1)
    }

    @Test("A batch takes as many records as there are")
    func unlimited() throws {
        let limits = BatchLimits(records: .max, bytes: 1 << 30)
        let rows = (1...3000).map { "\($0)\n" }.joined()
        let outcome = csv("id\n" + rows, limits: limits)
        #expect(outcome.firstRows == [1])
        #expect(outcome.total == 3000)
    }

    @Test("Every byte as a delimiter works or is an error", arguments: UInt8.min...UInt8.max)
    func delimiters(_ byte: UInt8) {
        let isPossible = ![0, 0x0A, 0x0D, 0x22].contains(byte) && byte < 0x80
        let input = Array("\"id\"".utf8) + [byte] + Array("\"b\"\n1".utf8) + [byte] + Array("\"2\"\n".utf8)
        for text in [input, []] {
            for cuts in [[], pieces(1, of: text.count)] {
                let outcome = read(
                    CSVReader(type: .contacts, options: CSVOptions(delimiter: byte)), text, cuts: cuts)
                if !isPossible {
                    #expect(outcome.error?.status == .argument)
                    #expect(outcome.total == 0)
                } else if text.isEmpty || byte == UInt8(ascii: "1") {
                    #expect(outcome.error?.status == .csv)
                } else {
                    #expect(outcome.records == #"{"id":"1","b":"2"}"#)
                }
            }
        }
    }

    /// Batches are exchanged in the middle of records, and readers used after their end.
    @Test("Calls in any order", arguments: 0..<30)
    func anyOrder(_ seed: Int) {
        var random = Numbers(state: UInt64(seed))
        let limits = BatchLimits(records: 1 + random.next(3), bytes: 64 + random.next(60))
        var batch = BatchBuilder(limits: limits)
        var other = BatchBuilder(limits: limits)
        let text = Array("id,b\n1,two\n\"3\",\"four\"\n5,\n,6\n".utf8)
        let lines = Array("{\"id\":1}\n{\"id\":\"two\",\"b\":[3]}\n{\"id\":null}\n".utf8)
        var csv = CSVReader(type: .contacts)
        var json = JSONReader(type: .contacts, form: .lines)
        var record = RecordBuilder(limits: limits)
        func use<Reader: RecordReader & ~Copyable>(
            _ reader: inout Reader, _ input: [UInt8], _ batch: inout BatchBuilder
        ) throws(MateoError) {
            let start = random.next(input.count)
            let piece = input.span.extracting(start..<start + random.next(input.count - start + 1))
            let taken = try reader.read(piece, into: &batch)
            #expect((0...piece.count).contains(taken))
        }
        for _ in 0..<300 {
            do throws(MateoError) {
                switch random.next(16) {
                case 0...3: try use(&csv, text, &batch)
                case 4...7: try use(&json, lines, &batch)
                case 8: _ = try csv.finish(into: &batch)
                case 9: _ = try json.finish(into: &batch)
                case 10: csv = CSVReader(type: .contacts)
                case 11: json = JSONReader(type: .contacts, form: .lines)
                case 12:
                    record.removeAll()
                    try record.setInteger(Array("id".utf8).span, 5)
                    try record.add(to: &batch, type: .contacts)
                case 13: batch.removeBatch()
                case 14: other = batch.copy()
                default: batch = other.copy()
                }
            } catch {
                #expect(error.status != .ok)
            }
            let size = (batch.bytes.count, other.bytes.count)
            #expect(size.0 <= limits.bytes && size.1 <= limits.bytes)
            let records = (batch.records, other.records)
            #expect(records.0 <= limits.records && records.1 <= limits.records)
        }
    }
}
