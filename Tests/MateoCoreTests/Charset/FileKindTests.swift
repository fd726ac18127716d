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
            ("PK\u{3}\u{4}", "ZIP"), ("%PDF-1.7", "PDF"), ("<html>", "HTML"), ("\u{FEFF}\n<HTML>", "HTML"),
            ("<\0h\0t\0m\0l\0", "HTML"), ("\0<\0b\0o\0d\0y", "HTML"), ("\n <!DOCTYPE html>", "HTML"),
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

    @Test(
        "What else is no text is named",
        arguments: [
            ([0x42, 0x5A, 0x68, 0x39, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59], "compressed"),
            ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "compressed"), ([0x28, 0xB5, 0x2F, 0xFD], "compressed"),
            ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "compressed"),
            (Array("SQLite format 3\u{0}".utf8), "no text"), (Array("PAR1\u{15}".utf8), "no text"),
            (Array("{\\rtf1\\ansi".utf8), "no text"), ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A], "no text"),
            ([0xFF, 0xD8, 0xFF, 0xE0, 0, 0x10], "no text"),
            ([0xFF, 0xFE] + Array("<?xml ver".utf8).flatMap { [$0, 0] }, "XML"),
            (Array("<?xml ver".utf8).flatMap { [0, $0] }, "XML"),
        ] as [([UInt8], String)])
    func others(_ start: [UInt8], _ word: String) {
        let outcome = DecodingReaderTests.same(start + Array(repeating: 0x41, count: 20))
        #expect(outcome.error?.status == .encoding)
        #expect(outcome.error?.message.contains(word) == true)
    }

    @Test(
        "Text is text",
        arguments: [
            "BZh9,id\n1,2\n", "PAR1,id\n1,2\n", "7z,id\n1,2\n", "PK,email\n1,2\n", "<email>,id\n1,2\n", "%,id\n1,2\n",
            "id\n1\n",
        ])
    func text(_ text: String) {
        #expect(DecodingReaderTests.same(Array(text.utf8)).error == nil)
    }
}
