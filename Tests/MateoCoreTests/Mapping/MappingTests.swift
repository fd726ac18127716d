import Testing

@testable import MateoCore

@Suite struct MappingTests {
    private func message(_ json: String) -> String {
        do throws(MateoError) {
            var options = CSVOptions()
            try options.setMapping(Array(json.utf8))
        } catch {
            return error.message
        }
        return "no error"
    }

    private func lineError(_ line: String) -> String {
        var mapping = Mapping()
        do throws(MateoError) { try mapping.add(column: Array(line.utf8)) } catch { return error.message }
        return "no error"
    }

    private func text(_ mapping: Mapping, _ range: TextRange) -> String {
        mapping.text(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }

    @Test("A document has columns, constants, and how the file is read") func document() throws {
        var options = CSVOptions()
        try options.setMapping(
            Array(
                #"""
                {"mateo_mapping": 1, "delimiter": ";", "empty": "null",
                 "fields": [{"column": " Geburtsdatum ", "field": "birthday", "type": "date(DD.MM.YYYY)", "empty": "omit"},
                            {"column": "Notiz", "field": null}],
                 "set": {"country": "DE", "country_codes": ["DE", "AT"], "full_name": "{Vorname} {Nachname}"},
                 "only_mapped": true, "require": ["external_id"], "strict": true}
                """#.utf8))
        let mapping = try #require(options.mapping)
        #expect(options.emptyCells == .null && options.delimiter == UInt8(ascii: ";"))
        #expect(mapping.isOnlyMapped && mapping.isStrict)
        let roles = mapping.entries.map(\.role)
        #expect(roles == [.column, .column, .constant, .constant, .template, .required])
        #expect(text(mapping, mapping.entries[0].source) == "Geburtsdatum")
        #expect(text(mapping, mapping.entries[0].parameters) == "DD.MM.YYYY")
        #expect(mapping.entries[0].empty == .omit && mapping.entries[1].empty == nil)
        #expect(mapping.entries[1].target.isEmpty)
        #expect(text(mapping, mapping.entries[2].source) == #""DE""#)
        #expect(text(mapping, mapping.entries[3].source) == #"["DE","AT"]"#)
    }

    @Test(
        "A mistake names its place",
        arguments: [
            ("", "the mapping is empty; 'mateo map' proposes one"),
            (
                "{\"mateo_mapping\": 1,\n \"fields\": [\n}",
                "mapping, line 3: invalid JSON: check the commas, the quotes (\") and the brackets there"
            ),
            ("[]", #"mapping: the document must be an object that begins with "mateo_mapping": 1"#),
            (
                #"{"mateo_mapping": 2}"#,
                "mapping, mateo_mapping: unknown version; this library reads version 1. A newer libmateo may read it"
            ),
            (
                #"{"mateo_mapping": 1, "feilds": []}"#,
                #"mapping: "feilds": unknown member; 'mateo help mapping' lists the members"#
            ),
            (#"{"mateo_mapping": 1, "set": {}, "set": {}}"#, #"mapping: "set": duplicate member"#),
            (
                #"{"mateo_mapping": 1, "fields": [{"column": "a", "field": "b"}, {"column": "c"}]}"#,
                "mapping, fields 2: column or field is missing"
            ),
            (
                #"{"mateo_mapping": 1, "fields": [{"column": "a", "field": "b", "type": "datum"}]}"#,
                #"mapping, fields 1, type: "datum": the types are text, number, boolean, date, datetime, list, phone and consent"#
            ),
            (
                #"{"mateo_mapping": 1, "fields": [{"column": "a", "field": "b", "typ": "date"}]}"#,
                #"mapping, fields 1: "typ": an entry has only column, field, type and empty, each at most once"#
            ),
            (
                #"{"mateo_mapping": 1, "fields": [{"column": "a", "field": "b", "empty": "nil"}]}"#,
                #"mapping, fields 1, empty: "nil": must be omit, null or text"#
            ),
            (
                #"{"mateo_mapping": 1, "fields": [{"column": 1, "field": "b"}]}"#,
                #"mapping, fields 1: "column": must be a text"#
            ),
            (
                #"{"mateo_mapping": 1, "fields": [{"column": "a", "field": "E Mail"}]}"#,
                #"mapping, fields 1, field: "E Mail": the name of a field has only ASCII letters, digits and underscores, at most 255"#
            ),
            (
                #"{"mateo_mapping": 1, "set": {"external_id": "1"}}"#,
                #"mapping, set 1: "external_id": every record would have the same identifier, so the service would keep only one"#
            ),
            (#"{"mateo_mapping": 1, "strict": 1}"#, "mapping, strict: must be true or false"),
            (#"{"mateo_mapping": 1, "fields": {"a": "b"}}"#, "mapping, fields: must be an array of objects"),
            (
                #"{"mateo_mapping": 1, "fields": [{"column": "a", "field": "b", "empty": "text", "type": "number"}]}"#,
                "mapping, fields 1, empty: this type has no empty text; write omit or null"
            ),
            (
                #"{"mateo_mapping": 1, "set": {"a": "b", "full_name": "{Vorname"}}"#,
                "mapping, set 2: a brace is not closed; {HEADING} stands for a cell, and {{ for a brace"
            ),
            (
                #"{"mateo_mapping": 1, "require": ["a", "b c"]}"#,
                #"mapping, require 2, field: "b c": the name of a field has only ASCII letters, digits and underscores, at most 255"#
            ),
            (#"{"mateo_mapping": 1, "delimiter": "none"}"#, "mapping, delimiter: must be one ASCII character"),
            (#"{"mateo_mapping": 1, "delimiter": "U+00FF"}"#, "mapping, delimiter: must be one ASCII character"),
            (#"{"mateo_mapping": 1, "delimiter": "::"}"#, "mapping, delimiter: must be one ASCII character"),
            (
                #"{"mateo_mapping": 1, "quote": ";", "delimiter": ";"}"#,
                "mapping: the quote must be a visible ASCII character other than a backslash and the delimiter"
            ),
            (
                #"{"mateo_mapping": 1, "delimiter": "\""}"#,
                "mapping: the delimiter must be an ASCII character other than the quote, a line end or NUL"
            ),
            (
                #"{"mateo_mapping": 1, "fields": [{"column": "a", "field": "b", "type": "boolean(a=true,a=false)"}]}"#,
                #"mapping, fields 1, type: "boolean(a=true,a=false)": write each word once, as in boolean(aktiv=true, inaktiv=false)"#
            ),
        ])
    func mistakes(_ json: String, _ expected: String) {
        #expect(message(json) == expected)
    }

    @Test(
        "A type with wrong parameters is refused",
        arguments: [
            "text(x)", "number(;)", "boolean(a=b)", "boolean(a)", "boolean(a=true, A=false)", "consent(ja=yes)",
            "date", "date()", "date(TT.MM.JJJJ)", "date(DD.MM)", "date(DD.MM.YYYY", "date(DDD.MM.YYYY)",
            "date(DD.DD.YYYY)", "list", "list()", "phone(49)", "phone(QQ)", "phone(de)", "datetime(DD.MM.YYYY HH:mm)",
            "datetime(YYYY-MM-DDTHH:mmZ, UTC)", "datetime(, UTC)", "Date(DD.MM.YYYY)", "",
        ])
    func wrongTypes(_ type: String) {
        #expect(lineError("a=b:\(type)").hasPrefix("--map 'a=b:\(type)': "), "\(lineError("a=b:\(type)"))")
    }

    @Test("A line has a heading, a field and perhaps a type, and a heading may have signs") func lines() throws {
        var mapping = Mapping()
        try mapping.add(column: Array("Tel. 1 (x=y z):a=sms:phone(DE)".utf8))
        try mapping.add(column: Array("Opt-in=newsletter:consent(ja=accepted, nein=declined)".utf8))
        try mapping.add(column: Array("Notiz=".utf8))
        #expect(text(mapping, mapping.entries[0].source) == "Tel. 1 (x=y z):a")
        #expect(text(mapping, mapping.entries[0].target) == "sms")
        #expect(text(mapping, mapping.entries[1].source) == "Opt-in")
        #expect(text(mapping, mapping.entries[1].parameters) == "ja=accepted, nein=declined")
        #expect(text(mapping, mapping.entries[2].source) == "Notiz")
        #expect(mapping.entries[2].target.isEmpty)
        #expect(lineError("Geburtsdatum").hasPrefix("--map 'Geburtsdatum': write HEADING=FIELD"))
        #expect(lineError("=birthday").hasPrefix("--map '=birthday': write HEADING=FIELD"))
    }

    @Test("The form of a document is UTF-8, and characters have names as for the flags") func characters() throws {
        var options = CSVOptions()
        try options.setMapping(
            [0xEF, 0xBB, 0xBF] + Array(#"{"mateo_mapping": 1, "delimiter": "tab", "quote": "none"}"#.utf8))
        #expect(options.delimiter == 9 && options.quote == nil)
        for (text, byte) in [("U+001F", 0x1F), ("\\u001f", 0x1F), ("u+0009", 9), (";", 0x3B)] as [(String, UInt8)] {
            #expect(CSVOptions.character(Array(text.utf8)) == byte)
        }
        for text in ["", "ä", "U+0080", "U+1234", "U+001", "U+00G1", "none"] {
            #expect(CSVOptions.character(Array(text.utf8)) == nil)
        }
        for bytes in [
            [0xFF, 0xFE, 0x7B, 0], Array("{\"mateo_mapping\": 1, \"comment\": \"".utf8) + [0xFC, 0x22, 0x7D],
        ] {
            do throws(MateoError) {
                try options.setMapping(bytes)
                Issue.record("the document was taken")
            } catch {
                #expect(error.message == "mapping: the document is not UTF-8; save it as UTF-8")
            }
        }
    }

    @Test("A zone that is missing is asked for once, and a file that is none is refused") func zones() throws {
        var mapping = Mapping()
        try mapping.add(column: Array("a=b:datetime(DD.MM.YYYY HH:mm, Europe/Berlin)".utf8))
        try mapping.add(column: Array("c=d:datetime(DD.MM.YYYY HH:mm, Europe/Berlin)".utf8))
        try mapping.add(column: Array("e=f:datetime(DD.MM.YYYY HH:mm, +01:00)".utf8))
        #expect(mapping.missingZone.map { String(decoding: $0, as: UTF8.self) } == "Europe/Berlin")
        do throws(MateoError) {
            try mapping.setZone([1, 2, 3])
            Issue.record("the file was taken")
        } catch {
            #expect(
                error.message
                    == #"--map 'a=b:datetime(DD.MM.YYYY HH:mm, Europe/Berlin)': "Europe/Berlin": this time zone cannot be read from the system"#
            )
        }
        try mapping.setZone(zoneFile("Europe/Berlin"))
        #expect(mapping.missingZone == nil)
    }
}
