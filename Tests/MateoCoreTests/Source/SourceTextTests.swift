import Testing

@testable import MateoCore

/// Rows are kept as their file has them, however it is read.
@Suite struct SourceTextTests {
    /// A row as it was read: its text without its line end, and its line.
    private struct Row: Equatable {
        var text: String
        var line: Int64
    }

    /// Reads an input in pieces of a size, in batches of a few records.
    private func rows(
        _ csv: String, _ options: CSVOptions = CSVOptions(), piece: Int, records: Int, bytes: Int = 1 << 20
    ) throws -> [Int64: Row] {
        var reader = DecodingReader(MappedReader(type: .contacts, options: options), options.encoding)
        var batch = BatchBuilder(limits: BatchLimits(records: records, bytes: bytes))
        batch.keepsSource = true
        var found: [Int64: Row] = [:]
        func take() throws {
            if let rows = batch.sourceRows {
                let layout = batch.sourceLayout
                let text = batch.sourceText.withUnsafeBufferPointer { Array($0) }
                #expect(SourceLayout(layout.encoded, rows: Int(rows.count), length: text.count)?.rows == layout.rows)
                for (index, row) in layout.rows.enumerated() where !row.range.isEmpty {
                    found[rows.first + Int64(index)] = Row(text: plain(Array(text[row.range])), line: row.line)
                }
            }
            for span in batch.leftOut {
                found[span.rows.first] = Row(text: plain(span.why.source), line: span.why.line)
            }
            batch.removeBatch()
        }
        let bytes = Array(csv.utf8)
        var index = 0
        while index < bytes.count {
            let end = min(index + piece, bytes.count)
            let part = Array(bytes[index..<end])
            index += try reader.read(part.span, into: &batch)
            if batch.isFull { try take() }
        }
        while try !reader.finish(into: &batch) { try take() }
        while batch.records > 0 || !batch.leftOut.isEmpty { try take() }
        return found
    }

    private func plain(_ bytes: [UInt8]) -> String {
        var bytes = bytes
        if bytes.last == 10 { bytes.removeLast() }
        if bytes.last == 13 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A file, and the rows that are to be found in it.
    private func file(_ random: inout Numbers) -> (csv: String, rows: [Int64: Row]) {
        let end = ["\n", "\r\n", "\r"][random.next(3)]
        var (csv, line, rows) = ("external_id,email,city" + end, Int64(2), [Int64: Row]())
        let count = 1 + Int64(random.next(40))
        for row in 1...count {
            if random.next(8) == 0 {
                csv += [end, ",," + end, "  , ,\t" + end][random.next(3)]
                line += 1
            }
            let id = "\(row)"
            let text = [
                "\(id),a\(id)@example.com,Köln", "\"\(id)\",\"a\(id)@example.com\",\"a \"\"b\"\", c\"",
                "\(id),,\"two\(end)lines\"", "  \"\(id)\" ,no address,", "\(id),x\(id)@example.com, b ",
                ",,nobody", "\(id),y\(id)@example.com,\(String(repeating: "long ", count: 60))", "\(id),,",
            ][random.next(8)]
            rows[row] = Row(text: text, line: line)
            csv += text + (row == count && random.next(2) == 0 ? "" : end)
            line += text.contains("lines") ? 2 : 1
        }
        return (csv, rows)
    }

    @Test("whatever the pieces, the batches and the mapping", arguments: 0..<400) func asTheyAre(seed: Int) throws {
        var random = Numbers(state: UInt64(seed))
        let (csv, expected) = file(&random)
        var options = CSVOptions()
        if random.next(2) == 0 {
            var mapping = Mapping()
            try mapping.add(constant: Array("country=DE".utf8))
            options.mapping = mapping
        }
        let piece = [1, 3, 64, 300, 5000][random.next(5)]
        let found = try rows(
            csv, options, piece: piece, records: 1 + random.next(12), bytes: 600 + random.next(2400))
        #expect(found == expected, "\(csv)")
    }
}
