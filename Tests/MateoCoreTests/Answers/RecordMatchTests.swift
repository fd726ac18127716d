import Testing

@testable import MateoCore

/// Which records of a batch the service's failures are about.
@Suite struct RecordMatchTests {
    private func match(
        _ list: String, among payload: String, atMost count: Int64 = .max
    ) throws -> [MatchedFailure] {
        let report = try #require(FailureReport(file: Array(list.utf8), type: .contacts))
        return Array(try report.failures(among: Array(payload.utf8), atMost: count))
    }

    private func positions(
        _ list: String, among payload: String, atMost count: Int64 = .max
    ) throws -> [Int64?] {
        try match(list, among: payload, atMost: count).map(\.position)
    }

    @Test("A failure has the words of the service and its record")
    func parts() throws {
        let failures = try match(
            #"[{"code":"23514","message":"n\u00f6\n","input":{ "external_id" : "2" , "a" : " x " }}]"#,
            among: #"{"external_id":"1"},{"external_id":"2","a":" x "}"#)
        #expect(
            failures == [
                MatchedFailure(
                    position: 1, externalID: [50], code: Array("23514".utf8), message: Array("nö\n".utf8),
                    input: Array(#"{"external_id":"2","a":" x "}"#.utf8))
            ])
    }

    @Test("Codes and messages that are no texts are kept as JSON")
    func oddWords() throws {
        let failures = try match(
            #"[{"code":23514,"message":{"a": 1},"input":{}},{"code":null,"input":true}]"#, among: "")
        #expect(failures.map { String(decoding: $0.code, as: UTF8.self) } == ["23514", ""])
        #expect(failures.map { String(decoding: $0.message, as: UTF8.self) } == [#"{"a":1}"#, ""])
        #expect(failures.map { String(decoding: $0.input, as: UTF8.self) } == ["{}", ""])
    }

    @Test(
        "The same content in another form is the same record",
        arguments: [
            (#"{"external_id":"2","b":1,"a":2}"#, #"{"a":2,"b":1,"external_id":"2"}"#),
            (
                #"{"external_id":"2","a":{"x":1,"y":[{"p":1,"q":2}]}}"#,
                #"{"a":{"y":[{"q":2,"p":1}],"x":1},"external_id":"2"}"#
            ),
            (#"{"external_id":"2","a":1}"#, #"{"external_id":"2","a":1.0}"#),
            (#"{"external_id":"2","a":100}"#, #"{"external_id":"2","a":1e2}"#),
            (#"{"external_id":"2","a":-0.5}"#, #"{"external_id":"2","a":-50E-2}"#),
            (#"{"external_id":"2","a":-0.0}"#, #"{"external_id":"2","a":0e7}"#),
            (#"{"external_id":"2","a":"ä/€"}"#, #"{"external_id":"2","\u0061":"\u00e4\/\u20ac"}"#),
            (#"{"external_id":7.0,"a":1}"#, #"{"external_id":7,"a":1}"#),
            (#"{"email":"x","a":null}"#, #"{ "a" : null , "email" : "x" }"#),
        ])
    func equalContent(_ sent: String, _ reported: String) throws {
        // A decoy with the same id before it would be taken if only the id were equal.
        let id = sent.contains("external_id") ? #""external_id":"2","# : ""
        let decoy = sent.contains("7.0") ? #"{"external_id":7,"other":1}"# : #"{\#(id)"other":1}"#
        #expect(try positions(#"[{"input":\#(reported)}]"#, among: "\(decoy),\(sent),\(decoy)") == [1])
        #expect(try positions(#"[{"input":\#(sent)}]"#, among: "\(decoy),\(reported)") == [1])
    }

    @Test(
        "Other content is another record",
        arguments: [
            ("1", #""1""#), ("1", "10"), ("1", "-1"), ("0.1", "1"), ("1e20", "1e21"), ("[1,2]", "[2,1]"),
            ("[]", "{}"),
            ("null", "false"), ("true", "false"), (#""a""#, #""A""#), ("[[1],2]", "[[1,2]]"),
            (#"["a","b"]"#, #"["ab"]"#), (#"["a","b"]"#, #"["a\"b"]"#),
            (#"{"a":1,"b":2}"#, #"{"a":2,"b":1}"#), ("1e999999999", "1e999999998"), ("12", "[1,2]"),
            ("123e2", "1232"),
            (#"{"a":[1]}"#, #"{"a":[1,1]}"#), ("0", "null"),
        ])
    func otherContent(_ sent: String, _ reported: String) throws {
        // Records without an id match by content alone.
        #expect(try positions(#"[{"input":{"v":\#(reported)}}]"#, among: #"{"v":\#(sent)}"#) == [nil])
        #expect(try positions(#"[{"input":{"v":\#(sent)}}]"#, among: #"{"v":\#(sent)}"#) == [0])
    }

    @Test("Identical rows stay apart, in their order")
    func identicalRows() throws {
        let row = #"{"external_id":"1","a":1}"#
        let entry = #"{"code":"c","input":{"a":1,"external_id":"1"}}"#
        let payload = Array(repeating: row, count: 4).joined(separator: ",")
        #expect(try positions("[\(entry),\(entry),\(entry)]", among: payload) == [0, 1, 2])
        #expect(try positions("[\(entry),\(entry),\(entry)]", among: "\(row),\(row)") == [0, 1, nil])
    }

    @Test("Equal content goes before an equal external id")
    func order() throws {
        let payload = #"{"external_id":"1","a":1},{"external_id":"1","a":2},{"external_id":"1","a":3}"#
        #expect(
            try positions(
                #"[{"input":{"external_id":"1","a":9}},{"input":{"external_id":"1","a":1}},{"external_id":1}]"#,
                among: payload) == [1, 0, 2])
    }

    @Test("Failures of unknown records come last, and there are no more than are counted")
    func limits() throws {
        let payload = #"{"external_id":"1"},{"external_id":"2"},{"external_id":"3"}"#
        let list =
            #"[{"external_id":"9"},{"external_id":"3"},{},7,{"external_id":"1"},{"external_id":"8"},{"external_id":"1"}]"#
        #expect(try positions(list, among: payload) == [2, 0, nil, nil, nil, nil])
        #expect(try match(list, among: payload).map(\.externalID) == [[51], [49], [57], [], [56], [49]])
        #expect(try positions(list, among: payload, atMost: 3) == [2, 0, nil])
        #expect(try positions(list, among: payload, atMost: 1) == [2])
        #expect(try positions(list, among: payload, atMost: 0) == [])
        #expect(try positions(list, among: payload, atMost: .min) == [])
    }

    @Test("A failure without a record is given the one that was sent")
    func withoutRecord() throws {
        let payload = #"{"external_id":"1"},{"external_id":"2","a":"b"}"#
        let failures = try match(
            #"[{"code":"1","external_id":2},{"code":"2","external_id":"3"}]"#, among: payload)
        #expect(failures.map(\.position) == [1, nil])
        #expect(
            failures.map { String(decoding: $0.input, as: UTF8.self) } == [
                #"{"external_id":"2","a":"b"}"#, "",
            ])
    }

    private static let contacts = #"""
        {"external_id":"1","email":"a@x.de","sms":"0170 1234501"},{"external_id":"2","email":"b@x.de","whatsapp":["+49 30 222","+49171 2222222"]},\
        {"email":"c@x.de","sms":"0170 1234503","country_codes":["DE"]},{"sms":"+49 170 1234504","a":1},{"sms":"01701234505","a":1},\
        {"external_id":"6","secondary_external_id":"s6","email":"same@x.de"},{"external_id":"7","email":"SAME@x.de"}
        """#.replacing("\\\n", with: "")

    @Test(
        "A failure without an external id is about the record that has one of its other values",
        arguments: [
            (#"{"email":"A@x.de"}"#, 0), (#"{"external_id":null,"email":"b@x.de","sms":"1"}"#, 1),
            (#"{"sms":"+491701234501"}"#, 0),
            (#"{"whatsapp":"+491712222222"}"#, 1), (#"{"whatsapp":["x","00491712222222"]}"#, 1),
            (#"{"sms":"+491701234503","country_codes":["DE"]}"#, 2), (#"{"sms":["+491701234504"],"a":1}"#, 3),
            (#"{"sms":"+49 (0) 170 1234505"}"#, 4), (#"{"secondary_external_id":"s6"}"#, 5),
            (#"{"secondary_external_id":"s6","email":"same@x.de"}"#, 5), (#""{\"external_id\":\"7\"}""#, 6),
            // The surer field counts.
            (#"{"sms":"+491701234501","email":"c@x.de"}"#, 2),
            (#"{"secondary_external_id":"s6","sms":"01701234505"}"#, 5),
            // Two records have the value, none has it, or it is in another field.
            (#"{"email":"same@x.de"}"#, nil), (#"{"email":"d@x.de"}"#, nil), (#"{"sms":"+491712222222"}"#, nil),
            (#"{"external_id":"9","email":"a@x.de"}"#, nil), (#"{"sms":"1234501x"}"#, nil), (#"{"sms":""}"#, nil),
        ] as [(String, Int64?)])
    func handles(_ reported: String, _ position: Int64?) throws {
        #expect(try positions(#"[{"input":\#(reported)}]"#, among: Self.contacts) == [position])
    }

    @Test("As many failures as records with a value are about these, and each record has one failure")
    func sharedHandles() throws {
        let both = #"[{"input":{"email":"same@x.de"}},{"input":{"email":"Same@x.de","a":1}}]"#
        #expect(try positions(both, among: Self.contacts) == [5, 6])
        let named = #"[{"input":{"external_id":"1"}},{"input":{"email":"a@x.de"}}]"#
        #expect(try positions(named, among: Self.contacts) == [0, nil])
    }

    @Test("Many failures with one value take no more than the time of sorting") func manyEqualHandles() throws {
        let list = (0..<20_000).map { #"{"input":{"email":"a@x.de","sms":"+4917012345\#($0)"}}"# }.joined(
            separator: ",")
        let payload = (0..<20_000).map { #"{"external_id":"\#($0)","email":"a@x.de"}"# }.joined(separator: ",")
        #expect(try positions("[\(list)]", among: payload + #",{"external_id":"x"}"#) == (0..<20_000).map { Int64($0) })
        #expect(try positions("[\(list)]", among: payload + #",{"email":"a@x.de"}"#).allSatisfy { $0 == nil })
    }

    @Test("Texts and numbers are the same external id")
    func externalIDs() throws {
        let payload = #"{"external_id":17,"a":1},{"external_id":"18","a":1},{"external_id":"a\u00e4","a":1}"#
        #expect(
            try positions(
                #"[{"external_id":"a\u00E4"},{"external_id":18.0},{"external_id":"17"},{"external_id":""}]"#,
                among: payload) == [2, 1, 0, nil])
    }

    @Test(
        "What is no payload has no records",
        arguments: [
            "", "{", "}", #"{"external_id":"1"}]"#, #"{"external_id":"1"},"#, #"[{"external_id":"1"}"#,
            #"{"external_id":"1""#,
            "{\"external_id\":\"1\"}\u{0}", #"{"external_id":"1"}{"external_id":"1"}"#,
            #",{"external_id":"1"}"#,
        ])
    func oddPayloads(_ payload: String) throws {
        #expect(try positions(#"[{"external_id":"1"}]"#, among: payload) == [nil])
    }

    @Test("Without an external id, another identifying value names the record, however the service spells it")
    func spelling() throws {
        let payload = """
            {"email":"Max.7@Example.ORG","n":"a"},{"sms":"+49 170 1000007","n":"b"},{"sms":["0049 170/1000008","1"],"n":"c"},\
            {"external_id":"1","email":"eve@example.org"},{"whatsapp":"+49 170 1000007","n":"d"},{"n":"e"},\
            {"secondary_external_id":"S1","email":"tom@example.org"},{"email":"ü@example.org"},{"email":""}
            """
        for (entry, position) in [
            (#"{"id":"u","email":"max.7@example.org","n":"A"}"#, 0), (#"{"sms":"+491701000007","n":null}"#, 1),
            (#"{"external_id":null,"sms":["+491701000008"]}"#, 2), (#"{"whatsapp":["+491701000007"]}"#, 4),
            (#"{"secondary_external_id":"S1","email":null}"#, 6), (#"{"email":"\u00fc@EXAMPLE.org"}"#, 7),
            (#"{"email":"eve@example.org"}"#, 3), (#"{"n":"E"}"#, nil), (#"{"sms":"max.7@example.org"}"#, nil),
            (#"{"secondary_external_id":"s1"}"#, nil), (#"{"sms":[]}"#, nil), (#"{"sms":null,"email":7}"#, nil),
        ] as [(String, Int64?)] {
            #expect(try positions(#"[{"input":\#(entry)}]"#, among: payload) == [position], "\(entry)")
        }
    }

    @Test("Records as deep as they can be sent are matched by content, and deeper ones by id")
    func depth() throws {
        for (depth, isMatched) in [(31, true), (32, false), (900, false)] {
            let value = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            let record = #"{"v":\#(value)}"#
            #expect(try positions(#"[{"input":\#(record)}]"#, among: record) == [isMatched ? 0 : nil])
            let named = #"{"external_id":"1","v":\#(value)}"#
            #expect(try positions(#"[{"input":\#(named)}]"#, among: named) == [0])
        }
    }

    @Test("Ten thousand failures in another order are found, and those that were not sent are not")
    func many() throws {
        let count = 10_000
        let rows = (0..<count).map {
            #"{"external_id":"\#($0 / 2)","email":"\#($0 % 7)@example.org","n":\#($0)}"#
        }
        let places = (0..<count).map { $0 * 7919 % count }
        let entries = places.map { row in
            #"{"code":"1","input":{"n":\#(row).0,"email":"\#(row % 7)@example.org","external_id":"\#(row / 2)"}}"#
        }
        let list = "[" + entries.joined(separator: ",") + #",{"input":{"external_id":"x"}}]"#
        let failures = try match(list, among: rows.joined(separator: ","))
        #expect(failures.map(\.position) == places.map { Int64($0) } + [nil])
    }

    @Test("Twenty thousand identical rows are told apart")
    func manyIdentical() throws {
        let count = 20_000
        let rows = Array(repeating: #"{"email":"a"}"#, count: count).joined(separator: ",")
        let entries = Array(repeating: #"{"input":{"email":"a"}}"#, count: count).joined(separator: ",")
        #expect(try positions("[\(entries)]", among: rows) == (0..<Int64(count)).map { $0 })
    }

    @Test("A list of more failures than a batch can have records is cut")
    func tooMany() throws {
        let list = try #require(JSONValue(Array("[1,{},{},{\"external_id\":1},{}]".utf8))).elements
        let payload = Array(#"{"external_id":1},{}"#.utf8)
        let positions = { most throws(MateoError) in
            try RecordMatch.matches(of: list, among: payload, atMost: .max, reading: most).map(\.position)
        }
        #expect(try positions(3) == [1, 0, nil])
        #expect(try positions(2) == [1, nil])
    }

    @Test("An object of very many members in the opposite order is the same")
    func manyMembers() throws {
        let members = (0..<20_000).map { #""k\#($0)":\#($0)"# }
        let one = "{" + members.joined(separator: ",") + "}"
        let other = "{" + members.reversed().joined(separator: ",") + "}"
        #expect(try positions(#"[{"input":\#(other)}]"#, among: one) == [0])
    }
}
