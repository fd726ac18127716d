import MateoCore
import Testing

@Suite struct CSVReaderTests {
    @Test("Cells become strings") func cellsBecomeStrings() {
        let outcome = csv("external_id,full_name\n1,Jürgen Groß\n2,Ada\n")
        #expect(outcome.error == nil)
        #expect(
            outcome.batches == [
                #"{"external_id":"1","full_name":"Jürgen Groß"},{"external_id":"2","full_name":"Ada"}"#
            ])
        #expect(outcome.firstRows == [1])
        #expect(outcome.total == 2)
    }

    @Test("Every line end is read", arguments: ["\n", "\r\n", "\r"])
    func everyLineEnd(_ end: String) {
        let outcome = csv("external_id,city\(end)1,Köln\(end)\(end)2,Ulm")
        #expect(outcome.error == nil)
        #expect(outcome.records == #"{"external_id":"1","city":"Köln"},{"external_id":"2","city":"Ulm"}"#)
    }

    @Test("Quoted cells hold delimiters, quotes and line ends") func quotedCells() {
        let outcome = csv(
            "external_id,full_name,\"a \"\"b\"\"\"\n\"1\",\"Groß, Jürgen \"\"JG\"\"\",\"two\r\nlines\rand\nmore\"\n"
        )
        #expect(outcome.error == nil)
        #expect(
            outcome.records
                == #"{"external_id":"1","full_name":"Groß, Jürgen \"JG\"","a \"b\"":"two\r\nlines\rand\nmore"}"#
        )
    }

    @Test(
        "Quotes in bare cells are text",
        arguments: ["5\" x", "a\"", "a\"\"", "a\"\"\"", "a\"\"\"\"", "a\"\"b", "x \"y\"", "a\"b\"c\"\""])
    func quotesInBareCellsAreText(_ cell: String) {
        let text = cell.replacing("\"", with: "\\\"")
        let outcome = csv("external_id,full_name,city\n1,\(cell),Ulm\n2,Ada,\(cell)\n")
        #expect(outcome.error == nil)
        #expect(
            outcome.records
                == "{\"external_id\":\"1\",\"full_name\":\"\(text)\",\"city\":\"Ulm\"},"
                + "{\"external_id\":\"2\",\"full_name\":\"Ada\",\"city\":\"\(text)\"}")
    }

    @Test("Every byte is read at every distance") func everyByteAtEveryDistance() {
        for byte in UInt8(1)...0x7F where !"\"\n\r,".utf8.contains(byte) {
            for distance in 0..<20 {
                let cell = String(repeating: "x", count: distance) + String(UnicodeScalar(byte)) + "y"
                let outcome = csv("id,a,b\n1,\(cell),\"\(cell)\"\n")
                let text = SimpleCSV.escaped(Array(cell.utf8))
                #expect(outcome.records == "{\"id\":\"1\",\"a\":\"\(text)\",\"b\":\"\(text)\"}")
            }
        }
    }

    @Test("What JSON has to escape is escaped") func escapes() {
        let outcome = csv("external_id,full_name\n1,a\\b\tc\u{8}\u{c}\u{1}\u{1f}\u{7f}/\u{2028}😀\n")
        #expect(
            outcome.records
                == #"{"external_id":"1","full_name":"a\\b\tc\b\f\u0001\u001f"# + "\u{7f}/\u{2028}😀\"}")
    }

    @Test(
        "Empty cells become what was chosen",
        arguments: [
            (EmptyCells.omit, #"{"sms":"a@b"},{"external_id":"2"}"#),
            (
                .null,
                #"{"sms":"a@b","city":null},{"external_id":"2","city":null}"#
            ),
            (.text, #"{"sms":"a@b","city":""},{"external_id":"2","city":""}"#),
        ])
    func emptyCells(_ policy: EmptyCells, _ expected: String) {
        let outcome = csv("external_id,sms,city\n,a@b,\n2,\"\",\n", CSVOptions(emptyCells: policy))
        #expect(outcome.error == nil)
        #expect(outcome.records == expected)
    }

    @Test("The contact of a deal is left out if its cell is empty") func emptyReferences() {
        for (policy, expected) in [(EmptyCells.omit, ""), (.text, ""), (.null, #","contact_external_id":null"#)] {
            let outcome = csv("id,contact_external_id\n1,\n2, K2 \n", CSVOptions(emptyCells: policy), type: .deals)
            #expect(outcome.records == #"{"id":"1"\#(expected)},{"id":"2","contact_external_id":"K2"}"#)
        }
    }

    @Test("The delimiter is found in the header", arguments: [",", ";", "\t", "|"])
    func delimiterIsFound(_ delimiter: String) {
        let outcome = csv("external_id\(delimiter)\"a,b;c|d\te\"\n1\(delimiter)x\n")
        #expect(outcome.error == nil)
        #expect(outcome.records == #"{"external_id":"1","a,b;c|d\te":"x"}"#)
    }

    @Test("A given delimiter is used") func delimiterIsGiven() {
        let outcome = csv("external_id^a,b\n1^x,y\n", CSVOptions(delimiter: UInt8(ascii: "^")))
        #expect(outcome.records == #"{"external_id":"1","a,b":"x,y"}"#)
    }

    @Test("A byte order mark and blank lines before the header are skipped")
    func byteOrderMarkAndBlankLinesBeforeTheHeader() {
        #expect(csv("\u{FEFF}\"sms\"\na@b\n").records == #"{"sms":"a@b"}"#)
        #expect(csv("\n\r\nsms\na@b\n").records == #"{"sms":"a@b"}"#)
    }

    @Test("Byte order marks at the beginning of rows are cut, and stay inside of cells", arguments: ["\n", "\r\n"])
    func marksOfJoinedFiles(_ end: String) {
        let rows = (0..<40).map {
            "\u{FEFF}\u{FEFF}x\($0),\u{FEFF}1,a\(end)\u{FEFF} \"y,\($0)\",2,b\(end)\"\u{FEFF}z\",3,Ａ\(end)\u{FEFF}\(end)"
        }
        let text = "full_name,external_id,city\(end)" + rows.joined() + "\u{FEFF}\u{FEFF}"
        let whole = csv(text)
        #expect(whole.error == nil)
        let records = (0..<40).map {
            "{\"full_name\":\"x\($0)\",\"external_id\":\"1\",\"city\":\"a\"},"
                + "{\"full_name\":\"y,\($0)\",\"external_id\":\"2\",\"city\":\"b\"},"
                + "{\"full_name\":\"\u{FEFF}z\",\"external_id\":\"3\",\"city\":\"Ａ\"}"
        }
        #expect(whole.records == records.joined(separator: ","))
        for size in [1, 2, 3, 5, 64, 100] {
            let input = Array(text.utf8)
            #expect(read(CSVReader(type: .contacts), input, cuts: pieces(size, of: input.count)) == whole)
        }
        #expect(csv("a,external_id\n\u{FEFF}Ä,\u{FEFF}7\n").records == #"{"a":"Ä","external_id":"7"}"#)
        let plain = (1...50).map { "\u{FEFF}x\($0),\($0)\n" }.joined()
        #expect(
            csv("a,external_id\n" + plain).records
                == csv("a,external_id\n" + plain.replacing("\u{FEFF}", with: "")).records)
        var named = CSVOptions()
        named.columns = [Array("a".utf8), Array("id".utf8)]
        #expect(csv("\u{FEFF}5\" x,1\n", named).records == #"{"a":"5\" x","id":"1"}"#)
        #expect(csv("external_id\n\u{FEFF}7\n").records == #"{"external_id":"7"}"#)
    }

    @Test("A row that repeats the header line is held", arguments: ["", "\u{FEFF}", "\"external_id\",Full_name\n"])
    func repeatedHeader(_ start: String) {
        let row = start.isEmpty || start == "\u{FEFF}" ? start + "external_id,full_name\n" : start
        let text = "external_id,full_name\n1,Ada\n" + row + "external_ix,full_name\n2,Bob\n"
        let whole = csv(text)
        #expect(
            whole.records
                == #"{"external_id":"1","full_name":"Ada"},{"external_id":"external_ix","full_name":"full_name"},"#
                + #"{"external_id":"2","full_name":"Bob"}"#)
        #expect(whole.leftOut.map(\.why.code) == ["header"])
        #expect(whole.leftOut.map(\.why.line) == [3])
        #expect(whole.leftOut.map(\.rows.first) == [2])
        #expect(whole.leftOut.first?.why.reason == "the row repeats the header line; remove it")
        for size in [1, 3, 100] {
            let input = Array(text.utf8)
            #expect(read(CSVReader(type: .contacts), input, cuts: pieces(size, of: input.count)) == whole)
        }
        var mapped = CSVOptions()
        do throws(MateoError) {
            try mapped.setMapping(
                Array(#"{"mateo_mapping": 1, "fields": [{"column": "Nr", "field": "external_id"}]}"#.utf8))
        } catch {
            Issue.record("\(error)")
        }
        let other = read(MappedReader(type: .contacts, options: mapped), Array("Nr,a\n1,x\nNr,a\n".utf8))
        #expect(other.leftOut.map(\.why.code) == ["header"])
        #expect(other.records == #"{"external_id":"1","a":"x"}"#)
    }

    @Test(
        "Rows without text are skipped, whatever their number of cells",
        arguments: ["", ",", "  ", ",,,,", "\"\"", " \" \" ,\t", "\t", "\"\"\"\"".replacing("\"\"", with: ",")])
    func rowsWithoutText(_ row: String) {
        for end in ["\n", "\r\n", "\r"] {
            let outcome = csv("sms,city\(end)\(row)\(end)a@b,\(end)\(row)\(end)\(row)\(end)c@d,Ulm\(end)\(row)")
            #expect(outcome.error == nil)
            #expect(outcome.records == #"{"sms":"a@b"},{"sms":"c@d","city":"Ulm"}"#)
            #expect(outcome.total == 2)
        }
        #expect(csv("sms\na@b\n\n\(row)\nb@c").total == 2)
    }

    @Test("Batches end at the limit of records") func batchesEndAtTheRecordLimit() {
        let rows = (1...7).map { "\($0)\n" }.joined()
        let outcome = csv("external_id\n" + rows, limits: BatchLimits(records: 3))
        #expect(outcome.firstRows == [1, 4, 7])
        #expect(outcome.batches.last == #"{"external_id":"7"}"#)
        #expect(outcome.total == 7)
    }

    @Test("Batches end at the limit of bytes") func batchesEndAtTheByteLimit() {
        // Each record is 19 bytes; three and their commas are 59, four are 79.
        let rows = (1...7).map { "\($0)\n" }.joined()
        let outcome = csv("external_id\n" + rows, limits: BatchLimits(bytes: 78))
        #expect(outcome.firstRows == [1, 4, 7])
        #expect(csv("external_id\n" + rows, limits: BatchLimits(bytes: 79)).firstRows == [1, 5])
    }

    @Test("Deals have other identifiers") func dealsHaveOtherIdentifiers() {
        #expect(csv("external_id,sms\n1,a@b\n", type: .deals).error == nil)
        #expect(csv("sms\na@b\n", type: .deals).error?.status == .csv)
    }
}
