import Testing

@testable import MateoCore

/// Reads CSV with a mapping: the records, then each row that is held as `row code`.
func mapped(
    _ text: String, _ json: String, cuts: [Int] = [], limits: BatchLimits = BatchLimits()
) -> (records: String, held: [String], error: String) {
    var (records, held) = ([String](), [String]())
    var batch = BatchBuilder(limits: limits)
    let input = Array(text.utf8)
    func take() {
        for span in batch.leftOut {
            let (rows, why) = (span.rows, span.why)
            for row in rows.first..<rows.first + rows.count { held.append("\(row) \(why.code)") }
        }
        let bytes = batch.bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        if !bytes.isEmpty { records.append(bytes) }
        batch.removeBatch()
    }
    do throws(MateoError) {
        var options = CSVOptions()
        try options.setMapping(Array(json.utf8))
        var reader = MappedReader(type: .contacts, options: options)
        var start = 0
        for end in cuts + [input.count] {
            var piece = input.span.extracting(start..<end)
            while piece.count > 0 {
                let taken = try reader.read(piece, into: &batch)
                piece = piece.extracting(droppingFirst: taken)
                if batch.isFull { take() }
            }
            start = end
        }
        while try !reader.finish(into: &batch) { take() }
    } catch {
        return (records.joined(separator: ","), held, error.message)
    }
    while batch.records > 0 || !batch.leftOut.isEmpty { take() }
    return (records.joined(separator: ","), held, "")
}

@Suite struct MappedReaderTests {
    private static let export = """
        Kundennr;Name;Geburtsdatum;Tel. 1;Mobil;Newsletter\r
        1;"Weiß; ""W"" ";02.03.1951;030 1234567;0170 5551111;ja\r
        2;Ada;31.02.1990;;;ja\r
        3;Bob;;;"";nein\r
        4;Eve;;;;vielleicht\r
        ;Niemand;;;;\r
        6;Max;1.1.1990;;;\r
        7;"Zeile 1
        Zeile 2";01.01.1990;;0171/2222222;\r

        """
    private static let mapping = #"""
        {"mateo_mapping": 1, "delimiter": ";", "fields": [
          {"column": "Kundennr", "field": "external_id"}, {"column": "Name", "field": "full_name"},
          {"column": "Geburtsdatum", "field": "birthday", "type": "date(DD.MM.YYYY)"},
          {"column": "Tel. 1", "field": "sms", "type": "phone(DE)"}, {"column": "Mobil", "field": "sms", "type": "phone(DE)"},
          {"column": "Newsletter", "field": "newsletter", "type": "consent(ja=accepted, nein=declined)"}],
         "set": {"country": "DE"}}
        """#
    private static let records =
        #"{"external_id":"1","full_name":"Weiß; \"W\" ","birthday":"1951-03-02","sms":["+49301234567","+491705551111"],"newsletter":"accepted","country":"DE"},"#
        + #"{"external_id":"3","full_name":"Bob","newsletter":"declined","country":"DE"},"#
        + #"{"external_id":"7","full_name":"Zeile 1\nZeile 2","birthday":"1990-01-01","sms":["+491712222222"],"country":"DE"}"#
    private static let held = ["2 date", "4 consent", "5 no_identifier", "6 date"]

    @Test("Rows become records, and those that do not fit are held, with any pieces and any limits") func export() {
        let count = Self.export.utf8.count
        for size in [1, 2, 7, 64, count] {
            for records in [1, 2, 1000] {
                let outcome = mapped(
                    Self.export, Self.mapping, cuts: pieces(size, of: count), limits: BatchLimits(records: records))
                #expect(outcome.error == "")
                #expect(outcome.records == Self.records)
                #expect(outcome.held == Self.held)
            }
        }
    }

    @Test("A strict mapping refuses the file at the first row that would be held") func strict() {
        let json = Self.mapping.dropLast() + #", "strict": true}"#
        let error = mapped(Self.export, String(json)).error
        #expect(
            error == #"row 2, line 3: column "Geburtsdatum": not a date, or not in the form of the mapping: DD.MM.YYYY"#
        )
    }

    @Test("Many rows in small batches come in order, none lost and none twice") func manyRows() {
        var (text, records, held) = ("id;Datum\n", [String](), [String]())
        for row in 1...5000 {
            let isHeld = row % 7 == 3
            text += "\(row);\(isHeld ? "x" : "01.01.2000")\n"
            if isHeld {
                held.append("\(row) date")
            } else {
                records.append(#"{"id":"\#(row)","birthday":"2000-01-01"}"#)
            }
        }
        let json =
            #"{"mateo_mapping": 1, "fields": [{"column": "Datum", "field": "birthday", "type": "date(DD.MM.YYYY)"}]}"#
        for limits in [BatchLimits(records: 3), BatchLimits(bytes: 100), BatchLimits()] {
            let outcome = mapped(text, json, cuts: pieces(9973, of: text.utf8.count), limits: limits)
            #expect(outcome.error == "")
            #expect(outcome.records == records.joined(separator: ","))
            #expect(outcome.held == held)
        }
    }

    @Test("Without a mapping the service's own fields are found whatever their case") func plain() {
        let outcome = mapped("External_ID, email ,my_field\n1,a@x.de,x\n", #"{"mateo_mapping": 1}"#)
        #expect(outcome.records == #"{"external_id":"1","email":"a@x.de","my_field":"x"}"#)
        let refused = mapped("external_id,E-Mail\n1,a@x.de\n", #"{"mateo_mapping": 1}"#)
        #expect(refused.error.hasPrefix("line 1: the heading of column 2 cannot be the name of a field"))
    }

    private static let onlyMapped =
        #"{"mateo_mapping": 1, "only_mapped": true, "fields": [{"column": "Nr", "field": "external_id"}]}"#

    @Test("Two columns of one field are an error, whatever their case") func sameField() {
        let outcome = mapped("external_id;EMAIL;email\n1;a@b.de;c@d.de\n", #"{"mateo_mapping": 1}"#)
        #expect(outcome.records == "")
        #expect(outcome.error.hasPrefix("line 1: columns 2 and 3 have the same name"))
    }

    @Test("Headings in another case are told at once") func notices() throws {
        for json in [
            #"{"mateo_mapping": 1}"#, #"{"mateo_mapping": 1, "fields": [{"column": "x", "field": "city"}]}"#,
        ] {
            var options = CSVOptions()
            try options.setMapping(Array(json.utf8))
            let outcome = read(
                MappedReader(type: .contacts, options: options), Array("External_ID,EMAIL,x\n1,a@b.de,c\n".utf8))
            #expect(outcome.error == nil)
            #expect(outcome.notices == [#""External_ID" is taken as external_id, "EMAIL" as email"#])
        }
    }

    @Test(
        "With only_mapped columns are left out that have no heading, one that comes twice, or one that is too long",
        arguments: [
            ";Nr\n0;1\n1;2\n", "Nr;;x\n1;a;b\n2;c;d\n", "x;Nr;x\n1;1;1\n2;2;2\n", "Nr;x;;\n1;a;b;c\n2;;;\n",
            "Nr;\(String(repeating: "l", count: 300))\n1;a\n2;b\n", "\u{A0}Nr\u{A0};\u{A0}\n1;a\n2;b\n",
        ])
    func leftOutColumns(_ text: String) {
        let outcome = mapped(text, Self.onlyMapped)
        #expect(outcome.error == "")
        #expect(outcome.records == #"{"external_id":"1"},{"external_id":"2"}"#)
        let plain = mapped(text.replacing("Nr", with: "external_id"), #"{"mateo_mapping": 1}"#)
        #expect(plain.error.contains("only_mapped"))
    }

    @Test("A heading that is mapped may not come twice") func mappedTwice() {
        #expect(mapped("Nr;Nr\n1;2\n", Self.onlyMapped).error.hasPrefix("line 1: columns 1 and 2 have the same name"))
        let template =
            #"{"mateo_mapping": 1, "only_mapped": true, "fields": [{"column": "Nr", "field": "external_id"}], "set": {"city": "{ a }"}}"#
        #expect(mapped("Nr;a;a\n1;2;3\n", template).error.hasPrefix("line 1: columns 2 and 3 have the same name"))
    }

    @Test("All headings that cannot be names of fields are reported, and what may be wrong with the line comes first")
    func impossibleHeadings() {
        let plain = #"{"mateo_mapping": 1}"#
        let mapping = #"{"mateo_mapping": 1, "fields": [{"column": "Nr", "field": "external_id"}]}"#
        let advice = "Map a column to email, or to null to leave it out, in the mapping"
        for (text, json) in [
            ("external_id;E-Mail;x;Straße;A B\n1;2;3;4;5\n", plain), ("Nr;E-Mail;x;Straße;A B\n1;2;3;4;5\n", mapping),
        ] {
            #expect(
                mapped(text, json).error
                    == "line 1: the headings of columns 2, 4 and 5 cannot be the names of fields. \(advice)")
        }
        #expect(mapped("Liste;;\nNr;x;y\n1;2;3\n", mapping).error.contains("line 1 has text in one cell only"))
        #expect(mapped("Liste\nNr;x;y\n1;2;3\n", mapping).error.hasPrefix("line 1 has text in one cell only"))
        #expect(mapped("Kunden Liste\nid;x\n", plain).error.hasPrefix("line 1 has text in one cell only"))
        #expect(mapped("\n1;a@b.de\n2;x\n", plain).error.hasPrefix("line 2 looks like a row"))
    }

    @Test("A column without a heading between others is empty in all rows, whatever is behind it")
    func emptyColumnInside() {
        let notes = "mateo_row;mateo_line;mateo_state;mateo_code;mateo_message;mateo_retryable"
        let mapping =
            #"{"mateo_mapping": 1, "fields": [{"column": "Nr", "field": "external_id"}, {"column": "Name", "field": "full_name"}]}"#
        let others = [#"{"mateo_mapping": 1, "set": {"country": "DE"}}"#, mapping]
        for (front, spare) in [("", ";"), ("", ";;"), (";", ";"), (";;", ";;;")] {
            let head = "\(front)Nr;Name\(spare);\(notes)\n"
            let rows = (1...300).map {
                "\(front)\($0);\"N;\($0)\"\(spare);\($0);\($0);held;x;m;false" + ($0 % 7 == 0 ? ";;" : "") + "\n"
            }
            let records = (1...300).map { #"{"external_id":"\#($0)","full_name":"N;\#($0)"}"# }
            let text = head + rows.joined()
            for cuts in [[], pieces(1, of: text.utf8.count), pieces(97, of: text.utf8.count)] {
                let all = mapped(text.replacing(";;\n", with: "\n"), mapping)
                #expect(all == (records.joined(separator: ","), [], ""), "\(cuts.count)")
            }
            let filled = mapped(head + rows[0] + "\(front)2;x\(spare)y;2;2;held;x;m;false\n", mapping)
            #expect(filled.error.contains("the column has text here, but no heading"), "\(filled)")
            #expect(
                mapped(head.replacing("Nr", with: "id") + rows[0], others[0]).records
                    == #"{"id":"1","Name":"N;1","country":"DE"}"#)
        }
    }
}
