import Testing

@testable import MateoCore

@Suite struct RecordKeysTests {
    /// What is found, each as `row state otherRow`.
    private func found(
        _ records: [String], _ handles: SharedHandles = .hold, type: RecordType = .contacts
    ) throws -> [String] {
        var keys = RecordKeys(type, secret: Array("0123456789abcdef".utf8).span)
        let middle = records.count / 2
        try add(records[..<middle], from: 1, to: &keys)
        try add(records[middle...], from: Int64(middle) + 1, to: &keys)
        return Self.texts(try keys.duplicates(handles))
    }

    private func add(_ records: ArraySlice<String>, from row: Int64, to keys: inout RecordKeys) throws {
        let bytes = Array(records.joined(separator: ",").utf8)
        try keys.add(bytes.span, rows: [RowSpan(first: row, count: Int64(records.count))])
    }

    private static func texts(_ duplicates: borrowing Duplicates) -> [String] {
        var texts: [String] = []
        for index in 0..<duplicates.count {
            guard let one = duplicates.duplicate(index) else { continue }
            texts.append("\(one.row) \(one.state) \(one.otherRow)")
        }
        return texts
    }

    @Test func nothingTwice() throws {
        let records = (1...9).map { #"{"external_id":"\#($0)","email":"\#($0)@example.org"}"# }
        #expect(try found(records) == [])
    }

    @Test func laterRowOfAnIdentityWins() throws {
        let records = ["1", "2", "1", "3", "1"].map { #"{"external_id":"\#($0)","email":"\#($0)@x.org"}"# }
        #expect(try found(records) == ["1 superseded 5", "3 superseded 5"])
    }

    @Test func handleBelongsToTheFirstRowThatIsSent() throws {
        let records = [
            #"{"external_id":"1","email":"family@example.org","sms":"+491711"}"#,
            #"{"external_id":"2","email":"Family@Example.org","sms":"+491712222"}"#,
            // The row before is held and has no claim on its number.
            #"{"external_id":"3","sms":"+491712222"}"#,
            #"{"external_id":"4","whatsapp":"+491712222"}"#,
        ]
        #expect(try found(records) == ["2 held 1"])
        #expect(try found(records, .send) == [])
    }

    @Test func handleOfASupersededRowIsFree() throws {
        let records = [
            #"{"external_id":"1","email":"a@example.org"}"#, #"{"external_id":"2","email":"a@example.org"}"#,
            #"{"external_id":"1","email":"b@example.org"}"#,
        ]
        #expect(try found(records) == ["1 superseded 3"])
    }

    @Test(arguments: [
        (#"["+49 (0) 171 / 23-45.6"]"#, #""0049171 23456""#), (#""491712345678""#, #""+491712345678""#),
        (#"["no","+49171234567"]"#, #"["+49171234567","+491719999999"]"#), (#"491712345678"#, #""+491712345678""#),
    ])
    func spellings(_ one: String, _ other: String) throws {
        let records = [#"{"external_id":"1","sms":\#(one)}"#, #"{"external_id":"2","sms":\#(other)}"#]
        #expect(try found(records) == ["2 held 1"])
    }

    @Test func numbersThatTheServiceDoesNotTakeAreNoHandles() throws {
        let records = [
            #"{"external_id":"1","sms":["+4917111111","+4917122222"]}"#, #"{"external_id":"2","sms":"+4917122222"}"#,
            #"{"external_id":"3","sms":"017133333"}"#, #"{"external_id":"4","sms":"+17133333"}"#,
            #"{"external_id":"7","sms":"unknown"}"#, #"{"external_id":"8","sms":"unknown"}"#,
            #"{"external_id":"5","sms":null,"email":""}"#, #"{"external_id":"6","sms":[],"email":""}"#,
        ]
        #expect(try found(records) == [])
    }

    @Test func recordWithoutANumberOfItsOwnIsKnownByItsHandle() throws {
        let records = [
            #"{"email":"a@example.org","city":"Ulm"}"#, #"{"email":"A@example.org"}"#,
            #"{"external_id":"1","email":"a@example.org"}"#,
        ]
        #expect(try found(records) == ["1 superseded 2", "3 held 2"])
    }

    @Test func escapedAndPlainTextsAreTheSame() throws {
        let records = [#"{"external_id":"a\/bä"}"#, #"{"external_id":"a/b\u00e4"}"#, #"{"external_id":"A/bä"}"#]
        #expect(try found(records) == ["1 superseded 2"])
    }

    @Test func dealsHaveNoHandles() throws {
        let records = [
            #"{"external_id":"1","email":"a","contact_external_id":"7"}"#,
            #"{"external_id":"2","email":"a","contact_external_id":"7"}"#, #"{"external_id":"1"}"#,
        ]
        #expect(try found(records, type: .deals) == ["1 superseded 3"])
    }

    /// So many that they are distributed before they are sorted; and one value in all of them.
    @Test func manyRows() throws {
        var expected: [String] = []
        let records = (1...40_000).map { row in
            if row % 1000 == 0 { expected.append("\(row - 500) superseded \(row)") }
            if row % 1000 == 250 { expected.append("\(row) held \(row - 1)") }
            let id = row % 1000 == 0 ? row - 500 : row
            let mail = row % 1000 == 250 ? row - 1 : row
            return #"{"external_id":"\#(id)","email":"m\#(mail)@example.org","sms":"+4917\#(1_000_000 + row)"}"#
        }
        let found = try found(records)
        #expect(found.count == 80 && Set(found) == Set(expected))
        let one = try self.found(Array(repeating: #"{"external_id":"1","id":"2","sms":"+49123456"}"#, count: 70_000))
        #expect(one.count == 69_999 && one.allSatisfy { $0.hasSuffix(" superseded 70000") })
    }

    /// What Python 3.11 has for bytes when its key is zero.
    @Test(
        arguments: [
            ("a", 0x4074_48D2_B89B_1813), ("external", 0x842C_7F1D_8282_385D),
            ("fifteen letters", 0x2DD8_A9E0_12C1_BB2D),
            ("sixteen letters.", 0x0A6C_1765_4B22_1DAC),
        ] as [(String, UInt64)])
    func keyedHash(_ text: String, _ expected: UInt64) {
        #expect(KeyedHash(key: (0, 0)).hash(Array(text.utf8).span) == expected)
    }
}
