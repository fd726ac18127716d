import Testing

@testable import MateoCore

struct ShownTests {
    @Test("What could end a line or turn it around is escaped") func escapes() {
        #expect(Shown.line("a\nb\r\tc\u{1}\u{7F}") == #"a\nb\r\tc\u0001\u007f"#)
        #expect(Shown.line("a\u{85}b\u{2028}c\u{202E}d\u{2066}") == #"a\u0085b\u2028c\u202ed\u2066"#)
    }

    @Test("Other texts stay as they are") func keeps() {
        for text in ["", "Straße", "€ 5 – “so”", "日本語 🙂", "\u{A0}", #"a\nb"#] {
            #expect(Array(Shown.line(text).utf8) == Array(text.utf8))
        }
    }

    @Test(
        "Names are shown if they are short and plain",
        arguments: [
            ("email", "\"email\""), ("Customer No. 2", "\"Customer No. 2\""), ("Straße", "a field"),
            ("a\"b", "a field"), ("a\tb", "a field"), ("\u{7F}", "a field"), ("", "a field"),
            (String(repeating: "n", count: 64), "\"" + String(repeating: "n", count: 64) + "\""),
            (String(repeating: "n", count: 65), "a field"),
        ])
    func names(_ name: String, _ expected: String) {
        let name = Array(name.utf8)
        #expect(Shown.name(name.span) == expected)
    }

    @Test("The message of an error is one line") func message() {
        let path = "a\nb"
        let error = MateoError(.file, "the file \(path) is missing")
        #expect(error.message == #"the file a\nb is missing"#)
    }
}
