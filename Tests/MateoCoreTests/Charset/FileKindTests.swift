import MateoCore
import Testing

@Suite struct FileKindTests {
    @Test(
        "What is no text is named",
        arguments: [
            ("PK\u{3}\u{4}" + String(repeating: "\u{0}", count: 26) + "docProps/app.xml", "Excel"),
            ("PK\u{3}\u{4}" + String(repeating: "\u{0}", count: 26) + "[Content_Types].xml", "Excel"),
            ("PK\u{3}\u{4}" + String(repeating: "\u{0}", count: 90) + "xl/workbook.xml", "Excel"),
            (
                "PK\u{3}\u{4}" + String(repeating: "\u{0}", count: 26)
                    + "mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "OpenDocument"
            ),
            ("PK\u{3}\u{4}" + String(repeating: "\u{0}", count: 26) + "contacts.csv", "ZIP"),
            ("PK\u{3}\u{4}", "ZIP"), ("%PDF-1.7", "PDF"), ("<html>", "HTML"), ("\n <!DOCTYPE html>", "HTML"),
            ("\u{FEFF}<TABLE>", "HTML"), ("<?xml version", "XML"),
        ])
    func named(_ start: String, _ word: String) {
        for padding in [0, 5000] {
            let input = Array(start.utf8) + Array(repeating: UInt8(ascii: "\n"), count: padding)
            let outcome = DecodingReaderTests.same(input)
            #expect(outcome.error?.status == .encoding)
            #expect(outcome.error?.message.contains(word) == true)
        }
    }

    @Test("gzip and the old Office format are named")
    func binary() {
        #expect(DecodingReaderTests.same([0x1F, 0x8B, 8, 0]).error?.message.contains("gzip") == true)
        #expect(
            DecodingReaderTests.same([0xD0, 0xCF, 0x11, 0xE0, 0xA1]).error?.message.contains("old Excel") == true)
    }

    @Test("Text is text", arguments: ["PK,email\n1,2\n", "<email>,id\n1,2\n", "%,id\n1,2\n", "id\n1\n"])
    func text(_ text: String) {
        #expect(DecodingReaderTests.same(Array(text.utf8)).error == nil)
    }
}
