import Testing

@testable import MateoCore

/// What a stage makes of one row: the record, or the code and the reason for which it is held, or the error.
func staged(
    _ headings: [String], _ cells: [String], map: [String] = [], set: [String] = [], require: [String] = [],
    onlyMapped: Bool = false, empty: EmptyCells = .omit, type: RecordType = .contacts
) -> String {
    var output = Bytes(capacity: 64)
    do throws(MateoError) {
        var mapping = Mapping()
        for line in map { try mapping.add(column: Array(line.utf8)) }
        for line in set { try mapping.add(constant: Array(line.utf8)) }
        for field in require { try mapping.require(Array(field.utf8)) }
        mapping.isOnlyMapped = onlyMapped
        var stage = RowStage(mapping, type: type, emptyCells: empty)
        for heading in headings { try stage.addHeading(Array(heading.utf8).span) }
        try stage.bind()
        var record = Bytes(capacity: 64)
        var places = Buffer<CSVCell>(capacity: 64)
        for cell in cells {
            try record.append(record.count == 0 ? "{" : ",")
            let start = record.count + 1
            try record.appendQuoted(Array(cell.utf8).span)
            let length = record.count - 1 - start
            try places.append(CSVCell(at: start, length: length, hasEscapes: length > cell.utf8.count))
        }
        try record.append("},")
        try record.reserve(64)
        let result = try stage.write(CSVRow(record: record.base, cells: places.base, count: places.count), to: &output)
        if result != .written { return "\(result.code): \(stage.reason(result))" }
    } catch {
        return error.message
    }
    return output.span.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
}

@Suite struct RowStageTests {
    @Test("Columns become fields, with the names of the service whatever their case") func names() {
        #expect(
            staged(
                ["External_ID", " email ", "Name", "my_field"], ["1", "a@x.de", "Jürgen \"J\"", "x"],
                map: ["Name=full_name"])
                == #"{"external_id":"1","email":"a@x.de","full_name":"Jürgen \"J\"","my_field":"x"},"#)
    }

    @Test("A heading that cannot be the name of a field is an error with its column, unless it is mapped or left out")
    func impossibleHeadings() {
        for heading in ["E-Mail", "Straße", "Tel 1", "Geb.datum"] {
            #expect(
                staged(["external_id", heading], ["1", "x"])
                    .hasPrefix("the heading of column 2 cannot be the name of a field"))
            #expect(
                staged(["external_id", heading], ["1", "x"], map: ["external_id=external_id"], onlyMapped: true)
                    == #"{"external_id":"1"},"#)
            #expect(staged(["external_id", heading], ["1", "x"], map: ["\(heading)="]) == #"{"external_id":"1"},"#)
        }
    }

    @Test("A mapping that names a column the file lacks is an error") func missingColumn() {
        #expect(
            staged(["external_id"], ["1"], map: ["Geburtsdatum=birthday"])
                == #"--map 'Geburtsdatum=birthday': "Geburtsdatum": the file has no column of this name"#)
        #expect(
            staged(["external_id", "Gebutsdatum"], ["1", ""], map: ["Geburtsdatum=birthday"]).hasSuffix(
                #"the file has no column of this name. Did you mean "Gebutsdatum"?"#))
        #expect(staged(["ID"], ["1"], map: ["id=external_id"]).hasSuffix(#"Did you mean "ID"?"#))
        #expect(
            staged(["external_id"], ["1"], set: ["full_name={Vorname}"]).hasSuffix(
                "the file has no column of this name"))
        #expect(staged(["external_id"], ["1"], require: ["email"]).hasSuffix("no column is mapped to this field"))
    }

    @Test("Two sources of one field are an error, and the elements of a list in the order of the columns")
    func twoSources() {
        #expect(
            staged(["external_id", "a", "b"], ["1", "x", "y"], map: ["a=full_name", "b=full_name"])
                == #"--map 'b=full_name': "full_name": two sources for a field that takes one value"#)
        #expect(staged(["external_id", "Email"], ["1", "x"], map: ["external_id=email"]).contains("two sources"))
        let map = ["Mobil=sms:phone(DE)", "Tel. 1=sms:phone(DE)"]
        #expect(
            staged(["external_id", "Tel. 1", "Mobil"], ["1", "030 1234567", "0170 5551111"], map: map)
                == #"{"external_id":"1","sms":["+49301234567","+491705551111"]},"#)
        #expect(
            staged(["external_id", "Tel. 1", "Mobil"], ["1", "", "0170 5551111; 0171 5552222"], map: map)
                == #"{"external_id":"1","sms":["+491705551111","+491715552222"]},"#)
        #expect(staged(["external_id", "Tel. 1", "Mobil"], ["1", "", ""], map: map) == #"{"external_id":"1"},"#)
        #expect(
            staged(["external_id", "a"], ["1", "0170 5551111, 0171 5552222"], map: ["a=whatsapp:phone(DE)"])
                == #"{"external_id":"1","whatsapp":["+491705551111","+491715552222"]},"#)
        #expect(
            staged(["external_id", "a"], ["1", "0170 5551111, 0171 5552222"], map: ["a=other:phone(DE)"])
                == #"several: column "a": more than one value for a field that takes one"#)
        #expect(
            staged(["external_id", "a", "b"], ["1", "x;y", "z"], map: ["a=tags:list(;)", "b=tags:list(;)"])
                == #"{"external_id":"1","tags":["x","y","z"]},"#)
        #expect(
            staged(["external_id", "country_codes"], ["1", "DE"]) == #"{"external_id":"1","country_codes":["DE"]},"#)
    }

    @Test("Constants are in every record, and templates join cells") func constants() {
        #expect(
            staged(
                ["external_id"], ["1"],
                set: ["country=DE", #"country_codes=["DE", "AT"]"#, "is_blocked=false", "zipcode=01067"])
                == #"{"external_id":"1","country":"DE","country_codes":["DE","AT"],"is_blocked":false,"zipcode":"01067"},"#
        )
        let set = ["full_name={Vorname} {Zweiter Name} {Nachname}"]
        let headings = ["external_id", "Vorname", "Zweiter Name", "Nachname"]
        #expect(
            staged(headings, ["1", "Jörg", "", "Weiß \"W\""], set: set)
                == #"{"external_id":"1","full_name":"Jörg Weiß \"W\""},"#)
        #expect(staged(headings, ["1", "", "", " Weiß"], set: set) == #"{"external_id":"1","full_name":"Weiß"},"#)
        #expect(staged(headings, ["1", "", " ", ""], set: set) == #"{"external_id":"1"},"#)
    }

    @Test(
        "Separators beside an empty cell do not stay at the ends, and braces can be written",
        arguments: [
            ("{a}, {b}", ["Weiß", ""], "Weiß"), ("{a}, {b}", ["", "Jörg"], "Jörg"), ("{a}, {b}", ["A", "B"], "A, B"),
            ("{a}, {b} {c}, {d}", ["W", "", "", "DE"], "W, DE"), ("{a} - {b} - {c}", ["A", "", "C"], "A - C"),
            ("{a}{b}, {c}", ["A", "", "C"], "A, C"), ("{a}{b}, {c}", ["A", "", ""], "A"),
            ("{a} / {b}", ["A-", ""], "A-"),
            ("{a}.", ["A"], "A."), ("{a} GmbH, {b}", ["A", ""], "A GmbH"), ("{{{a}}}", ["A"], "{A}"),
            ("{{x}}", [], "{x}"), ("}}{a}", ["A"], "}A"), ("x}", [], "x}"), ("- {a}", ["A"], "- A"),
            ("{a},{b},{c}", ["", "", "C"], "C"), ("{a} {{{b}}}", ["A", ""], "A {}"),
        ])
    func templates(_ template: String, _ cells: [String], _ expected: String) {
        let headings = ["external_id"] + ["a", "b", "c", "d"].prefix(cells.count)
        #expect(
            staged(headings, ["1"] + cells, set: ["x=\(template)"]) == "{\"external_id\":\"1\",\"x\":\"\(expected)\"},")
    }

    @Test("A template with an open brace is refused", arguments: ["{a", "{a} {b", "{a {b}", "{", "{}", "x{ }", "{{{"])
    func openBraces(_ template: String) {
        #expect(staged(["external_id", "a"], ["1", ""], set: ["x=\(template)"]).hasPrefix("--set 'x=\(template)': "))
    }

    @Test("A telephone number loses the 0 behind a calling code where it is dialled only inside the country")
    func trunkZeros() {
        for (cell, expected) in [
            ("+49 0170 5551111", "+491705551111"), ("0049 0170 5551111", "+491705551111"),
            ("+43 0664 5551111", "+436645551111"), ("+41 079 555 11 11", "+41795551111"),
            ("+39 06 5551111", "+39065551111"), ("+378 0549 555111", "+3780549555111"),
            ("+36 06 1 5551111", "+3615551111"),
            ("+62 0812 3456789", "+628123456789"), ("+84 0201234567", "+84201234567"),
            ("+20 010 12345678", "+201012345678"), ("+82 010 12345678", "+821012345678"),
            ("+49 30 0555111", "+49300555111"), ("+49 (0) 170 5551111", "+491705551111"),
        ] {
            #expect(converted(cell, "phone(DE)", field: "sms") == "\"\(expected)\"", "\(cell)")
        }
    }

    @Test("A reason does not advise what was done already") func reasons() {
        for (cell, type, expected) in [
            ("x", "phone", "not a telephone number with its country; correct it, or map it as phone(DE)"),
            ("x", "phone(DE)", "not a telephone number of the country DE, or with another one such as +49; correct it"),
            ("x", "number", "not a number"), ("1.2.3", "number(,)", "not a number in the form number(,)"),
            ("1.234", "number", "an ambiguous number; map it as number(,) or number(.)"),
        ] {
            #expect(
                staged(["external_id", "a"], ["1", cell], map: ["a=b:\(type)"]).hasSuffix("column \"a\": \(expected)"))
        }
    }

    @Test("A column that becomes null is left out") func nullField() {
        #expect(staged(["external_id", "Ort"], ["1", "x"], map: ["Ort=null"]) == #"{"external_id":"1"},"#)
    }

    @Test("Identifiers lose blanks around them, hold the row with invisible characters inside, and are never null")
    func identifiers() {
        #expect(
            staged(["external_id", "a"], [" \u{A0}\u{FEFF}7\u{200B}\u{AD} ", "x"]) == #"{"external_id":"7","a":"x"},"#)
        #expect(
            staged(["external_id"], ["7\u{200B}8"])
                == #"identifier: column "external_id": an identifier with an invisible character in it; correct it"#)
        for formula in ["=\"00012\"", "'00012"] {
            #expect(
                staged(["external_id"], [formula])
                    == #"identifier: column "external_id": a formula such as ="123", or an apostrophe as in '123; write 123"#
            )
        }
        for hashes in ["##", "########", " ####################### "] {
            #expect(staged(["external_id"], [hashes]).hasPrefix(#"rounded: column "external_id":"#))
        }
        #expect(staged(["external_id", "a"], ["#", "####"]) == "{\"external_id\":\"#\",\"a\":\"####\"},")
        #expect(staged(["external_id"], ["##1"]) == "{\"external_id\":\"##1\"},")
        #expect(staged(["external_id", "zipcode"], ["1", "'01067"]) == #"{"external_id":"1","zipcode":"'01067"},"#)
        #expect(staged(["external_id", "email"], ["NULL", "a@x.de"], empty: .null) == #"{"email":"a@x.de"},"#)
        for none in [
            "", " ", "\u{A0}", "NULL", "null", "\\N", "#N/A", "#NV", "nan", "NaN", "N/A", "n/a", "None", "#REF!",
            "#WERT!",
            "#VALUE!", "#BEZUG!", "#NAME?", "undefined", "-",
        ] {
            #expect(
                staged(["external_id", "full_name"], [none, "x"])
                    == "no_identifier: no field that identifies the record has a value")
        }
    }

    @Test(
        "What is no e-mail address holds the row",
        arguments: [
            "mailto:a@x.de", "Ada <a@x.de>", "a @x.de", "a.x.de", "a@@x.de", "a@b@x.de", "@x.de", "a@x", "a@.de",
            "a@x..de",
            "a@x.de.", "a@x.de, b@x.de", "a@x.de;b@x.de",
        ])
    func emails(_ address: String) throws {
        let expected = #"email: column "email": not an e-mail address such as name@example.org"#
        #expect(staged(["external_id", "email"], ["1", address]) == expected)
        let fault = try RowChecks.fault(of: Array("email".utf8).span, .contacts, value: Array(address.utf8).span)
        #expect(fault?.description == "email")
    }

    @Test("A cell that does not fit holds the row, with the column and the form, without the cell") func held() {
        #expect(
            staged(
                ["external_id", "Geburtsdatum"], ["1", "31.02.1990"], map: ["Geburtsdatum=birthday:date(DD.MM.YYYY)"])
                == #"date: column "Geburtsdatum": not a date, or not in the form of the mapping: DD.MM.YYYY"#)
        #expect(
            staged(["external_id", "n"], ["1", "1e-07"], map: ["n=n:text"])
                == #"rounded: column "n": a number that a program has rounded, or shown as ####; export the column as text"#
        )
        #expect(staged(["external_id", "n"], ["1", "1e-07"]) == #"{"external_id":"1","n":"1e-07"},"#)
        #expect(
            staged(["external_id", "n"], ["1", ""], require: ["n"])
                == #"required: column "n": no value, and the mapping requires one"#)
    }

    @Test("A text of only blanks counts as an empty cell") func blankTexts() {
        for blank in [" ", "\t", " \u{A0} ", "\n"] {
            #expect(
                staged(["external_id", "a"], ["1", blank], map: ["a=full_name"], require: ["full_name"])
                    == #"required: column "a": no value, and the mapping requires one"#)
            #expect(
                staged(["external_id", "a"], ["1", blank], map: ["a=full_name"], empty: .null)
                    == #"{"external_id":"1","full_name":null},"#)
        }
        #expect(
            staged(["external_id", "a", "b"], ["1", " \"x\" ", "1e-07"], map: ["a=full_name"], require: ["full_name"])
                == #"{"external_id":"1","full_name":" \"x\" ","b":"1e-07"},"#)
        #expect(staged(["external_id", "a"], ["1", "1e-07"], empty: .null) == #"{"external_id":"1","a":"1e-07"},"#)
    }

    @Test("An empty cell does what the mapping says") func emptyCells() {
        #expect(staged(["external_id", "a"], ["1", ""], empty: .null) == #"{"external_id":"1","a":null},"#)
        #expect(staged(["external_id", "a"], ["1", ""], empty: .text) == #"{"external_id":"1","a":""},"#)
        #expect(
            staged(["external_id", "a"], ["1", " "], map: ["a=birthday:date(DD.MM.YYYY)"], empty: .null)
                == #"{"external_id":"1","birthday":null},"#)
        #expect(
            staged(
                ["external_id", "a", "b", "c"], ["1", "", "", ""],
                map: ["a=n:number", "b=birthday:date(DD.MM.YYYY)", "c=d"], empty: .text)
                == #"{"external_id":"1","d":""},"#)
        #expect(
            staged(["external_id", "a"], ["1", ""], map: ["a=newsletter:consent(ja=accepted,  =declined)"])
                == #"{"external_id":"1","newsletter":"declined"},"#)
        #expect(
            staged(["external_id", "country_codes"], ["1", ""], empty: .text)
                == #"{"external_id":"1","country_codes":null},"#)
        for field in ["contact_id", "contact_external_id", "assignee_id"] {
            for (empty, expected) in [(EmptyCells.text, ""), (.omit, ""), (.null, #","\#(field)":null"#)] {
                #expect(
                    staged(["id", "K"], ["1", ""], map: ["K=\(field)"], empty: empty, type: .appointments)
                        == #"{"id":"1"\#(expected)},"#)
            }
            #expect(
                staged(["id", field], ["1", " K1 "], map: ["id=id"], type: .appointments)
                    == #"{"id":"1","\#(field)":"K1"},"#)
            for cell in ["K\u{200B}1", "1,23E+11"] {
                #expect(
                    staged(["id", field], ["1", cell], type: .appointments).contains("column \"\(field)\": "), "\(cell)"
                )
            }
        }
    }

    @Test("Cells of any length and with any escape are found") func anyCell() throws {
        for length in 0..<40 {
            for tail in ["", "\\", "\"", "\\\"", "\n", "ü", "\u{1}"] {
                let cell = String(repeating: "x", count: length) + tail
                var json = Bytes(capacity: 64)
                try json.appendQuoted(Array((cell + "y").utf8).span)
                let expected = json.span.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
                #expect(
                    staged(["a", "external_id"], [cell + "y", "1"]) == "{\"a\":\(expected),\"external_id\":\"1\"},")
            }
        }
    }
}
