import MateoCore
import Testing

/// CSV as programs write it, in pieces of any size.
@Suite struct CSVDialectTests {
    /// The outcome, which must be the same in pieces of 1 to 9 bytes, and whatever the batches are.
    func same(_ text: String, _ change: (inout CSVOptions) -> Void = { _ in }) -> Outcome {
        var options = CSVOptions()
        change(&options)
        let input = Array(text.utf8)
        let whole = read(CSVReader(type: .contacts, options: options), input)
        for size in 1...9 {
            let cuts = pieces(size, of: input.count)
            #expect(read(CSVReader(type: .contacts, options: options), input, cuts: cuts) == whole)
            let small = read(
                CSVReader(type: .contacts, options: options), input, cuts: cuts, limits: BatchLimits(records: 1))
            #expect(small.records == whole.records)
            #expect(small.error == whole.error)
            #expect(small.total == whole.total)
        }
        return whole
    }

    @Test(
        "The delimiter is found in the header and the rows together",
        arguments: [
            ("sms;tags\n1;a|b|c\n", #"{"sms":"1","tags":"a|b|c"}"#),
            ("sms|city\n1|a,b\n", #"{"sms":"1","city":"a,b"}"#),
            ("sms\tcity\n1\ta;b\n", #"{"sms":"1","city":"a;b"}"#),
            ("sms,a,b;c\n\n\"1;2\",\"x,y\",b\n", #"{"sms":"1;2","a":"x,y","b;c":"b"}"#),
        ])
    func delimiterIsFound(_ text: String, _ records: String) {
        #expect(same(text).records == records)
    }

    @Test("The rows decide when the header alone misleads")
    func rowsDecide() {
        #expect(
            same("first, last, title;sms\nAda;a@b\nBo;b@c\n").records
                == #"{"first, last, title":"Ada","sms":"a@b"},{"first, last, title":"Bo","sms":"b@c"}"#)
        #expect(same("a,b;sms\n1,5;x\n2;y\n").records == #"{"a,b":"1,5","sms":"x"},{"a,b":"2","sms":"y"}"#)
    }

    @Test("Any ASCII byte may be given as delimiter", arguments: [":", "\u{1F}", ",", "^"])
    func delimiterIsGiven(_ delimiter: String) throws {
        let byte = try #require(delimiter.utf8.first)
        let outcome = same("sms\(delimiter)a;b\n1\(delimiter)x\n") { $0.delimiter = byte }
        #expect(outcome.records == #"{"sms":"1","a;b":"x"}"#)
    }

    @Test(
        "A line sep= is obeyed",
        arguments: ["sep=;\r\n", "\u{FEFF}sep=;\n", "\"sep=;\"\r\n", "\n\nsep=;\n", "sep=;\n\u{FEFF}", "SEP=;\n"])
    func separatorLine(_ start: String) {
        let outcome = same(start + "sms;a,b,c\n1;x\n2;y;z\n")
        #expect(outcome.records == #"{"sms":"1","a,b,c":"x"}"#)
        let line = start.utf8.reduce(0) { $0 + ($1 == 10 ? 1 : 0) } + 3
        #expect(outcome.error?.message.hasPrefix("row 2, line \(line):") == true)
        #expect(same(start + "sms,a\n1,x\n") { $0.delimiter = UInt8(ascii: ",") }.total == 1)
    }

    @Test("Blanks around quotes are skipped")
    func blanksAroundQuotes() {
        let outcome = same("sms, full_name , \"city\" \n1, \"A, B\" ,\t\"Ulm\"\t\n2,\"A\"  ,  x \n")
        #expect(outcome.error == nil)
        #expect(
            outcome.records
                == #"{"sms":"1","full_name":"A, B","city":"Ulm"},{"sms":"2","full_name":"A","city":"  x "}"#)
        #expect(same("sms,city\n1,\"A\" \"B\"\n").error?.status == .csv)
        #expect(same("sms,city\n1,\"A\" B\n").error?.status == .csv)
        let long = String(repeating: " ", count: 5000)
        #expect(same("sms,city\n1,\(long)\"A\"\(long)\n").records == #"{"sms":"1","city":"A"}"#)
    }

    @Test(
        "Empty columns at the beginning and the end are dropped",
        arguments: [
            "sms;city;\n1;a;\n2;;\n", "sms;city\n1;a;\n2;;\n", ";sms;city\n;1;a\n;2;\n",
            "|sms|city  |\n|1|a|\n|2||\n", "sms;city;;;\n1;a;;;\n2;;; ;\n", "sms;city;\"\"\n1;a;\"\"\n2;;\n",
        ])
    func emptyColumns(_ text: String) {
        for cells in EmptyCells.allCases {
            let outcome = same(text) { $0.emptyCells = cells }
            #expect(outcome.error == nil)
            let empty = [EmptyCells.omit: "", .null: #","city":null"#, .text: #","city":"""#][cells] ?? ""
            #expect(outcome.records == #"{"sms":"1","city":"a"},{"sms":"2"\#(empty)}"#)
        }
    }

    @Test("Text in a column without a name is an error, and so is a row that lacks the empty cell")
    func emptyColumnsWithText() {
        #expect(same("sms;city;\n1;a;\n2;b;x\n").error?.row == 2)
        let rows = String(repeating: "1;a;\n", count: 20)
        #expect(same("sms;city\n\(rows)2;b;x\n").error?.row == 21)
        #expect(same("sms;city\n\(rows)2;b\n").error?.row == 21)
        #expect(same("sms;city\n1;a;\n2;b\n3;c\n").error?.row == 1)
    }

    @Test("Rows without an identifier are held")
    func heldRows() {
        let outcome = same("external_id,sms,city\n1,,a\n,,Ulm\n ,\"\",Ulm\n2,,b\n")
        #expect(outcome.error == nil)
        #expect(outcome.records == #"{"external_id":"1","city":"a"},{"external_id":"2","city":"b"}"#)
        #expect(outcome.total == 4)
        #expect(outcome.leftOut.map(\.rows) == [RowSpan(first: 2, count: 1), RowSpan(first: 3, count: 1)])
        #expect(outcome.leftOut.map(\.why.line) == [3, 4])
        #expect(outcome.leftOut.first?.why.code == "no_identifier")
        // A blank value in one identifier does not hide the other.
        #expect(same("external_id,sms\n \t,a@b\na,  \n").total == 2)
    }

    @Test("Ragged rows are held if that is wanted")
    func raggedRows() {
        let outcome = same("sms,city\n1,a\n2\n3,b,c,\"d\ne\"\n4,c\nTotal: 4\n") { $0.ragged = .hold }
        #expect(outcome.error == nil)
        #expect(outcome.records == #"{"sms":"1","city":"a"},{"sms":"4","city":"c"}"#)
        #expect(outcome.total == 5)
        #expect(outcome.leftOut.map(\.rows.first) == [2, 3, 5])
        #expect(outcome.leftOut.map(\.why.code) == ["ragged", "ragged", "ragged"])
        #expect(outcome.leftOut[1].why.reason == "the row has 4 cells, the header has 2")
    }

    @Test("A backslash takes the meaning from the byte after it, if that is wanted")
    func backslash() {
        let text =
            "external_id;full_name;note\n\"1\";\"Bar \\\"Zum L\\\"\";\\N\n\"2\";a\\;b\\\\c;\"x\\ny\\\nz\\t\"\n3;\"\\N\";\\Nx\n4;\\\"q;\\"
        let outcome = same(text) { $0.hasBackslashEscapes = true }
        #expect(outcome.error == nil)
        #expect(
            outcome.records
                == #"{"external_id":"1","full_name":"Bar \"Zum L\""},"#
                + #"{"external_id":"2","full_name":"a;b\\c","note":"x\ny\nz\t"},"#
                + #"{"external_id":"3","note":"Nx"},{"external_id":"4","full_name":"\"q"}"#)
        let null = same("sms;a\n1;\\N\n") {
            $0.hasBackslashEscapes = true
            $0.emptyCells = .null
        }
        #expect(null.records == #"{"sms":"1","a":null}"#)
        // Lines are counted through escaped line breaks.
        let late = same("sms;a\n1;\"x\\\ny\"\n2;b;c\n") { $0.hasBackslashEscapes = true }
        #expect(late.error?.message.hasPrefix("row 2, line 4:") == true)
    }

    @Test("A row with the escape of a NUL byte is held")
    func escapedNUL() {
        let outcome = same("sms;a\n1;x\n2;\"a\\0b\"\n3;y\n") { $0.hasBackslashEscapes = true }
        #expect(outcome.error == nil)
        #expect(outcome.records == #"{"sms":"1","a":"x"},{"sms":"3","a":"y"}"#)
        #expect(outcome.leftOut.map(\.why.code) == ["nul"])
        #expect(outcome.leftOut.map(\.why.line) == [3])
        #expect(
            outcome.leftOut.first.map { String(decoding: $0.why.input, as: UTF8.self) }
                == #"{"sms":"2","a":"a\u0000b"}"#)
        #expect(outcome.leftOut.first?.why.reason.contains("column 2, \"a\": the text holds U+0000") == true)
        #expect(same("sms;a\n1;a\u{0}\n") { $0.hasBackslashEscapes = true }.error?.status == .encoding)
    }

    @Test("A CR alone ends a line only if it ended the first one")
    func bareCR() {
        for end in ["\n", "\r\n"] {
            let outcome = same("sms;a\(end)1;x\ry\(end)2;\"b\"\(end)\r3;\rz\(end)4;c\r")
            #expect(outcome.error == nil)
            #expect(
                outcome.records
                    == #"{"sms":"1","a":"x\ry"},{"sms":"2","a":"b"},{"sms":"3","a":"\rz"},{"sms":"4","a":"c"}"#)
            #expect(same("sms;a\(end)1;\"x\"\ry\(end)").error?.status == .csv)
            #expect(same("sms;a\(end)1;x\ry\(end)2\(end)3;z\(end)").error?.message.hasPrefix("row 2, line 3") == true)
        }
        #expect(same("sms;a\r1;x\r2;y\n3;z\r").total == 3)
    }

    @Test("A message about --columns counts them")
    func columnCount() {
        let outcome = same("1;2;3\n") { $0.columns = [Array("sms".utf8), Array("a".utf8)] }
        #expect(
            outcome.error?.message.hasPrefix("row 1, line 1: the list of columns has 2 names, and the row has 3 cells")
                == true
        )
        #expect(
            same("sms;a\n") { $0.skipLines = 3 }.error?.message
                == "the input ends inside the 3 skipped lines")
    }

    @Test("A record that is too large names the column that is")
    func largeCell() {
        for size in [1, 3, 4096] {
            let text = "sms,city,zip\n1,\(String(repeating: "x", count: 90)),2\n"
            let outcome = read(
                CSVReader(type: .contacts), Array(text.utf8), cuts: pieces(size, of: text.utf8.count),
                limits: BatchLimits(bytes: 64))
            #expect(outcome.error?.message.hasPrefix("row 1, line 2, column 2, \"city\": the record is larger") == true)
        }
    }

    @Test("Another quote, or none")
    func quotes() {
        let single = same("'sms','ci''ty'\n'1','a,\"b\"'\n") { $0.quote = UInt8(ascii: "'") }
        #expect(single.error == nil)
        #expect(single.records == #"{"sms":"1","ci'ty":"a,\"b\""}"#)
        let none = same("sms\tcity\n1\t\"a\n") { $0.quote = nil }
        #expect(none.records == #"{"sms":"1","city":"\"a"}"#)
        for byte in [0, 0x0A, 0x20, 0x5C, 0xE4] as [UInt8] {
            #expect(same("sms\n1\n") { $0.quote = byte }.error?.status == .argument)
        }
        #expect(same("sms,a\n1,2\n") { $0.quote = UInt8(ascii: ",") }.error?.status == .argument)
    }

    @Test("Texts that count as empty")
    func nulls() {
        let text = "sms,a,b\n1,NULL,\\N\nNULL,x,\n2,NULLS,\"NULL\"\nNULL,\\N,NULL\n"
        let outcome = same(text) { $0.nulls = [Array("NULL".utf8), Array("\\N".utf8)] }
        #expect(outcome.records == #"{"sms":"1"},{"sms":"2","a":"NULLS"}"#)
        #expect(outcome.total == 3)
        #expect(outcome.leftOut.map(\.rows.first) == [2])
        #expect(outcome.notices == [])
        let plain = same(text)
        #expect(plain.notices.count == 2)
        #expect(plain.notices.first?.hasPrefix("column 2, \"a\": 2 cells are a word such as \\\\N") == true)
        #expect(plain.notices.last?.hasPrefix("column 3, \"b\": 3 cells are a word such as NULL") == true)
        let many = (1...5000).map { "\($0),#NV,x\n" }.joined()
        #expect(csv("sms,a,b\n" + many).notices.first?.hasPrefix("column 2, \"a\": 5000 cells are") == true)
        // Those that are counted as empty are not among them.
        let others = same(text) { $0.nulls = [Array("\\N".utf8)] }
        #expect(others.notices.count == 2)
        #expect(others.notices.last?.hasPrefix("column 3, \"b\": 2 cells are a word such as NULL") == true)
    }

    @Test(
        "Words for no value are counted and named, and sent as they are",
        arguments: [
            "NULL", "null", "Null", "NaN", "nan", "None", "none", "N/A", "n/a", "<NA>", "#N/A", "#NV", "#n/a", "#REF!",
            "#WERT!", "#DIV/0!", "\\N",
        ])
    func wordsForNoValue(_ word: String) {
        let json = word.replacing("\\", with: "\\\\")
        for cell in [word, "\"\(word)\""] {
            let outcome = same("sms,full_name,city\n1,\(cell),x\n2,y,\n3,\(cell),\(cell)\n")
            #expect(
                outcome.records
                    == #"{"sms":"1","full_name":"\#(json)","city":"x"},{"sms":"2","full_name":"y"},"#
                    + #"{"sms":"3","full_name":"\#(json)","city":"\#(json)"}"#)
            let escape =
                word == "\\N"
                ? ". If a backslash is an escape in this file, set \"escape\" to \"backslash\" in the mapping instead"
                : ""
            let advice = "To count it as empty, set \"null\" to [\"\(json)\"] in the mapping\(escape)"
            #expect(
                outcome.notices == [
                    "column 2, \"full_name\": 2 cells are a word such as \(json), and sent as such. \(advice)",
                    "column 3, \"city\": 1 cell is a word such as \(json), and sent as such. \(advice)",
                ])
        }
    }

    @Test(
        "Other words are no words for no value",
        arguments: [
            "NULLS", "Nullmeier", "NaNa", "Nina", "Noneck", "#7", "#NVA", "N/AB", "<NA", "NA", "-", "\\n", "||n", "no",
            "#",
        ])
    func otherWords(_ word: String) {
        #expect(same("sms,full_name,city\n1,\(word),x\n2,\"\(word)\",\n") { $0.delimiter = 44 }.notices == [])
    }

    @Test("A field whose checks leave out such words has one notice about them") func checkedWords() {
        let outcome = same("sms,email_marketing_opt_in\n1,NULL\n2,true\n")
        #expect(outcome.records == #"{"sms":"1"},{"sms":"2","email_marketing_opt_in":"true"}"#)
        #expect(outcome.notices.count == 1)
    }

    @Test("Lines above the header are left out, and a title is recognized")
    func titles() {
        let text = "Kundenliste, Stand heute\r\n\r\n\"x\r\nsms;city\r\n1;a\r\n2\r\n3;b"
        let outcome = same(text) { $0.skipLines = 3 }
        #expect(outcome.records == #"{"sms":"1","city":"a"}"#)
        #expect(outcome.error?.message.hasPrefix("row 2, line 6:") == true)
        for title in ["Kundenliste", "Kundenliste;;", "\"Kunden; Liste\"", ";;;\n\nKundenliste;"] {
            let refused = same(title + "\nsms;city;zip\n1;a;b\n")
            #expect(refused.error?.message.contains("set \"skip_lines\" to \(title.utf8.contains(10) ? 3 : 1)") == true)
        }
        #expect(same("a;b\n1;2\n").error?.message.contains("skip-lines") == false)
        #expect(same(text) { $0.skipLines = 99 }.error?.status == .csv)
        #expect(same(text) { $0.skipLines = -1 }.error != nil)
    }

    @Test("Columns are given where there is no header line")
    func noHeader() {
        func columns(_ names: String...) -> (inout CSVOptions) -> Void {
            { $0.columns = names.map { Array($0.utf8) } }
        }
        let rows = #"{"sms":"1","city":"a,b"},{"sms":"2","city":"c"}"#
        for text in [
            "1;a,b\n2;c\n", "sep=;\n1;a,b\n2;c", "\u{FEFF}\n1;a,b;\n2;c;\n", ";1;a,b;\n;2;c;\n", ";1;a,b\n;2;c\n",
        ] {
            let outcome = same(text, columns("sms", "city"))
            #expect(outcome.error == nil)
            #expect(outcome.records == rows)
        }
        #expect(same("1;2\n", columns("sms", "city", "zip")).error?.status == .csv)
        #expect(same("1;2\n", columns("sms", "sms")).error?.status == .csv)
        #expect(same("1;2\n", columns("sms", "")).error?.status == .argument)
        #expect(same("1;2\n", columns("a", "city")).error?.status == .csv)
        #expect(same("", columns("sms")).total == 0)
        #expect(same("1\n2\n", columns("sms")).total == 2)
    }

    @Test("A header without rows is an empty input", arguments: ["sms", "sms,city\r\n\r\n", "\u{FEFF}sms\n"])
    func noRows(_ text: String) {
        let outcome = same(text)
        #expect(outcome.error == nil)
        #expect(outcome.total == 0)
    }
}
