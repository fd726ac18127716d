import Testing

@testable import MateoCore

@Suite struct JSONValueTests {
    @Test(
        "What JSON is, is taken",
        arguments: [
            "null", "true", "false", "0", "-0", "-1.5e+30", "1E9", "\"\"", "[]", "{}", " \t\r\n[ ] ", "[1,2]",
            #"{"a":1,"b":[{}]}"#, #""\"\\\/\b\f\n\r\t\u00e4""#, "\"\u{7F}\u{80}\u{10FFFF}\"", #"{"":0,"":1}"#,
            #""\ud83d""#, #""\udc00\ud800""#, "[[],{},[[]]]", #"{"a":{"b":{"c":[]}}}"#,
            "123456789012345678901234567890",
        ])
    func accepted(_ text: String) {
        #expect(JSONValue(Array(text.utf8)) != nil)
    }

    @Test(
        "What JSON is not, is refused",
        arguments: [
            "", " ", "nul", "nulll", "True", "+1", "01", "1.", ".5", "1e", "1e+", "-", "0x1", "NaN", "\"",
            "\"a", "'a'",
            "\"\n\"", "\"\u{0}\"", #""\x""#, #""\u12g4""#, #""\u123""#, #""\"#, "[", "]", "[1", "[1,", "[1,]",
            "[,1]",
            "[1 2]", "[1:2]", "{", "}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{,"a":1}"#, "{1:2}",
            #"{"a" 1}"#,
            #"{"a":1 "b":2}"#, "[}", "{]", #"["a":1]"#, "[]]", "[][]", "1 2", "{}{}", "\u{FEFF}[]", "[1]x",
            "[1]\u{0}",
            "\u{A0}1", "// a\n1", "<html>", "tru\u{0}", "[1,]]", "{\"a\":[}]",
        ])
    func refused(_ text: String) {
        #expect(JSONValue(Array(text.utf8)) == nil)
    }

    @Test(
        "What is not UTF-8 is refused",
        arguments: [
            [0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0xFF],
        ])
    func encodings(_ bytes: [UInt8]) {
        #expect(JSONValue([0x22] + bytes + [0x22]) == nil)
    }

    @Test("A thousand brackets may be open, and no more")
    func depth() {
        for (open, close) in [("[", "]"), (#"{"a":"#, "}"), (#"[{"a":"#, "}]")] {
            let times = open == #"[{"a":"# ? 500 : 1000
            for (count, isTaken) in [(times, true), (times + 1, false)] {
                let text =
                    String(repeating: open, count: count) + "1" + String(repeating: close, count: count)
                #expect((JSONValue(Array(text.utf8)) != nil) == isTaken)
            }
        }
    }

    @Test("Large hostile texts are read to their fault", arguments: ["[", "1,", #"{"a":"#])
    func hostile(_ part: String) {
        let part = Array(part.utf8)
        let text = [UInt8](unsafeUninitializedCapacity: 8 << 20) { bytes, count in
            count = bytes.count
            for index in 0..<count { bytes[index] = part[index % part.count] }
        }
        #expect(JSONValue(text) == nil)
        #expect(JobReport.jobs(in: text) == nil)
    }

    @Test("A hundred thousand elements are walked over one by one")
    func elements() throws {
        let text = Array(("[" + String(repeating: "1,", count: 100_000) + "2]").utf8)
        let value = try #require(JSONValue(text))
        var count = 0
        for element in value.elements where element.kind == .number { count += 1 }
        #expect(count == 100_001)
        #expect(value.compact == text)
    }

    @Test("Elements stand as they came")
    func raw() throws {
        let value = try #require(JSONValue(Array(#" [ 1.50 , "a\n,]" ,{ "b" : [ ] }, null,true ,[]] "#.utf8)))
        #expect(value.kind == .array)
        #expect(
            value.elements.map { String(decoding: $0.raw, as: UTF8.self) } == [
                "1.50", #""a\n,]""#, #"{ "b" : [ ] }"#, "null", "true", "[]",
            ])
        #expect(value.elements.map(\.kind) == [.number, .string, .object, .null, .bool, .array])
        #expect(String(decoding: value.compact, as: UTF8.self) == #"[1.50,"a\n,]",{"b":[]},null,true,[]]"#)
        #expect(value.members.map(\.key) == [])
    }

    @Test("Members are found by their keys without escapes, the first one of several")
    func members() throws {
        let value = try #require(JSONValue(Array(#"{"a":1,"\u0062":"x","a":2,"c\"d":{"a":3},"":null}"#.utf8)))
        #expect(
            value.members.map { String(decoding: $0.key, as: UTF8.self) } == ["a", "b", "a", #"c"d"#, ""])
        #expect(value.member("a").map { Array($0.raw) } == Array("1".utf8))
        #expect(value.member("b")?.text == Array("x".utf8))
        #expect(value.member("")?.kind == .null)
        #expect(value.member("d") == nil)
        #expect(value.member("a")?.member("a") == nil)
        #expect(value.elements.map(\.kind) == [])
    }

    @Test(
        "Strings lose their escapes",
        arguments: [
            (#""""#, ""), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
            (#""\u00e4\u20AC\ud83d\ude00""#, "ä€😀"),
            (#""\ud83d""#, "\u{FFFD}"), (#""\ude00""#, "\u{FFFD}"),
            (#""\ud83dx\ude00""#, "\u{FFFD}x\u{FFFD}"),
            (#""\ud83d\u0041""#, "\u{FFFD}A"), (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"),
            (#""a\u0000b""#, "a\u{FFFD}b"),
            (#""\\u0041""#, #"\u0041"#), ("1", ""), ("[\"a\"]", ""), ("null", ""),
        ])
    func texts(_ json: String, _ text: String) throws {
        let value = try #require(JSONValue(Array(json.utf8)))
        #expect(value.text == Array(text.utf8))
    }

    @Test(
        "A value's words are its text, or JSON without blanks",
        arguments: [
            (#""a b""#, "a b"), ("null", ""), ("1.50", "1.50"), ("true", "true"),
            ("[ 1 , \" \\\" \" ]", "[1,\" \\\" \"]"),
        ])
    func words(_ json: String, _ words: String) throws {
        let value = try #require(JSONValue(Array(json.utf8)))
        #expect(String(decoding: value.words, as: UTF8.self) == words)
    }
}
