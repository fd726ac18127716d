import Testing

@testable import MateoCore

@Suite struct RecordDigestsTests {
    private static let secret = Array("0123456789abcdef".utf8)

    /// The digests of one record.
    private func digest(
        _ record: String, type: RecordType = .contacts, secret: [UInt8] = secret, settings: String = ""
    ) throws -> (record: Int64, content: Int64)? {
        var digests = RecordDigests(type, secret: secret, settings: Array(settings.utf8))
        try digests.add(Array(record.utf8).span)
        #expect(digests.records == 1)
        return digests.count == 1 ? (digests.record(0), digests.content(0)) : nil
    }

    private func areSame(_ one: String, _ other: String) throws -> Bool {
        let (one, other) = (try #require(try digest(one)), try #require(try digest(other)))
        #expect(one.record == other.record)
        return one.content == other.content
    }

    @Test("The order of members does not matter, in objects within them neither")
    func order() throws {
        #expect(try areSame(#"{"external_id":"1","a":"x","b":2}"#, #"{"b":2,"external_id":"1","a":"x"}"#))
        #expect(
            try areSame(
                #"{"external_id":"1","a":{"x":1,"y":[{"p":1,"q":2}]}}"#,
                #"{"external_id":"1","a":{"y":[{"q":2,"p":1}],"x":1}}"#))
        #expect(try !areSame(#"{"external_id":"1","a":["x","y"]}"#, #"{"external_id":"1","a":["y","x"]}"#))
    }

    @Test(
        "Another value, name, or place of a value is a change",
        arguments: [
            #"{"external_id":"1","a":"x","b":"z"}"#, #"{"external_id":"1","a":"y","b":"x"}"#,
            #"{"external_id":"1","a":"x"}"#, #"{"external_id":"1","a":"x","b":"y","c":null}"#,
            #"{"external_id":"1","a":"x","B":"y"}"#, #"{"external_id":"1","a":{"x":{}},"b":"y"}"#,
        ])
    func changes(_ other: String) throws {
        #expect(try !areSame(#"{"external_id":"1","a":"x","b":"y"}"#, other))
    }

    @Test("An external id is found however it is written, and as a number too")
    func spellings() throws {
        let plain = try #require(try digest(#"{"external_id":"1"}"#))
        for record in [#"{"external_id":"\u0031"}"#, #"{"external_id":1}"#, #"{"external\u005fid":"1"}"#] {
            #expect(try digest(record)?.record == plain.record)
        }
    }

    @Test(
        "Without an external id there is no digest",
        arguments: ["{}", #"{"id":"1"}"#, #"{"external_id":""}"#, #"{"external_id":null}"#, #"{"external_id":["1"]}"#])
    func none(_ record: String) throws {
        #expect(try digest(record) == nil)
    }

    @Test("Type and secret tell records apart, settings their contents")
    func keys() throws {
        let record = #"{"external_id":"1","a":"x"}"#
        let plain = try #require(try digest(record))
        #expect(try digest(record, type: .deals)?.record != plain.record)
        #expect(try digest(record, secret: Array("0123456789abcdeg".utf8))?.record != plain.record)
        #expect(try digest(record, secret: Array("0123456789abcdeg".utf8))?.content != plain.content)
        let other = try #require(try digest(record, settings: #""contact_list_id":"x","#))
        #expect(other.record == plain.record && other.content != plain.content)
    }

    @Test("Neighbours are side by side, and all numbers apart")
    func neighbours() throws {
        let records = (100_000..<110_000).map { #"{"external_id":"C-\#($0)"}"# }
        var digests = RecordDigests(.contacts, secret: Self.secret, settings: [])
        try digests.add(Array(records.joined(separator: ",").utf8).span)
        let found = (0..<digests.count).map { digests.record($0) }
        #expect(Set(found).count == 10_000 && found.allSatisfy { $0 >= 0 })
        #expect(Set(found.map { $0 >> 32 }).count == 100)
        #expect(try #require(try digest(#"{"external_id":"1"}"#)).record >= 0)
    }

    private func compared(_ records: [String], known: Set<Int>) throws -> RecordDigests {
        var digests = RecordDigests(.contacts, secret: Self.secret, settings: [])
        try digests.add(Array(records.joined(separator: ",").utf8).span)
        digests.sort()
        for index in 0..<digests.count {
            digests.compare(index, with: known.contains(digests.position(index)) ? digests.content(index) : nil)
        }
        return digests
    }

    @Test("Batches are packed anew without the unchanged rows")
    func packing() throws {
        let records = (1...10).map { #"{"external_id":"\#($0)"}"# }
        let digests = try compared(records, known: [0, 3, 4, 5, 9])
        var packer = BatchPacker(BatchLimits(records: 3, bytes: 1000))
        // Row 6 is in no batch: it was left out before.
        let map = RowMap([RowSpan(first: 1, count: 5), RowSpan(first: 7, count: 5)])
        packer.add(Array(records.joined(separator: ",").utf8).span, map, digests, from: 0)
        packer.finish()
        let batches = packer.takeBatches()
        #expect(batches.map(\.count) == [3, 2])
        #expect(batches[0].rows == [RowSpan(first: 2, count: 2), RowSpan(first: 8, count: 1)])
        #expect(batches[1].rows == [RowSpan(first: 9, count: 2)])
        #expect(batches[1].records == Array((records[7] + "," + records[8]).utf8))
        #expect(
            packer.takeUnchanged() == [
                RowSpan(first: 1, count: 1), RowSpan(first: 4, count: 2), RowSpan(first: 7, count: 1),
                RowSpan(first: 11, count: 1),
            ])
        #expect(packer.takeBatches().isEmpty && packer.takeUnchanged().isEmpty)
    }

    @Test("A packed batch keeps to the limit of bytes")
    func bytes() throws {
        let records = (1...9).map { #"{"external_id":"\#($0)"}"# }
        let digests = try compared(records, known: [])
        let size = records[0].utf8.count
        let limits = BatchLimits(records: 100, bytes: 2 * size + 1)
        var packer = BatchPacker(limits)
        packer.add(
            Array(records.joined(separator: ",").utf8).span, RowMap([RowSpan(first: 1, count: 9)]), digests, from: 0)
        packer.finish()
        for batch in packer.takeBatches() { #expect(batch.records.count <= limits.bytes) }
    }

    @Test("Changes are counted without duplicates")
    func counting() throws {
        let records = ["1", "2", "1", "3"].map { #"{"external_id":"\#($0)"}"# } + [#"{"email":"a@example.org"}"#]
        let bytes = Array(records.joined(separator: ",").utf8)
        let rows = [RowSpan(first: 1, count: 3), RowSpan(first: 5, count: 2)]
        var keys = RecordKeys(.contacts, secret: Self.secret.span)
        try keys.add(bytes.span, rows: rows)
        let duplicates = try keys.duplicates(.hold)
        #expect(duplicates.count == 1)
        let digests = try compared(records, known: [1])
        var changes = RecordChanges()
        try changes.add(digests, rows: rows)
        let counts = changes.counts(without: duplicates)
        #expect(counts.new == 2 && counts.changed == 1 && counts.unchanged == 1)
    }
}
