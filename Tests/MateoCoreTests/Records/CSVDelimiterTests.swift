import MateoCore
import Testing

/// Random texts come out of the reader as they come out of a slow one, and as a JSON parser takes them.
@Suite struct CSVDelimiterTests {
    static let delimiters: [UInt8] = [
        0x2C, 0x3B, 0x09, 0x7C, 0x3A, 0x5C, 0x20, 0x01, 0x0B, 0x1F, 0x7F, 0x2F, 0x69, 0x75,
    ]

    @Test("No delimiter goes into a string without its escape", arguments: delimiters)
    func delimiterInsideQuotes(_ delimiter: UInt8) throws {
        let d = String(UnicodeScalar(delimiter))
        for distance in 0..<70 {
            let cell = String(repeating: "x", count: distance) + d + "y" + d + d
            let input = Array("\"id\"\(d)\"\(d)n\"\n\"\(cell)\"\(d)\"\(d)\"\n".utf8)
            let expected = SimpleCSV.read(input, delimiter: delimiter)
            let outcome = read(CSVReader(type: .contacts, options: CSVOptions(delimiter: delimiter)), input)
            #expect(outcome.error == nil)
            #expect(outcome.records == expected.records)
            #expect(try expected.isJSON(outcome.records))
        }
    }

    @Test("Random files", arguments: delimiters)
    func randomFiles(_ delimiter: UInt8) throws {
        var random = RandomCSV(random: Numbers(state: UInt64(delimiter)), delimiter: delimiter)
        var records = 0
        for _ in 0..<150 {
            let input = random.file()
            records += try compare(input, delimiter: delimiter, isGiven: true, &random)
        }
        #expect(records > 200)
    }

    @Test("Random files whose delimiter is found", arguments: [0x2C, 0x3B, 0x09, 0x7C] as [UInt8])
    func foundDelimiter(_ delimiter: UInt8) throws {
        var random = RandomCSV(random: Numbers(state: 77 + UInt64(delimiter)), delimiter: delimiter)
        var records = 0
        for _ in 0..<100 {
            let row = Array("\nk".utf8) + [delimiter, delimiter, 0x22, delimiter, 0x22]
            let input = random.header(columns: 3) + row
            records += try compare(input, delimiter: delimiter, isGiven: false, &random)
        }
        #expect(records == 100)
    }

    @Test("Random damage", arguments: delimiters)
    func randomDamage(_ delimiter: UInt8) throws {
        var random = RandomCSV(random: Numbers(state: 1000 + UInt64(delimiter)), delimiter: delimiter)
        for number in 0..<150 {
            let header = random.header(columns: 3) + [0x0A]
            let file = header + [0x31, delimiter, delimiter, 0x0A] + random.file()
            let input = random.damage(file, from: number % 4 == 0 ? 0 : header.count)
            _ = try compare(input, delimiter: delimiter, isGiven: true, &random)
        }
    }

    @Test("A list with bars has its headings below a title, and rules are no rows")
    func bars() throws {
        let rule = "-----------------\n"
        let list = "\(rule)|sms   |full_name |\n\(rule)|1     |A         |\n|2     |1,5       |\n\(rule)"
        for title in ["Liste,   Seite 1\nStand heute\n\n", "Liste\n\n\n"] {
            var options = CSVOptions()
            options.mapping = Mapping()
            try options.setMapping(Array(#"{"mateo_mapping": 1, "fields": [], "only_mapped": true}"#.utf8))
            let first = read(MappedReader(type: .contacts, options: options), Array((title + list).utf8))
            #expect(first.error?.message.contains("line 5: the row has 4 cells, the header has 1") == true)
            #expect(
                first.error?.message.hasSuffix(
                    "If line 5 has the headings, set \"skip_lines\" to 4 in the mapping") == true)
            options = CSVOptions()
            options.skipLines = 4
            let outcome = read(CSVReader(type: .contacts, options: options), Array((title + list).utf8))
            #expect(outcome.error == nil)
            #expect(outcome.records == #"{"sms":"1","full_name":"A"},{"sms":"2","full_name":"1,5"}"#)
        }
    }

    @Test("Rules of other programs are no rows either", arguments: ["-----+-----------\n", "+=====+=+\n"])
    func rules(_ rule: String) {
        let outcome = read(
            CSVReader(type: .contacts), Array(" full_name | sms\n\(rule) A   | 1\n --- | 2\n\(rule)".utf8))
        #expect(outcome.error == nil)
        #expect(outcome.records == #"{"full_name":"A","sms":"1"},{"full_name":"---","sms":"2"}"#)
        let short = read(CSVReader(type: .contacts), Array("sms|full_name\n1|A\n--\n2|B\n".utf8))
        #expect(short.error?.message.contains("the row has 1 cell") == true)
    }

    @Test(
        "Rules between bars are no rows wherever they are",
        arguments: [
            "|-----------------|", "|----+------+-----|", "|=================|", "|-----|------|-----|",
            "|-----------------",
            "| --- | === | _*_ |", "|-|-|-|-|-|-|-|", "-----+------+----", "=== === ===",
        ])
    func rulesBetweenBars(_ rule: String) {
        let (heading, rows) = ("| external_id |full_name |city |", ["| 100001 |Müller |Köln |", "| 100002 |- |--- |"])
        let records =
            #"{"external_id":"100001","full_name":"Müller","city":"Köln"},{"external_id":"100002","full_name":"-","city":"---"}"#
        for text in [
            "\(heading)\n\(rule)\n\(rows[0])\n\(rows[1])\n",
            "\(rule)\n\(heading)\n\(rule)\n\(rows[0])\n\(rule)\n\(rows[1])\n\(rule)",
            "\(heading)\r\n\(rule)\r\n\(rule)\r\n\(rows[0])\r\n\(rows[1])\r\n\(rule)\r\n",
            "external_id|full_name|city\n\(rule)\n100001|Müller|Köln\n100002|-|---\n\(rule)\n",
        ] {
            for size in [1, 3, 7, 4096] {
                let outcome = read(
                    CSVReader(type: .contacts), Array(text.utf8), cuts: pieces(size, of: text.utf8.count))
                #expect(outcome.error == nil)
                #expect(outcome.records == records)
                #expect(outcome.total == 2)
            }
        }
    }

    @Test("A rule has only rules and bars, and rules of other delimiters are rows")
    func noRules() {
        for row in ["|-|1|", "|-|-|", "|--- x|-|", "|\"---\"|---|"] {
            let outcome = read(CSVReader(type: .contacts), Array("|sms|full_name|\n|---|---|\n|1|A|\n\(row)\n".utf8))
            #expect(outcome.total == 2)
        }
        let other = read(CSVReader(type: .contacts), Array("full_name;sms\n---;---\nA;1\n".utf8))
        #expect(other.total == 2)
        #expect(other.leftOut.map(\.why.code) == ["no_identifier"])
    }

    @Test("Totals are recognized below rules")
    func totalsBelowRules() {
        let text = "|external_id|amount|\n|---+---|\n|1|5|\n|---+---|\n|Summe|5|\n"
        let outcome = read(CSVReader(type: .contacts), Array(text.utf8))
        #expect(outcome.records == #"{"external_id":"1","amount":"5"}"#)
        #expect(outcome.leftOut.map(\.why.code) == ["total"])
    }

    @Test(
        "Delimiters inside quotes do not count, and a reading with text behind a quote is none",
        arguments: [
            "\"sms\";\"Nachname, Vorname\"\n\"1\";\"Weiß, Jörg\"\n", "sms;\"Nachname, Vorname\"\n1;\"Weiß, Jörg\"\n",
            "\"sms\";Nachname, Vorname\n\"1\";Weiß, Jörg\n", "sms;\"Nachname, Vorname\"\n1;Weiß, Jörg\n",
            "sms|\"Nachname, Vorname\"\n1|\"Weiß, Jörg\"\n", "sms\t\"Nachname, Vorname\"\n1\t\"Weiß, Jörg\"\n",
            "\"sms\"\tNachname, Vorname\n1\tWeiß, Jörg\n",
            // A comma with a blank behind it belongs to the text.
            "sms;Nachname, Vorname\n1;Weiß, Jörg\n", "sms|Nachname, Vorname\n1|Weiß, Jörg\n",
            "sms\tNachname, Vorname\n1\tWeiß, Jörg\n",
            "sms;\"Nachname, Vorname\";\"Straße, Nr., Ort\"\n1;\"Weiß, Jörg\";\"\"\n",
        ])
    func quotedDelimiters(_ text: String) {
        let outcome = read(CSVReader(type: .contacts), Array(text.utf8))
        #expect(outcome.error == nil)
        #expect(outcome.records == #"{"sms":"1","Nachname, Vorname":"Weiß, Jörg"}"#)
    }

    @Test("A delimiter may have blanks behind it", arguments: [",", ";", "|"])
    func blanksBehindDelimiters(_ delimiter: String) {
        let text = ["sms, a", "1, x"].map { $0.replacing(",", with: delimiter) }.joined(separator: "\n")
        #expect(read(CSVReader(type: .contacts), Array(text.utf8)).error == nil)
    }

    @Test("Random tables with delimiters inside quotes", arguments: [0x2C, 0x3B, 0x09, 0x7C] as [UInt8])
    func randomTables(_ delimiter: UInt8) throws {
        var random = Numbers(state: 500 + UInt64(delimiter))
        for number in 0..<400 {
            let (columns, rows, quotesAll) = (2 + random.next(4), random.next(5), number % 2 == 0)
            var text: [UInt8] = []
            for row in 0...rows {
                for column in 0..<columns {
                    var cell: [UInt8] = column == 0 ? Array(row == 0 ? "sms".utf8 : "k\(row)".utf8) : []
                    for _ in 0..<random.next(5) where column > 0 {
                        cell += Array(["x", " y", ",", ";", "\t", "|", "\"", ", ", "ö"][random.next(9)].utf8)
                    }
                    if row == 0 && column > 0 { cell += Array("h\(column)".utf8) }
                    if column > 0 { text.append(delimiter) }
                    if quotesAll || cell.contains(where: { [0x22, 0x2C, 0x3B, 0x09, 0x7C].contains($0) }) {
                        text += [0x22] + cell.flatMap { $0 == 0x22 ? [0x22, 0x22] : [$0] } + [0x22]
                    } else {
                        text += cell
                    }
                }
                text.append(0x0A)
            }
            let shown = Comment(rawValue: String(decoding: text, as: UTF8.self).debugDescription)
            let outcome = read(CSVReader(type: .contacts), text)
            #expect(outcome.error == nil, shown)
            #expect(outcome.total == rows, shown)
            #expect(
                outcome.records
                    == read(CSVReader(type: .contacts, options: CSVOptions(delimiter: delimiter)), text).records, shown)
        }
    }

    /// Reads a text whole and in pieces. Returns the number of its records.
    private func compare(
        _ input: [UInt8], delimiter: UInt8, isGiven: Bool, _ random: inout RandomCSV
    ) throws -> Int {
        let options = CSVOptions(delimiter: isGiven ? delimiter : nil)
        let expected = SimpleCSV.read(input, delimiter: delimiter)
        let whole = read(CSVReader(type: .contacts, options: options), input)
        let shown = Comment(rawValue: String(decoding: input, as: UTF8.self).debugDescription)
        #expect(whole.records == expected.records, shown)
        #expect(whole.error?.status == expected.status, shown)
        #expect(whole.error?.row ?? 0 == expected.row, shown)
        #expect(try expected.isJSON(whole.records), shown)
        let cuts = random.cuts(of: input.count)
        #expect(read(CSVReader(type: .contacts, options: options), input, cuts: cuts) == whole, shown)
        return expected.fields.count
    }
}
