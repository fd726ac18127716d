import Testing

@testable import MateoCore

struct KeyMaskTests {
    private func masked(_ text: String, _ key: String) -> String {
        String(decoding: KeyMask(key).masked(Array(text.utf8)), as: UTF8.self)
    }

    @Test("The key is masked, however often it stands there") func often() {
        #expect(masked("a-key a-key,a-ke", "a-key") == "***** *****,a-ke")
        #expect(masked("aaaaa", "aaaa") == "****a")
        #expect(masked("aab-aabc", "aabc") == "aab-****")
    }

    @Test(
        "The key is masked in all the ways that JSON can write it",
        arguments: [
            #"k/e"y\"#, #"k\/e\"y\\"#, #"\u006b\u002Fe\u0022y\u005C"#,
        ]) func escapes(written: String)
    {
        let text = masked("[\"\(written == #"k/e"y\"# ? #"k/e\"y\\"# : written)\"]", #"k/e"y\"#)
        #expect(text.dropFirst(2).dropLast(2).allSatisfy { $0 == "*" })
    }

    @Test("What is nearly the key stays, and so does what a short key could be") func others() {
        for text in ["", "a-kez", #"a\u002dke"#, #"\"#, #"\u00"#] { #expect(masked(text, "a-key") == text) }
        #expect(masked("id", "id") == "id")
        #expect(masked("text", "") == "text")
    }
}
