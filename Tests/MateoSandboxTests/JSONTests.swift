import Testing

@testable import MateoSandbox

struct JSONTests {
    private func check(_ text: String) throws -> JSONReader.Value {
        var reader = JSONReader(Bytes(text.utf8))
        let value = try reader.value()
        try reader.finish()
        return value
    }

    @Test(arguments: [
        "{}", "[]", " [1, -0.5e+7 ,\"\\u00e4\\n\",true,false,null] ", "{\"a\":{\"b\":[[],{}]},\"c\":0}",
        "\"\"", "0",
    ])
    func wellFormed(_ text: String) throws {
        _ = try check(text)
    }

    @Test(arguments: [
        "", "{", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":1,}", "{a:1}", "01", "1.", "-", "1e", "\"",
        "\"\\x\"",
        "\"\\u12\"", "\"\n\"", "tru", "[1]x", "{\"a\" 1}", "[}",
    ])
    func malformed(_ text: String) {
        #expect(throws: JSONReader.Malformed.self) { try check(text) }
    }

    @Test func deepNestingIsRefused() throws {
        _ = try check(String(repeating: "[", count: 900) + String(repeating: "]", count: 900))
        #expect(throws: JSONReader.Malformed.self) { try check(String(repeating: "[", count: 10_000)) }
    }

    @Test func jsonbOrdersKeysByLengthThenBytes() throws {
        let text = #"{"email":"x","b":1,"a":{"zz":[1,"\u00e4\/\""],"z":null},"b":2}"#
        let bytes = try JSONB.text(of: check(text), in: Bytes(text.utf8))
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"a": {"z": null, "zz": [1, "ä/\""]}, "b": 2, "email": "x"}"#)
    }

    @Test func surrogatesMakeOneCharacter() throws {
        let text = #""\ud83d\ude00 \ud800x""#
        let bytes = JSONB.string(try check(text), in: Bytes(text.utf8))
        #expect(String(decoding: bytes, as: UTF8.self) == "😀 \u{FFFD}x")
    }
}

struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01", "1970-01-01T00:00:00+00:00"), ("2026-11-24T17:06:16Z", "2026-11-24T17:06:16+00:00"),
        ("2024-02-29T00:30:00.25+01:00", "2024-02-28T23:30:00.250000+00:00"),
        ("1969-12-31T23:59:59-00:30", "1970-01-01T00:29:59+00:00"),
        ("2026-01-01 10:00", "2026-01-01T10:00:00+00:00"),
    ])
    func read(_ text: String, _ written: String) {
        #expect(Timestamp(text)?.text == written)
    }

    @Test(arguments: [
        "", "2026", "2026-02-30", "2026-13-01", "2023-02-29", "31.12.1999", "2026-01-01T25:00:00",
        "2026-01-01T10:00:00 00:00",
        "2026-01-01T10:00:00+1", "2026-01-01T10", "2026-01-01x",
    ])
    func noTime(_ text: String) {
        #expect(Timestamp(text) == nil)
    }
}
