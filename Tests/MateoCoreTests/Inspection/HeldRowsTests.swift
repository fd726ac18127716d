import Testing

@testable import MateoCore

/// Each row that is held: its row, line, code, identifier and content.
private func held(_ outcome: Outcome) -> [String] {
    outcome.leftOut.map {
        "\($0.rows.first) \($0.why.line) \($0.why.code) \(String(decoding: $0.why.externalID, as: UTF8.self)) "
            + String(decoding: $0.why.input, as: UTF8.self)
    }
}

@Suite struct HeldRowsTests {
    private static let text =
        "external_id,email,sms\r\n1,a@x.de,\r\n2,b.x.de,\r\n\r\n\u{A0},,\" \"\r\n 3 ,\"c@x.de\",\"+49\n1\"\r\n4\u{200B}5,d@x.de,NULL\r\n"
        + ",e@x.de,1\r\n\"6 \",,\r\n"
    private static let records =
        #"{"external_id":"1","email":"a@x.de"},{"email":"e@x.de","sms":"1"},{"external_id":"6"}"#
    private static let rows = [
        #"2 3 email 2 {"external_id":"2","email":"b.x.de"}"#,
        "3 5 no_identifier \u{A0} {\"external_id\":\"\u{A0}\",\"sms\":\" \"}",
        #"4 6 identifier  3  {"external_id":" 3 ","email":"c@x.de","sms":"+49\n1"}"#,
        "5 8 identifier 4\u{200B}5 {\"external_id\":\"4\u{200B}5\",\"email\":\"d@x.de\",\"sms\":\"NULL\"}",
    ]

    @Test("CSV without a mapping holds rows with a fault, with any pieces and any limits") func csvRows() {
        let input = Array(Self.text.utf8)
        for size in [1, 2, 3, 7, 64, input.count] {
            for limits in [BatchLimits(), BatchLimits(records: 1), BatchLimits(bytes: 90)] {
                let outcome = read(
                    MappedReader(type: .contacts), input, cuts: pieces(size, of: input.count), limits: limits)
                #expect(outcome.error == nil)
                #expect(outcome.records == Self.records)
                #expect(held(outcome) == Self.rows)
                #expect(
                    outcome.notices == [
                        "external_id: 1 value had blanks or invisible characters around them, which were removed",
                        "external_id: 1 row has no value, and others have one. To hold such rows, set \"require\" to [\"external_id\"] in the mapping",
                    ])
            }
        }
    }

    @Test("Columns that are empty in all rows, or filled in all, give no notice") func noNotice() {
        #expect(csv("external_id,email\n,a@x.de\n,b@x.de\n").notices == [])
        #expect(csv("external_id,email\n1,a@x.de\n2,\n").notices == [])
        #expect(csv("external_id,email\n1,a@x.de\n2,\n3\n") { $0.ragged = .hold }.notices == [])
    }

    @Test("A strict file is refused, with row and line") func strict() throws {
        for text in ["external_id,email\n1,a@x.de\n\n2,b\n", "external_id,email\n1,\n\n2\n3,\n", "id\n1\n\n\u{A0}\n"] {
            var options = CSVOptions()
            options.ragged = .hold
            var mapping = Mapping()
            mapping.isStrict = true
            options.mapping = mapping
            let outcome = read(MappedReader(type: .contacts, options: options), Array(text.utf8))
            #expect(outcome.error?.status == .record)
            #expect(outcome.error?.row == 2)
            #expect(outcome.error?.message.hasPrefix("row 2, line 4: ") == true)
            #expect(outcome.total == 1)
        }
        var batch = BatchBuilder()
        batch.isStrict = true
        var reader = JSONReader(type: .contacts, form: .lines)
        let error = #expect(throws: MateoError.self) {
            _ = try reader.read(Array("{\"id\":1}\n\n{\"id\":\"\"}\n".utf8).span, into: &batch)
        }
        #expect(error?.message.hasPrefix("row 2, line 3: no field identifies the record") == true)
        #expect(batch.records == 1)
    }

    @Test("Ragged rows have what could be read") func ragged() {
        let outcome = csv("external_id,email,a\n1,a@x.de,x\n2,b@x.de\n3,c@x.de,y,z\n") { $0.ragged = .hold }
        #expect(
            held(outcome) == [
                #"2 3 ragged 2 {"external_id":"2","email":"b@x.de"}"#,
                #"3 4 ragged 3 {"external_id":"3","email":"c@x.de","a":"y"}"#,
            ])
    }

    @Test("A mapping holds rows with the cells that it cannot convert, whatever lines they are on") func mapped() throws
    {
        var text = "Nr;Datum;Name\n1;01.02.1990;x\n\n2;31.02.1990;\"a\nb\"\n;;Niemand\n \n3;x;y\n"
        for row in 5...4000 { text += row % 1000 == 0 ? "\n\(row);x;\"\r\n\"\n" : "\(row);01.01.2000;\n" }
        var options = CSVOptions()
        try options.setMapping(
            Array(
                #"{"mateo_mapping": 1, "fields": [{"column": "Nr", "field": "external_id"}, {"column": "Datum", "field": "birthday", "type": "date(DD.MM.YYYY)"}]}"#
                    .utf8))
        let input = Array(text.utf8)
        for cuts in [[], pieces(7, of: input.count), pieces(4096, of: input.count)] {
            let outcome = read(MappedReader(type: .contacts, options: options), input, cuts: cuts)
            #expect(outcome.error == nil)
            #expect(
                held(outcome) == [
                    #"2 4 date 2 {"external_id":"2","birthday":{"mateo_cell":"31.02.1990"},"Name":"a\nb"}"#,
                    #"3 6 no_identifier  {"Name":"Niemand"}"#,
                    #"4 8 date 3 {"external_id":"3","birthday":{"mateo_cell":"x"},"Name":"y"}"#,
                    #"1000 1005 date 1000 {"external_id":"1000","birthday":{"mateo_cell":"x"}}"#,
                    #"2000 2007 date 2000 {"external_id":"2000","birthday":{"mateo_cell":"x"}}"#,
                    #"3000 3009 date 3000 {"external_id":"3000","birthday":{"mateo_cell":"x"}}"#,
                    #"4000 4011 date 4000 {"external_id":"4000","birthday":{"mateo_cell":"x"}}"#,
                ])
        }
    }

    @Test("Each kind of value that is not converted is its cell") func cells() throws {
        let mapping = """
            {"mateo_mapping": 1, "ragged": "hold", "require": ["city"], "fields": [
              {"column": "Nr", "field": "external_id"}, {"column": "Ort", "field": "city"},
              {"column": "Tel", "field": "sms", "type": "phone"}, {"column": "Mobil", "field": "sms", "type": "phone"}],
             "set": {"email": "{Konto}@{Ort}.de", "country": "DE"}}
            """
        let text =
            "Nr;Ort;Tel;Mobil;Konto\n1;;+49 30 123456;\"0\"\"1\";a\n\u{200B}2\u{200B}3;Ulm;;;a\n3;Ulm;;;a b\n4;Ulm\n6;Ulm;;;c\n"
        var options = CSVOptions()
        try options.setMapping(Array(mapping.utf8))
        let outcome = read(MappedReader(type: .contacts, options: options), Array(text.utf8))
        #expect(outcome.error == nil)
        #expect(outcome.records == #"{"external_id":"6","city":"Ulm","email":"c@Ulm.de","country":"DE"}"#)
        #expect(
            held(outcome) == [
                #"1 2 required 1 {"external_id":"1","city":{"mateo_cell":""},"sms":[{"mateo_cell":"+49 30 123456"},{"mateo_cell":"0\"1"}],"email":{"mateo_cell":"a@.de"},"country":"DE"}"#,
                "2 3 identifier \u{200B}2\u{200B}3 {\"external_id\":{\"mateo_cell\":\"\u{200B}2\u{200B}3\"},\"city\":\"Ulm\",\"email\":\"a@Ulm.de\",\"country\":\"DE\"}",
                #"3 4 email 3 {"external_id":"3","city":"Ulm","email":{"mateo_cell":"a b@Ulm.de"},"country":"DE"}"#,
                #"4 5 ragged  {"Nr":{"mateo_cell":"4"},"Ort":{"mateo_cell":"Ulm"}}"#,
            ])
    }

    @Test("Each value of a total is its cell") func totals() throws {
        var options = CSVOptions()
        try options.setMapping(Array(#"{"mateo_mapping": 1, "set": {"country": "DE"}}"#.utf8))
        let outcome = read(
            MappedReader(type: .contacts, options: options),
            Array("external_id;Betrag;x\n4711;2,00;\nSumme;7,00;\n".utf8))
        #expect(
            held(outcome) == [
                #"2 3 total Summe {"external_id":{"mateo_cell":"Summe"},"Betrag":{"mateo_cell":"7,00"},"country":"DE"}"#
            ])
    }

    @Test("Lines of a list of failed rows are held until their cells are replaced") func listedRows() {
        func line(_ code: String, _ input: String, state: String = "held") -> String {
            #"{"row":7,"line":8,"state":"\#(state)","external_id":"1","code":"\#(code)","message":"m","retryable":false,"#
                + #""input":\#(input)}"#
        }
        let cell = #"{"external_id":"1","sms":["1",{"mateo_cell":"x\"y"}]}"#
        let plain = #"{"external_id":"1","city":"mateo_cell\":"}"#
        let lines = [
            line("phone", cell), line("uncorrected", cell), line("ragged", cell), line("ragged", plain),
            line("header", plain),
            line("total", plain), line("date", plain), line("", plain), line("ragged", plain, state: "failed"),
            line("23514", #"{"id":1,"x":{"mateo_cell":1}}"#, state: "failed"), #"{"id":2,"x":{"mateo_cell":1}}"#,
        ]
        let outcome = read(JSONReader(type: .contacts, form: .lines), Array(lines.joined(separator: "\n").utf8))
        #expect(outcome.error == nil)
        #expect(
            outcome.leftOut.map { "\($0.rows.first) \($0.why.code) \($0.why.reason)" } == [
                "1 uncorrected \(RecordFault.cell.words)", "2 uncorrected \(RecordFault.cell.words)",
                "3 uncorrected \(RecordFault.cell.words)", "4 ragged \(RecordFault.ragged.words)",
                "5 header \(RecordFault.header.words)", "6 total \(RecordFault.total.words)",
            ])
        #expect(
            outcome.leftOut.map { String(decoding: $0.why.input, as: UTF8.self) } == [
                cell, cell, cell, plain, plain, plain,
            ])
        #expect(
            outcome.records
                == [plain, plain, plain, #"{"id":1,"x":{"mateo_cell":1}}"#, #"{"id":2,"x":{"mateo_cell":1}}"#]
                .joined(separator: ","))
    }

    @Test("Blanks with which a list fills its columns are cut between bars") func bars() {
        let outcome = csv(
            "|external_id|full_name  |city   |\r\n|0000100001 |Mueller    |\" Koeln\"|\r\n| 0000100002|           | Bonn  |\r\n"
        )
        #expect(
            outcome.records
                == #"{"external_id":"0000100001","full_name":"Mueller","city":" Koeln"},{"external_id":"0000100002","city":"Bonn"}"#
        )
        #expect(outcome.notices == [])
        #expect(csv("external_id,city\n1, x \n").records == #"{"external_id":"1","city":" x "}"#)
    }

    @Test("Identifiers are never erased by empty cells") func emptyCells() {
        let text = "external_id,email,city\n1,,\n"
        #expect(csv(text) { $0.emptyCells = .null }.records == #"{"external_id":"1","city":null}"#)
        #expect(csv(text) { $0.emptyCells = .text }.records == #"{"external_id":"1","city":""}"#)
    }

    @Test("Texts for no value in a column of identifiers are left out, in others told") func nullTexts() {
        let outcome = csv("external_id;full_name;sms\nu1;NULL;NULL\nu2;\\N;\nu3;#NV;\nu4;null;\n")
        #expect(
            outcome.records
                == ##"{"external_id":"u1","full_name":"NULL"},{"external_id":"u2","full_name":"\\N"},{"external_id":"u3","full_name":"#NV"},{"external_id":"u4","full_name":"null"}"##
        )
        #expect(outcome.notices.count == 2)
        #expect(outcome.notices.first?.hasPrefix("column 2, \"full_name\": 4 cells are") == true)
        #expect(outcome.notices.last == #"sms: 1 value is blank or a word such as NULL, and left out"#)
    }

    @Test("Identifiers that a data frame wrote as 10001.0 are sent as such, and counted") func wholeNumbers() throws {
        let text =
            "external_id,full_name,sms,zipcode\n10001.0,a,491701234567.0,10115.0\n10002.0,b,,1.0\nA-1.0,c,,\n.0,d,,\n1.50,e,,\n"
        let notice =
            #"identifiers that end in .0, and are sent as such: 3. pandas writes whole numbers so beside empty cells: convert them with astype("Int64")"#
        let outcome = csv(text)
        #expect(outcome.records.hasPrefix(#"{"external_id":"10001.0","full_name":"a","sms":"491701234567.0""#))
        #expect(outcome.notices == [notice])
        var options = CSVOptions()
        try options.setMapping(Array(#"{"mateo_mapping":1,"fields":[{"column":"zipcode","field":null}]}"#.utf8))
        let mapped = read(MappedReader(type: .contacts, options: options), Array(text.utf8))
        #expect(mapped.records.hasPrefix(#"{"external_id":"10001.0","#) && mapped.notices == [notice])
        #expect(json(#"{"external_id":"1.0"}"#, .lines).notices.first?.contains("such: 1.") == true)
        #expect(json(#"{"external_id":1.0}"#, .lines).notices == [])
    }

    @Test(
        "A program is told at once",
        arguments: [
            (#"{"email":"x"}"#, #"field "email": not an e-mail address such as name@example.org"#),
            (#"{"id":"1\u200b2"}"#, #"field "id": an identifier with an invisible character in it; correct it"#),
            (
                #"{"id":"1","sms_marketing_opt_in":"x"}"#,
                #"field "sms_marketing_opt_in": not a known consent; write true or false"#
            ),
        ])
    func program(_ record: String, _ reason: String) {
        let outcome = json(#"[{"id":" 1 "},"# + record + "]")
        #expect(outcome.error?.status == .record)
        #expect(outcome.error?.message == "row 2, line 1: " + reason)
        #expect(outcome.records == #"{"id":"1"}"#)
    }
}

private func csv(_ text: String, _ change: (inout CSVOptions) -> Void) -> Outcome {
    var options = CSVOptions()
    change(&options)
    return csv(text, options)
}
