import Testing

@testable import MateoCore

@Suite struct CSVErrorTests {
    struct Case: Sendable {
        var input: String
        var status: Status
        var row: Int64
        var message: String
        var excerpt = ""
    }

    static func renameOne(_ line: Int) -> String {
        "Rename one, set \"only_mapped\" to true in the mapping, or name all columns: set \"skip_lines\" to \(line) "
            + "in the mapping, and set \"columns\" to all names in the mapping"
    }

    static let correct =
        ". A value may contain the delimiter without quotes around it. Correct the row, or set "
        + "\"ragged\" to \"hold\" in the mapping"
    static let footer = ". Is it a total or a footer? Remove it, or set \"ragged\" to \"hold\" in the mapping"

    static let cases = [
        Case(input: "", status: .csv, row: 0, message: "the input is empty; it needs a header line"),
        Case(
            input: "\u{FEFF}\n\n", status: .csv, row: 0,
            message: "the input is empty; it needs a header line"),
        Case(
            input: "sms,city,sms\n", status: .csv, row: 0,
            message: "line 1: columns 1 and 3 have the same name. " + renameOne(1)),
        Case(
            input: "\n\r\nsms,\"a\nb\",c,\"a\nb\"\n", status: .csv, row: 0,
            message: "line 3: columns 2 and 4 have the same name. " + renameOne(3)),
        Case(
            input: "sms,,city\n", status: .csv, row: 0,
            message:
                "line 1: column 2 has no heading. Name it, set \"only_mapped\" to true in the mapping, or set \"skip_lines\" to the number of lines above the headings in the mapping",
            excerpt: "sms |  | city"),
        Case(
            input: "\n,sms, ,city,\n", status: .csv, row: 0,
            message:
                "line 2: column 3 has no heading. Name it, set \"only_mapped\" to true in the mapping, or set \"skip_lines\" to the number of lines above the headings in the mapping",
            excerpt: " | sms |  | city | "),
        Case(
            input: "name,\"ci;ty\"\n1,2\n", status: .csv, row: 0,
            message:
                "line 1: no column of the header identifies a record; one of these is required: external_id, "
                + "secondary_external_id, id, email, whatsapp, sms, instagram, facebook, google_business_messaging. "
                + "Map a column to external_id in the mapping",
            excerpt: "name | ci;ty"),
        Case(
            input: "sms,\"ci\"ty\n", status: .csv, row: 0,
            message: "line 1, column 2: text after the closing quote"),
        Case(
            input: "sms,\"city\n", status: .csv, row: 0, message: "line 1: a quote in the header line is not closed"
        ),
        Case(
            input: "sms,city\n1,\n2,x,\n", status: .csv, row: 2,
            message: "row 2, line 3: the row has 3 cells, the header has 2" + correct,
            excerpt: "\"sms\":\"2\",\"city\":\"x\""),
        Case(
            input: "sms,city\n\n\"1\n\",\n2\n3,4\n", status: .csv, row: 2,
            message: "row 2, line 5: the row has 1 cell, the header has 2" + correct, excerpt: "\"sms\":\"2\""),
        Case(
            input: "sms,city\n\n\"1\n\",\nTotal: 2\n,\n", status: .csv, row: 2,
            message: "row 2, line 5: the row has 1 cell, the header has 2" + footer, excerpt: "\"sms\":\"Total: 2\""),
        Case(
            input: "sms,city\n1,2\nTotal: 2", status: .csv, row: 2,
            message: "row 2, line 3: the row has 1 cell, the header has 2" + footer, excerpt: "\"sms\":\"Total: 2\""),
        Case(
            input: "sms,city\n1,2,3,\"4\",5\n", status: .csv, row: 1,
            message: "row 1, line 2: the row has 5 cells, the header has 2" + correct,
            excerpt: "\"sms\":\"1\",\"city\":\"2\""),
        Case(
            input: "sms,city\r\n1,\"2\r\n3\r\n\r\n", status: .csv, row: 1,
            message:
                "row 1, line 2, column 2, \"city\": a quote that opens here is never closed"),
        Case(
            input: "sms,city\n1,2\n\"1\n\" x,2\n", status: .csv, row: 2,
            message: "row 2, line 3, column 1, \"sms\": text after the closing quote of the cell. Double a quote "
                + "inside a cell", excerpt: "1\\n"),
        Case(
            input: "sms,city\n1,\"2\"x", status: .csv, row: 1,
            message: "row 1, line 2, column 2, \"city\": text after the closing quote of the cell. Double a quote "
                + "inside a cell", excerpt: "2"),
        Case(
            input: "sms,city\n1,\"a \\\"b\\\"\"\n", status: .csv, row: 1,
            message: "row 1, line 2, column 2, \"city\": text after the closing quote of the cell. Double a quote "
                + "inside a cell. There is a backslash before it. If it is an escape, set \"escape\" to "
                + "\"backslash\" in the mapping", excerpt: #"a \\"#),
        Case(
            input: "sms,city\n1,a\u{0}b\n", status: .encoding, row: 1,
            message: "row 1, line 2, column 2, \"city\": the text holds a NUL byte. If the file is UTF-16, "
                + "set \"encoding\" to \"utf-16\" in the mapping. Otherwise correct the cell"),
        Case(
            input: "sms,city,\n1,a,\n2,b,x\n", status: .csv, row: 2,
            message: "row 2, line 3, column 3: the column has text here, but no heading. Name it, or set "
                + "\"only_mapped\" to true in the mapping", excerpt: "x"),
        Case(
            input: "em\u{0}ail,city\n1,2\n", status: .encoding, row: 0,
            message: "line 1: the header holds a NUL byte (byte offset 2). If the file is UTF-16, "
                + "set \"encoding\" to \"utf-16\" in the mapping"),
    ]

    @Test("An error says what is wrong, and where", arguments: cases)
    func saysWhatAndWhere(_ example: Case) {
        for size in [1, 7, 4096] {
            let input = Array(example.input.utf8)
            let outcome = read(CSVReader(type: .contacts), input, cuts: pieces(size, of: input.count))
            #expect(
                outcome.error
                    == MateoError(example.status, "\(example.message)", row: example.row).with(
                        excerpt: Array(example.excerpt.utf8)),
                "in pieces of \(size)")
        }
    }

    @Test(
        "A byte that is not UTF-8 is found at its place",
        arguments: [
            ([0x80], 0), ([0xC3], 0), ([0xC3, 0x28], 0), ([0xC0, 0xAF], 0), ([0xE0, 0x80, 0xAF], 0),
            ([0x41, 0xED, 0xA0, 0x80], 1), ([0xF4, 0x90, 0x80, 0x80], 0), ([0xF0, 0x8F, 0xBF, 0xBF], 0),
            ([0xF5, 0x80, 0x80, 0x80], 0), ([0xFF], 0), ([0xC3, 0xA4, 0xE2, 0x82], 2),
        ] as [([UInt8], Int)])
    func invalidUTF8(_ bytes: [UInt8], _ position: Int) {
        // At several distances from the window's and the block's beginning.
        for distance in [0, 1, 40, 49, 50, 51, 61, 62, 63, 64, 200, 4060, 4070, 9000] {
            let start =
                Array("sms,city\na,b\n1,".utf8) + Array(repeating: UInt8(ascii: "x"), count: distance)
            for tail in ["", "\n2,y\n", String(repeating: "z", count: 300) + "\n"] {
                let input = start + bytes + Array(tail.utf8)
                let outcome = read(CSVReader(type: .contacts), input)
                let isCut = tail.isEmpty && (bytes == [0xC3] || position == 2)
                let message =
                    "row 2, line 3, column 2, \"city\": "
                    + (isCut
                        ? "the text ends inside a character. The file may be cut off"
                        : "the text is not UTF-8 (byte offset \(start.count + position)). Save the file as UTF-8"
                            + (bytes[position] == 0x80 || bytes[position] > 0x9F
                                ? ". If it is Windows-1252, set \"encoding\" to \"windows-1252\" in the mapping" : ""))
                let cell = Array(repeating: UInt8(ascii: "x"), count: distance) + bytes[..<position]
                #expect(outcome.error == MateoError(.encoding, "\(message)", row: 2).with(excerpt: cell))
                #expect(outcome.records == #"{"sms":"a","city":"b"}"#)
                #expect(outcome == read(CSVReader(type: .contacts), input, cuts: pieces(1, of: input.count)))
            }
        }
    }

    @Test("Records before an error stay") func recordsBeforeAnErrorStay() {
        let outcome = csv("sms,city\n1,a\n2,b\n3,c,d\n", limits: BatchLimits(records: 2))
        #expect(outcome.records == #"{"sms":"1","city":"a"},{"sms":"2","city":"b"}"#)
        #expect(outcome.error?.row == 3)
    }

    @Test("A huge cell is refused early") func hugeCellsAreRefusedEarly() {
        let limits = BatchLimits(bytes: 1 << 20)
        var batch = BatchBuilder(limits: limits)
        var reader = CSVReader(type: .contacts)
        let piece = Array(repeating: UInt8(ascii: "x"), count: 64 << 10)
        var fed = 0
        do throws(MateoError) {
            _ = try reader.read(Array("sms,city\n1,\"".utf8).span, into: &batch)
            while fed < 100 << 20 { fed += try reader.read(piece.span, into: &batch) }
            Issue.record("a cell of 100 MB was taken")
        } catch {
            #expect(error.status == .limit)
            #expect(
                error.message
                    == "row 1, line 2, column 2, \"city\": a quote that opens here may not be closed: the record is larger "
                    + "than a batch may be (1048576 bytes). Close it, or double quotes inside a value")
            #expect(fed < 2 << 20)
        }
    }

    @Test("A record just above the limit is refused") func recordsJustAboveTheLimit() {
        let fits = "sms\n" + String(repeating: "x", count: 64 - 10)
        #expect(csv(fits, limits: BatchLimits(bytes: 64)).error == nil)
        #expect(csv(fits + "x", limits: BatchLimits(bytes: 64)).error?.status == .limit)
    }

    @Test("The header has limits") func headerLimits() {
        let long = "sms," + String(repeating: "n", count: 256) + "\n"
        #expect(
            csv(long).error?.message
                == "line 1: the heading of column 2 is longer than 255 bytes. Shorten it, or set "
                + "\"only_mapped\" to true in the mapping")
        let many = "sms," + (1...2000).map { "c\($0)" }.joined(separator: ",") + "\n"
        #expect(csv(many).error?.message == "line 1: the header has more than 2000 columns")
        let endless = csv("\"sms\n" + String(repeating: "n\n", count: 40_000))
        #expect(endless.error?.status == .limit)
    }

    @Test("A byte that cannot be a delimiter is refused") func delimiterMustBePossible() {
        for byte in [0, 0x0A, 0x0D, 0x22, 0xE4] as [UInt8] {
            #expect(csv("sms\n1\n", CSVOptions(delimiter: byte)).error?.status == .argument)
        }
    }

    @Test("An error stays") func anErrorStays() {
        var batch = BatchBuilder()
        var reader = CSVReader(type: .contacts)
        for _ in 0..<2 {
            #expect(throws: MateoError(.csv, "the input is empty; it needs a header line")) {
                _ = try reader.finish(into: &batch)
            }
        }
    }
}
