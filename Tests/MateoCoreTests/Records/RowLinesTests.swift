import Testing

@testable import MateoCore

@Suite struct RowLinesTests {
    /// Random rows with line breaks in quotes, empty lines, and rows that are held, and the line of each row that is not.
    private func file(_ random: inout Numbers) -> (text: [UInt8], lines: [Int64]) {
        let columns = 2 + random.next(4)
        let end = ["\n", "\r\n"][random.next(2)]
        var text = "external_id" + (1..<columns).map { ";c\($0)" }.joined() + end
        var lines: [Int64] = []
        var line: Int64 = 2
        for row in 0..<1 + random.next(12) {
            for _ in 0..<(random.next(6) == 0 ? 1 + random.next(3) : 0) {
                text += end
                line += 1
            }
            lines.append(line)
            var cells = ["\(random.next(12) == 0 ? "" : String(row))"]
            for _ in 1..<columns {
                switch random.next(8) {
                case 0: cells.append("\"a\(end)\(random.next(2) == 0 ? end : "")b\"")
                case 1: cells.append("")
                case 2: cells.append("\"q;\"")
                case 3: cells.append("\"say \"\"\(end)\"\"\"")
                default: cells.append("text")
                }
            }
            // A row without any text would be none, and one without an identifier is held and tells its line itself.
            if cells[0].isEmpty {
                cells[1] = "text"
                lines[row] = 0
            }
            text += cells.joined(separator: ";") + end
            line += 1 + Int64(cells.reduce(0) { $0 + $1.utf8.count { $0 == 0x0A } })
        }
        return (Array(text.utf8), lines)
    }

    @Test("every row has the line on which it begins, plain and mapped, however the input is cut", arguments: 0..<8)
    func lines(_ part: Int) throws {
        for seed in part * 500..<(part + 1) * 500 {
            var random = Numbers(state: UInt64(seed))
            let (text, lines) = file(&random)
            let mappings = ["", #"{"mateo_mapping": 1, "fields": [{"column": "c1", "field": "full_name"}]}"#]
            for json in mappings {
                var options = CSVOptions()
                options.delimiter = UInt8(ascii: ";")
                if !json.isEmpty { try options.setMapping(Array(json.utf8)) }
                var reader = MappedReader(type: .contacts, options: options)
                var batch = BatchBuilder(limits: BatchLimits(records: 1 + random.next(5), bytes: 1 << 20))
                var start = 0
                while start < text.count {
                    let end = min(text.count, start + 1 + random.next(random.next(2) == 0 ? 8 : 400))
                    var piece = text.span.extracting(start..<end)
                    while piece.count > 0 {
                        piece = piece.extracting(droppingFirst: try reader.read(piece, into: &batch))
                        if batch.isFull { batch.removeBatch() }
                    }
                    start = end
                }
                while try !reader.finish(into: &batch) { batch.removeBatch() }
                #expect(batch.totalRecords == lines.count, "seed \(seed)")
                for (index, line) in lines.enumerated() where line > 0 {
                    let found = batch.lines.line(of: Int64(index + 1))
                    if found != line {
                        Issue.record("seed \(seed) \(json.isEmpty): row \(index + 1) \(found), not \(line)")
                    }
                }
            }
        }
    }

    @Test(
        "rows without text take no memory, plain and mapped, however the input is cut",
        arguments: ["\n", ";;\n", "\r\n"])
    func blanks(_ blank: String) throws {
        for json in ["", #"{"mateo_mapping": 1, "fields": [{"column": "c1", "field": "full_name"}]}"#] {
            var options = CSVOptions()
            options.delimiter = UInt8(ascii: ";")
            if !json.isEmpty { try options.setMapping(Array(json.utf8)) }
            let blanks = String(repeating: blank, count: 1000)
            let text = Array("external_id;c1;c2\n\(blanks)1;a;b\n\(blanks)2;a;b\n3;a;b\n\(blanks)".utf8)
            for length in [1, 7, 1 << 20] {
                var reader = MappedReader(type: .contacts, options: options)
                var batch = BatchBuilder()
                for start in stride(from: 0, to: text.count, by: length) {
                    let end = min(start + length, text.count)
                    let taken = try reader.read(text.span.extracting(start..<end), into: &batch)
                    #expect(taken == end - start)
                }
                #expect(try reader.finish(into: &batch))
                #expect((1...3).map { batch.lines.line(of: $0) } == [1002, 2003, 2004])
                #expect(batch.lines.marks.count == 2, "\(json.count) \(length)")
            }
        }
    }

    @Test("lines are told for the rows of a file, and for none behind it")
    func end() throws {
        var lines = RowLines()
        #expect(lines.line(of: 1) == 0)
        try lines.note(2, of: 1)
        try lines.note(7, of: 4)
        try lines.note(0, of: 6)
        #expect((1...8).map { lines.line(of: $0) } == [2, 3, 4, 7, 8, 0, 0, 0])
        try lines.note(2, of: 7)
        #expect((5...8).map { lines.line(of: $0) } == [8, 0, 2, 3])
    }
}
