import Testing

@testable import MateoCore

struct AnswerFormTests {
    @Test(
        "A message names what came",
        arguments: [
            ([], "is empty"), ([32, 10, 9], "is empty"), ([0xEF, 0xBB, 0xBF], "is empty"),
            (Array("<!DOCTYPE html>".utf8), "an HTML page"), (Array("\r\n <a>".utf8), "an HTML page"),
            (Array("<?xml?>".utf8), "an XML document"), (Array("<".utf8), "an HTML page"),
            ([0x1F, 0x8B, 8], "compressed"), ([0x28, 0xB5, 0x2F, 0xFD], "compressed"),
            (Array("[{\"id\":".utf8), "cut off"), (Array("{}".utf8), "cut off"),
            (Array("gone".utf8), "is not the requested JSON"),
            (Array("17".utf8), "is not the requested JSON"),
        ] as [([UInt8], String)])
    func words(body: [UInt8], words: String) {
        #expect(AnswerForm.words(for: body).description.contains(words))
    }
}
