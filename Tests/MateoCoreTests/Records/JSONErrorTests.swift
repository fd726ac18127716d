import MateoCore
import Testing

@Suite struct JSONErrorTests {
    struct Case: Sendable {
        var input: String
        var form = JSONReader.Form.document
        var status = Status.json
        var row: Int64 = 1
        var message: String
    }

    static let identifiers =
        "external_id, secondary_external_id, id, email, whatsapp, sms, instagram, facebook, google_business_messaging"

    static let syntax = [
        Case(input: "", row: 0, message: "the input is empty; it needs an object"),
        Case(input: " \n", row: 0, message: "the input is empty; it needs an object"),
        Case(
            input: "5",
            message:
                "row 1, line 1: expected an object or an array of objects (byte offset 0). If it is CSV, read the file as CSV"
        ),
        Case(
            input: "[\"a\"]",
            message: "row 1, line 1: expected an object or the end of the array (byte offset 1)"),
        Case(
            input: "[{\"id\":1},\n[]]", row: 2, message: "row 2, line 2: expected an object (byte offset 11)"),
        Case(
            input: "[{\"id\":1},]", row: 2,
            message: "row 2, line 1: expected an object (byte offset 10). Remove the comma before it"),
        Case(
            input: "[{\"id\":1}{\"id\":2}]", row: 2,
            message: "row 2, line 1: expected a comma or the end of the array (byte offset 9)"),
        Case(
            input: "{\"id\":1} x", row: 2,
            message: "row 2, line 1: expected the end of the input (byte offset 9)"),
        Case(
            input: "{\"id\":1}\n{\"id\":2}", row: 2,
            message: "row 2, line 2: expected the end of the input (byte offset 9)"),
        Case(
            input: "{\"id\":1} {\"id\":2}", form: .lines, row: 2,
            message: "row 2, line 1: expected the end of the line (byte offset 9)"),
        Case(
            input: "{\"id\":1}\n{\"id\":\n2}", form: .lines, row: 2,
            message:
                "row 2, line 2: field \"id\": the line ends inside a record; JSON Lines need one line for each record"
        ),
        Case(
            input: "{\"id\":1,}",
            message: "row 1, line 1: expected a field name in quotes (byte offset 8). Remove the comma before it"),
        Case(input: "{id:1}", message: "row 1, line 1: expected a field name in quotes (byte offset 1)"),
        Case(input: "{\"id\" 1}", message: "row 1, line 1: field \"id\": expected a colon (byte offset 6)"),
        Case(input: "{\"id\":}", message: "row 1, line 1: field \"id\": expected a value (byte offset 6)"),
        Case(
            input: "{\"id\":1]",
            message: "row 1, line 1: field \"id\": expected a comma or the end of the object (byte offset 7)"),
        Case(
            input: "{\"id\":[1}",
            message: "row 1, line 1: field \"id\": expected a comma or the end of the array (byte offset 8)"),
        Case(
            input: "{\"id\":[1,]}",
            message: "row 1, line 1: field \"id\": expected a value (byte offset 9). Remove the comma before it"),
        Case(
            input: "{\"id\":tru}", message: "row 1, line 1: field \"id\": expected true, false or null (byte offset 9)"),
        Case(input: "{\"id\":1.x}", message: "row 1, line 1: field \"id\": expected a digit (byte offset 8)"),
        Case(
            input: "{\"id\":\"a\tb\"}",
            message:
                "row 1, line 1: field \"id\": a string holds a control character that is not escaped (byte offset 8)"),
        Case(
            input: "{\"id\":\"\\x\"}",
            message: "row 1, line 1: field \"id\": invalid escape sequence in a string (byte offset 8)"),
        Case(
            input: "{\"id\":\"\\u12g4\"}",
            message: "row 1, line 1: field \"id\": invalid escape sequence in a string (byte offset 11)"),
        Case(
            input: "{\"id\":\"\\ud800\"}",
            message: "row 1, line 1: field \"id\": a string holds half of a surrogate pair (byte offset 13)"),
        Case(
            input: "{\"id\":\"\\udc00\"}",
            message: "row 1, line 1: field \"id\": a string holds half of a surrogate pair (byte offset 12)"),
        Case(
            input: "{\"id\":\"\\ud800\\u0041\"}",
            message: "row 1, line 1: field \"id\": a string holds half of a surrogate pair (byte offset 18)"),
        Case(
            input: "[\n{\"id\":1},\n{\"id\":2", row: 2,
            message: "row 2: the input ends inside the record that begins on line 3"),
        Case(
            input: "[{\"id\":1}", row: 2, message: "the input ends inside the array, after 1 records"),
    ]

    static let content = [
        Case(
            input: "{\"id\":1,\"a\":2,\"i\\u0064\":3}", status: .record,
            message: "row 1, line 1: field 3 repeats the name of field 1 (byte offset 22)"),
        Case(
            input: "{\"id\":1,\"ü\":1,\"ü\":2}", status: .record,
            message: "row 1, line 1: field 3 repeats the name of field 2 (byte offset 18)"),
        Case(
            input: "{\"\":1}", status: .record,
            message: "row 1, line 1: the record has a field without a name"),
        Case(
            input: "[{\"id\":1},\n{\"name\":\"x\"}]", status: .record, row: 2,
            message: "row 2, line 2: no field identifies the record; one of these is required: " + identifiers),
        Case(
            input: "{\"id\":\"a\\u0000\"}", status: .encoding,
            message: "row 1, line 1: field \"id\": a string holds a NUL character (byte offset 13)"),
        Case(
            input: "{\"id\":\"a\u{0}\"}", status: .encoding,
            message: "row 1, line 1: field \"id\": a string holds a NUL character (byte offset 8)"),
        Case(
            input: "{\"id\":1,\"" + String(repeating: "k", count: 256) + "\":1}", status: .limit,
            message: "row 1, line 1: a field name is longer than 255 bytes (byte offset 265)"),
    ]

    @Test("An error says what is wrong, and where", arguments: syntax + content)
    func saysWhatAndWhere(_ example: Case) {
        let input = Array(example.input.utf8)
        for size in [1, 5, 4096] {
            let outcome = read(
                JSONReader(type: .contacts, form: example.form), input, cuts: pieces(size, of: input.count))
            #expect(
                outcome.error == MateoError(example.status, "\(example.message)", row: example.row),
                "in pieces of \(size)")
        }
    }

    @Test("Nesting deeper than 32 levels is refused", arguments: [("[", "]"), ("{\"a\":", "}")])
    func nesting(_ open: String, _ close: String) {
        func nested(_ depth: Int) -> Outcome {
            json(
                "{\"id\":1,\"n\":" + String(repeating: open, count: depth - 1) + "1"
                    + String(repeating: close, count: depth - 1) + "}")
        }
        #expect(nested(32).error == nil)
        for depth in [33, 10_000] {
            #expect(nested(depth).error?.status == .limit)
            #expect(nested(depth).error?.message.contains("nested deeper than 32 levels") == true)
        }
    }

    @Test("A line without an identifier is held")
    func heldLines() {
        let lines = "{\"id\":1}\n{\"name\":\"x\"}\n{\"id\":null}\n{\"id\":2}\n"
        for text in [lines, "[" + lines.dropLast().replacing("\n", with: ",") + "]"] {
            for size in [1, 5, 500] {
                for limits in [BatchLimits(), BatchLimits(records: 1)] {
                    let outcome = read(
                        JSONReader(type: .contacts, form: .lines), Array(text.utf8),
                        cuts: pieces(size, of: text.utf8.count), limits: limits)
                    #expect(outcome.error == nil)
                    #expect(outcome.records == "{\"id\":1},{\"id\":2}")
                    #expect(outcome.total == 4)
                    #expect(outcome.leftOut.map(\.rows) == [RowSpan(first: 2, count: 1), RowSpan(first: 3, count: 1)])
                    #expect(outcome.leftOut.map(\.why.line) == (text == lines ? [2, 3] : [1, 1]))
                    #expect(
                        outcome.leftOut.map { String(decoding: $0.why.input, as: UTF8.self) }
                            == ["{\"name\":\"x\"}", "{\"id\":null}"])
                    #expect(outcome.leftOut.first?.why.code == "no_identifier")
                }
            }
        }
    }

    @Test(
        "What people write for JSON is named",
        arguments: [
            ("{\"id\":1,\"city\":NaN}", "write null, true or false"), ("{\"id\":-Infinity}", "write null"),
            ("{\"id\":nan}", "write null"), ("{\"id\":1,\"city\":None}", "field \"city\": "),
            ("{'id':1}", "double quotes"), ("{\"id\":'1'}", "double quotes"),
            ("{\"id\":1},\n{\"id\":2}", "no commas between records"), ("{\"id\":\"a\nb\"}", "close its quote"),
        ])
    func advice(_ text: String, _ words: String) {
        #expect(json(text, .lines).error?.message.contains(words) == true)
    }

    @Test("A list of records inside of an object is named") func wrapper() {
        let text = "{\"data\":[{\"id\":1},{\"id\":2}]}"
        #expect(json(text, .document).error?.message.contains("at the top of the file") == true)
        #expect(json(text, .lines).leftOut.first?.why.reason.contains("at the top of the file") == true)
    }

    @Test("Keys of objects inside may come twice") func nestedKeys() {
        let text = "{\"id\":1,\"a\":{\"b\":1,\"c\":{\"b\":1},\"b\":2}}"
        #expect(json(text).records == text)
    }

    @Test("A line with U+0000 is held, and the others go on") func escapedNUL() {
        let lines = "{\"id\":1}\n{\"id\":2,\"a\":[\"x\\u0000\"]}\n{\"id\":3}\n"
        for text in [lines, "[" + lines.dropLast().replacing("\n", with: ",") + "]"] {
            for size in [1, 5, 500] {
                let outcome = read(
                    JSONReader(type: .contacts, form: .lines), Array(text.utf8), cuts: pieces(size, of: text.utf8.count)
                )
                #expect(outcome.error == nil)
                #expect(outcome.records == "{\"id\":1},{\"id\":3}")
                #expect(outcome.leftOut.map(\.why.code) == ["nul"])
                #expect(outcome.leftOut.first?.why.reason.contains("PostgreSQL") == true)
            }
        }
        let strict = read(JSONReader(type: .contacts, form: .lines, isStrict: true), Array(lines.utf8))
        #expect(strict.error?.row == 2)
        #expect(strict.error?.status == .record)
    }

    @Test("Objects of several lines are taken if the first one has them") func spreadObjects() {
        let one = "{\n  \"id\": 1,\n  \"a\": {\n    \"b\": 2\n  }\n}\n"
        #expect(json(one, .lines).records == "{\"id\":1,\"a\":{\"b\":2}}")
        #expect(json(one + one, .lines).total == 2)
        #expect(json("{\"id\":1}\n" + one, .lines).error?.row == 2)
        #expect(json("[\n" + one + "]\n", .lines).total == 1)
    }

    @Test("Lines without any text are no records and no error", arguments: ["", "\n", "\u{FEFF}", " \r\n"])
    func noLines(_ text: String) {
        #expect(json(text, .lines).error == nil)
        #expect(json(text, .lines).total == 0)
    }

    @Test("A byte that is not UTF-8 is found at its place") func invalidUTF8() {
        for bytes in [[0x80], [0xC3, 0x22], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]]
            as [[UInt8]]
        {
            let advice = ". If it is Windows-1252, set \"encoding\" to \"windows-1252\" in the mapping"
            let input = Array("{\"id\":\"abcdefghij".utf8) + bytes + Array("\"}".utf8)
            let outcome = read(JSONReader(type: .contacts, form: .document), input)
            #expect(
                outcome.error
                    == MateoError(
                        .encoding,
                        "row 1, line 1: field \"id\": the text is not UTF-8 (byte offset 17). Save the file as UTF-8\(advice)",
                        row: 1
                    ))
        }
    }

    @Test("A part of a byte order mark is no mark", arguments: [[0xEF], [0xEF, 0xBB]] as [[UInt8]])
    func partOfAMark(_ mark: [UInt8]) {
        for tail in ["{\"id\":1}", ""] {
            for size in [1, 2, 4096] {
                let input = mark + Array(tail.utf8)
                let outcome = read(
                    JSONReader(type: .contacts, form: .lines), input, cuts: pieces(size, of: input.count))
                let expected = MateoError(.json, "row 1, line 1: expected an object (byte offset 0)", row: 1)
                #expect(outcome.error == expected)
                #expect(outcome.records.isEmpty)
            }
        }
    }

    @Test("Byte order marks at the beginning of lines are skipped") func marksOfJoinedFiles() {
        let text = "\u{FEFF}{\"id\":1}\n\u{FEFF}\u{FEFF}{\"id\":2}\n\u{FEFF}\n{\"id\":3}\n"
        for size in [1, 2, 3, 4096] {
            let input = Array(text.utf8)
            let outcome = read(
                JSONReader(type: .contacts, form: .lines), input, cuts: pieces(size, of: input.count))
            #expect(outcome.error == nil)
            #expect(outcome.records == "{\"id\":1},{\"id\":2},{\"id\":3}")
        }
        for part in [[0xEF], [0xEF, 0xBB], [0xEF, 0xBB, 0x0A]] as [[UInt8]] {
            let input = Array("{\"id\":1}\n".utf8) + part
            for size in [1, 4096] {
                let outcome = read(
                    JSONReader(type: .contacts, form: .lines), input, cuts: pieces(size, of: input.count))
                #expect(outcome.error?.message == "row 2, line 2: expected an object (byte offset 9)")
            }
        }
        #expect(json("{\"id\":1}\u{FEFF}").error?.message.contains("byte offset 8") == true)
    }

    @Test("Every control character is refused at every distance") func everyControlCharacterAtEveryDistance() {
        for byte in UInt8(1)..<0x20 {
            for distance in 0..<18 {
                let plain = String(repeating: "x", count: distance)
                let outcome = json("{\"id\":\"\(plain)\(UnicodeScalar(byte)) and more\"}")
                let offset = "(byte offset \(7 + distance))"
                #expect(
                    outcome.error?.message.contains("control character that is not escaped " + offset)
                        == true)
            }
        }
    }

    @Test(
        "Keys are compared without their escapes",
        arguments: [
            (#"\n"#, #"\u000a"#), (#"\r"#, #"\u000D"#), (#"\t"#, #"\u0009"#), (#"\b"#, #"\u0008"#),
            (#"\f"#, #"\u000C"#),
            (#"\""#, #"\u0022"#), (#"\\"#, #"\u005c"#), (#"\/"#, "/"), (#"\u00e4"#, "ä"), (#"\u20AC"#, "€"),
            (#"\ud83D\uDe00"#, "😀"), (#"\udbff\udfff"#, "\u{10FFFF}"), (#"\u0041"#, "A"),
        ])
    func keysAreComparedWithoutEscapes(_ one: String, _ other: String) {
        let outcome = json("{\"id\":1,\"k\(one)x\":1,\"k\(other)x\":2}")
        #expect(outcome.error?.status == .record)
        #expect(json("{\"id\":1,\"k\(one)x\":1,\"k\(other)y\":2}").error == nil)
    }

    @Test("Records before an error stay") func recordsBeforeAnErrorStay() {
        let outcome = json("{\"id\":1}\n{\"id\":2}\n{\"id\":3,", .lines)
        #expect(outcome.records == #"{"id":1},{"id":2}"#)
        #expect(outcome.error?.row == 3)
    }

    @Test("Fields and bytes are limited") func fieldsAndBytesAreLimited() {
        let many = (0..<1999).map { ",\"k\($0)\":1" }.joined()
        #expect(json("{\"id\":1\(many),\"last\":1}").error?.status == .limit)
        #expect(json("{\"id\":1\(many)}").error == nil)
        let long = "{\"id\":\"" + String(repeating: "x", count: 64 - 9) + "\"}"
        #expect(json(long, limits: BatchLimits(bytes: 64)).error == nil)
        #expect(
            json(
                "\n x".replacing("x", with: long.replacing("\"}", with: "y\"}")),
                limits: BatchLimits(bytes: 64)
            ).error
                == MateoError(
                    .limit, "row 1, line 2: the record is larger than a batch may be (64 bytes)", row: 1))
    }
}
