import MateoCore
import Testing

@Suite struct RecordBoundariesTests {
    @Test("Each record is found where it begins, whatever its strings hold")
    func offsets() {
        let records = [
            #"{"id":"1"}"#, #"{"id":"},{\"a\":\"\\"}"#, #"{"id":[{"a":[]},"]}",{}],"b":{"c":"\\\""}}"#, "{}",
            #"{"id":"é😀{"}"#,
        ]
        let payload = Array(records.joined(separator: ",").utf8)
        #expect(RecordBoundaries.count(in: payload.span) == 5)
        var offset = 0
        for (number, record) in records.enumerated() {
            #expect(begin(ofRecord: number, in: payload) == offset)
            offset += record.utf8.count + 1
        }
        #expect(begin(ofRecord: 5, in: payload) == nil)
        #expect(begin(ofRecord: -1, in: payload) == nil)
    }

    @Test("An empty payload has no records")
    func empty() {
        let payload: [UInt8] = []
        #expect(RecordBoundaries.count(in: payload.span) == 0)
        #expect(begin(ofRecord: 0, in: payload) == nil)
    }

    @Test(
        "A malformed payload has no count",
        arguments: [
            ",", "{", "}", "{}{}", "{},", ",{}", "{},,{}", "{} ,{}", "{}]", "{]", "[]", "{[}]", "1,2",
            #"{"}"#, #"{"\"}"#, #"{"\"#, #"{},"a""#, #"{"a":[1}"#,
            "{\"a\":" + String(repeating: "[", count: 32) + String(repeating: "]", count: 32) + "}",
        ])
    func malformed(_ text: String) {
        #expect(RecordBoundaries.count(in: Array(text.utf8).span) == nil)
    }

    @Test("What is malformed behind a record does not hide where it begins")
    func malformedBehind() {
        let payload = Array("{},{},{]".utf8)
        #expect(begin(ofRecord: 2, in: payload) == 6)
        #expect(begin(ofRecord: 3, in: payload) == nil)
    }

    @Test("What readers write can be divided before each record", arguments: 0..<300)
    func readers(_ seed: Int) throws {
        var random = RandomJSON(random: Numbers(state: UInt64(seed)))
        let file = random.file(.lines)
        let single = BatchLimits(records: 1)
        let whole = read(JSONReader(type: .contacts, form: .lines), file)
        let records = read(JSONReader(type: .contacts, form: .lines), file, limits: single).batches
        let payload = Array(whole.records.utf8)
        #expect(RecordBoundaries.count(in: payload.span) == records.count)
        for number in records.indices {
            let start = try #require(begin(ofRecord: number, in: payload))
            #expect(String(decoding: payload[start...], as: UTF8.self).hasPrefix(records[number]))
            let before = payload[..<max(start - 1, 0)]
            #expect(String(decoding: before, as: UTF8.self) == records[..<number].joined(separator: ","))
        }
        // With any bytes it comes to an end.
        let damaged = random.damage(payload)
        let count = RecordBoundaries.count(in: damaged.span)
        #expect(count.map { $0 <= damaged.count } ?? true)
    }

    private func begin(ofRecord number: Int, in payload: [UInt8]) -> Int? {
        RecordBoundaries.offset(ofRecord: number, in: payload.span)
    }
}
