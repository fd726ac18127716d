import Testing

@testable import MateoSandbox

struct JSONTests {
    private func check(_ text: String) throws -> JSONReader.Value {
        var reader = JSONReader(Bytes(text.utf8))
        let value = try reader.value()
        try reader.finish()
        return value
    }

    @Test(
        "Well-formed JSON is read",
        arguments: [
            "{}", "[]", " [1, -0.5e+7 ,\"\\u00e4\\n\",true,false,null] ", "{\"a\":{\"b\":[[],{}]},\"c\":0}",
            "\"\"", "0",
        ])
    func wellFormed(_ text: String) throws {
        _ = try check(text)
    }

    @Test(
        "Malformed JSON is refused",
        arguments: [
            "", "{", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":1,}", "{a:1}", "01", "1.", "-", "1e", "\"",
            "\"\\x\"",
            "\"\\u12\"", "\"\n\"", "tru", "[1]x", "{\"a\" 1}", "[}",
        ])
    func malformed(_ text: String) {
        #expect(throws: JSONReader.Malformed.self) { try check(text) }
    }

    @Test("JSON that is nested too deeply is refused")
    func deepNestingIsRefused() throws {
        _ = try check(String(repeating: "[", count: 900) + String(repeating: "]", count: 900))
        #expect(throws: JSONReader.Malformed.self) { try check(String(repeating: "[", count: 10_000)) }
    }

    @Test("jsonb orders keys by length, then by bytes")
    func jsonbOrdersKeysByLengthThenBytes() throws {
        let text = #"{"email":"x","b":1,"a":{"zz":[1,"\u00e4\/\""],"z":null},"b":2}"#
        let bytes = try JSONB.text(of: check(text), in: Bytes(text.utf8))
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"a": {"z": null, "zz": [1, "ä/\""]}, "b": 2, "email": "x"}"#)
    }

    @Test("A string ends at its quote, wherever that is and whatever is around")
    func stringsEnd() throws {
        // Text is passed by eight bytes at a time: each place in them has its turn, with what a wrong one would miss.
        for before in 0..<9 {
            for length in 0..<20 {
                let plain = String(repeating: "\u{7F}!#[]ÿ", count: 4).prefix(length)
                let text = String(repeating: " ", count: before) + "\"\(plain)\",\"\\"
                var reader = JSONReader(Bytes(text.utf8))
                let value = try reader.value()
                #expect(value.range == before + 1..<before + 1 + plain.utf8.count)
                #expect(!value.isEscaped)
            }
        }
    }

    @Test("A control character or an escape in a string is found at every place", arguments: 0..<20)
    func specialBytes(_ place: Int) throws {
        let before = String(repeating: "ä", count: place / 2) + String(repeating: "a", count: place % 2)
        let after = String(repeating: "z", count: 20)
        for control in ["\u{0}", "\n", "\u{1F}"] {
            #expect(throws: JSONReader.Malformed.self) { try check("\"\(before)\(control)\(after)\"") }
        }
        #expect(try check("\"\(before)\\n\(after)\"").isEscaped)
        #expect(throws: JSONReader.Malformed.self) { try check("\"\(before)\(after)") }
    }

    @Test("Two surrogates make one character")
    func surrogatesMakeOneCharacter() throws {
        let text = #""\ud83d\ude00 \ud800x""#
        let bytes = JSONB.string(try check(text), in: Bytes(text.utf8))
        #expect(String(decoding: bytes, as: UTF8.self) == "😀 \u{FFFD}x")
    }
}
