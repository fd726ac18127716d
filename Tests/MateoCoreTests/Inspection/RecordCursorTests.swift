import Testing

@testable import MateoCore

@Suite struct RecordCursorTests {
    /// The members of all records, each as `name=value`.
    private func members(_ text: String) -> [[String]] {
        let bytes = Array(text.utf8)
        return bytes.withUnsafeBufferPointer { buffer in
            guard let source = buffer.baseAddress else { return [] }
            var cursor = RecordCursor(source, count: buffer.count)
            var records: [[String]] = []
            while cursor.nextRecord() {
                var record: [String] = []
                while cursor.nextMember() {
                    record.append(
                        String(decoding: buffer[cursor.name], as: UTF8.self) + "="
                            + String(decoding: buffer[cursor.value], as: UTF8.self))
                }
                record.append(String(decoding: buffer[cursor.record], as: UTF8.self))
                records.append(record)
            }
            return records
        }
    }

    @Test func members() {
        #expect(
            members(#"{"a":"1","b\"":[{"c":"}"},2],"d":null,"e":-1.5},{},{"f":{"g":"\\"}}"#) == [
                [
                    #"a="1""#, #"b\"=[{"c":"}"},2]"#, "d=null", "e=-1.5",
                    #"{"a":"1","b\"":[{"c":"}"},2],"d":null,"e":-1.5}"#,
                ],
                ["{}"],
                [#"f={"g":"\\"}"#, #"{"f":{"g":"\\"}}"#],
            ])
    }

    /// Bytes that are no records: it must end, and stay inside.
    @Test(arguments: [
        "", ",", "{", #"{""#, #"{"a"#, #"{"a":"#, #"{"a":["#, #"{"a":"b\"#, #"{"a":1"#, "[]", "{}{}", "{,}",
    ])
    func noRecords(_ text: String) {
        _ = members(text)
    }
}
