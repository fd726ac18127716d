import MateoCore
import Testing

@Suite struct JSONReaderTests {
    @Test("Values go through without white space") func valuesGoThroughWithoutSpace() {
        let outcome = json(
            #"""
             { "external_id" : "1" , "n" : [ 1 , -0.5e+3 , true , null , { "a" : { } , "b" : [ ] } ] ,
               "text":"ä \" \\ \/ \u00e4 \ud83d\ude00 x" }
            """#)
        #expect(outcome.error == nil)
        #expect(
            outcome.batches == [
                #"{"external_id":"1","n":[1,-0.5e+3,true,null,{"a":{},"b":[]}],"#
                    + #""text":"ä \" \\ \/ \u00e4 \ud83d\ude00 x"}"#
            ])
    }

    @Test("Arrays of objects are read") func arraysOfObjects() {
        let outcome = json("\u{FEFF}[{\"id\":1},\n {\"id\":2}\n]\n")
        #expect(outcome.records == #"{"id":1},{"id":2}"#)
        #expect(outcome.total == 2)
        #expect(outcome.error == nil)
        #expect(json("[ ]") == Outcome())
    }

    @Test("JSON Lines are read") func lines() {
        let outcome = json("{\"id\":1}\r\n\n  \n{ \"id\" : 2 }", .lines)
        #expect(outcome.records == #"{"id":1},{"id":2}"#)
        #expect(outcome.error == nil)
    }

    @Test(
        "Numbers stay as they are",
        arguments: [
            "0", "-0", "10", "0.0", "1e5", "1E-5", "12.5e+30", "-1.25", "123456789012345678901234567890",
        ])
    func numbersStayAsTheyAre(_ number: String) {
        #expect(json("{\"id\":\(number)}").records == "{\"id\":\(number)}")
    }

    @Test(
        "What is not a number is refused",
        arguments: [
            "01", "-", "1.", ".5", "1e", "1e+", "+1", "1.e5", "0x1", "1_0", "NaN", "--1", "1.5.5", "1e5e5",
        ])
    func notNumbers(_ number: String) {
        #expect(json("{\"id\":\(number)}").error?.status == .json)
    }

    @Test(
        "A record with an identifier is taken",
        arguments: [
            #"{"id":"x"}"#, #"{"id":5}"#, #"{"id":null,"email":"x@y.de"}"#, #"{"\u0069d":"x"}"#,
            #"{"whatsapp":["1"]}"#, #"{"a":{"id":null},"id":"1"}"#,
        ])
    func identified(_ record: String) {
        #expect(json(record).error == nil)
    }

    @Test(
        "A record without an identifier is refused",
        arguments: [
            #"{}"#, #"{"id":null}"#, #"{"id":""}"#, #"{"name":"x"}"#, #"{"a":{"id":"x"}}"#, #"{"id":[]}"#,
            #"{"id":{}}"#,
            #"{"ID":"x"}"#, #"{"id ":"x"}"#, #"{"id":false}"#, #"{"id":{"b":1}}"#, #"{"email":"x"}"#,
        ])
    func notIdentified(_ record: String) {
        #expect(json(record).error?.status == .record)
    }

    @Test("Batches end at the limits") func batchesEndAtTheLimits() {
        let rows = (1...7).map { "{\"id\": \($0)}\n" }.joined()
        #expect(json(rows, .lines, limits: BatchLimits(records: 3)).firstRows == [1, 4, 7])
        // Each record is 8 bytes; seven and their commas are 62, eight are 71.
        let more = (1...9).map { "{\"id\": \($0)}\n" }.joined()
        #expect(json(more, .lines, limits: BatchLimits(bytes: 70)).firstRows == [1, 8])
        #expect(json(more, .lines, limits: BatchLimits(bytes: 71)).firstRows == [1, 9])
    }

    static let inputs: [(String, JSONReader.Form)] = [
        (
            "\u{FEFF} [ {\"id\" : \"a\\u00e4\\ud83d\\ude00\\n\", \"x\":[1.5e3,true,{}]} ,{\"id\":2} ] ",
            .document
        ),
        ("{\"id\":\"Köln 😀 and a string that is long\"}", .document),
        ("{\"id\":1}\n\n{\"id\":-2.0e-1,\"a\":null}\r\n", .lines),
        ("[{\"id\":1},{\"id\":2,\"id\":3}]", .document), ("[{\"id\":1},{\"name\":3}]", .document),
        ("{\"id\":1}\n{\"id\":", .lines), ("[{\"id\":\"\\ud83d\"}]", .document),
    ]

    @Test("Every split of JSON gives the same records", arguments: inputs)
    func everySplitGivesTheSame(_ text: String, _ form: JSONReader.Form) {
        let input = Array(text.utf8)
        for limits in [BatchLimits(), BatchLimits(records: 1), BatchLimits(bytes: 64)] {
            let whole = read(JSONReader(type: .contacts, form: form), input, limits: limits)
            for cut in 0...input.count {
                let split = read(JSONReader(type: .contacts, form: form), input, cuts: [cut], limits: limits)
                #expect(split == whole, "cut at \(cut)")
            }
            for size in 1...9 {
                let cuts = pieces(size, of: input.count)
                let split = read(JSONReader(type: .contacts, form: form), input, cuts: cuts, limits: limits)
                #expect(split == whole, "in pieces of \(size)")
            }
        }
    }

    /// Every beginning of a document is refused, except where only white space is missing.
    @Test("Every truncation is seen") func everyTruncationIsSeen() {
        let input = Array("[{\"id\":\"a\\u00e4\",\"n\":[1,null]},{\"id\":2}]".utf8)
        for end in 0..<input.count {
            let outcome = read(JSONReader(type: .contacts, form: .document), Array(input[..<end]))
            #expect(outcome.error?.status == .json, "up to \(end)")
        }
    }
}
