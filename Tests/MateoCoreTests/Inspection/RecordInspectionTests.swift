import Testing

@testable import MateoCore

/// What an inspection makes of a record: the record, or what is wrong with it.
private func inspected(_ record: String, _ type: RecordType = .contacts) throws -> String {
    var bytes = Array(record.utf8)
    let count = bytes.count
    // The quick test reads behind the record.
    bytes += Array(repeating: UInt8(ascii: " "), count: 96)
    var inspection = RecordInspection(type: type)
    return try bytes.withUnsafeMutableBufferPointer { buffer in
        let start = try #require(buffer.baseAddress)
        let isSure = CleanText.isSure(record: start, count: count, type)
        let length = try inspection.inspect(start, count: count)
        let text = String(decoding: buffer[..<length], as: UTF8.self)
        let isUnchanged = inspection.fault == .none && text == record
        #expect(!isSure || isUnchanged, "surely clean, and yet: \(text)")
        return inspection.fault == .none ? text : inspection.fault.code.description
    }
}

@Suite struct RecordInspectionTests {
    @Test(
        "Records without a fault stay as they are",
        arguments: [
            #"{"external_id":"A 1"}"#, #"{"id":7,"full_name":" x "}"#,
            #"{"external_id":"1","sms":null,"full_name":"NULL"}"#,
            #"{"email":"ada.b+c@mail.example.de"}"#, #"{"email":"ä@büro.example"}"#, #"{"sms":["+49 1",2]}"#,
            #"{"sms":[],"id":"1"}"#, #"{"external\u005fid":"1\u0041"}"#, #"{"id":"\"1\\"}"#, #"{"external_id":"№ 1"}"#,
            #"{"id":"1","email_marketing_opt_in":true,"sms_marketing_opt_in":"False","postal_marketing_opt_in":null}"#,
            #"{"id":"1","email_marketing_opt_in":"TRUE","email_transactional_opt_in":"legitimate_interest"}"#,
            #"{"id":"1","my_marketing_opt_in":"x","_marketing_opt_in":5,"id_marketing_opt_in":"x"}"#,
        ])
    func clean(_ record: String) throws {
        #expect(try inspected(record) == record)
    }

    @Test("Identifiers that a program has rounded are held, however long their exponents are")
    func rounded() throws {
        for value in ["1,23E+11", "1.70555E+09", "4e-7", "-1e+100", "0.1E-07", "##", "########"] {
            for name in ["external_id", "id", "sms", "whatsapp"] {
                #expect(try inspected("{\"\(name)\":\"\(value)\"}") == "rounded")
            }
        }
        for value in ["1e5", "e+5", "1E+", "x1e+07", "1e+7a", "49+e+12", "+49 e-12", "#", "##1", "#-#"] {
            #expect(try inspected("{\"external_id\":\"\(value)\"}") == "{\"external_id\":\"\(value)\"}")
        }
    }

    @Test(
        "What nobody sees around a value is cut",
        arguments: [
            (#"{"external_id":" 7"}"#, #"{"external_id":"7"}"#),
            (#"{"a":"x","id":"7\u00a0","b":1}"#, #"{"a":"x","id":"7","b":1}"#),
            ("{\"id\":\"\u{A0}\u{200B}7\u{FEFF}\\t\",\"x\":\" \"}", #"{"id":"7","x":" "}"#),
            (#"{"email":"a@x.de ","sms":[" 1","\n","2 ",null]}"#, #"{"email":"a@x.de","sms":["1","2"]}"#),
            (#"{"id":"1","email_marketing_opt_in":" true"}"#, #"{"id":"1","email_marketing_opt_in":"true"}"#),
            (#"{"id":" \"\\ \u00e4"}"#, #"{"id":"\"\\ ä"}"#),
        ])
    func cut(_ record: String, _ expected: String) throws {
        #expect(try inspected(record) == expected)
    }

    @Test(
        "A value that stands for none is left out",
        arguments: [
            "", " ", "\u{A0}", "NULL", "null", #"\\N"#, "#N/A", "-", "-----------", "_", "=-=", "..", "***", "#NV",
            "<NA>",
            #"\u0020"#, " Null\u{200B}",
        ])
    func none(_ value: String) throws {
        #expect(try inspected(#"{"sms":"\#(value)","id":"1","x":"\#(value)"}"#) == #"{"id":"1","x":"\#(value)"}"#)
        #expect(try inspected(#"{"id":"1","sms":["\#(value)"]}"#) == #"{"id":"1"}"#)
        #expect(try inspected(#"{"external_id":"\#(value)","full_name":"x"}"#) == "no_identifier")
    }

    @Test(
        "A fault holds the record",
        arguments: [
            (#"{"id":"7\u200b8"}"#, "identifier"), (#"{"id":"7\t8"}"#, "identifier"), (#"{"id":true}"#, "identifier"),
            (#"{"id":{"a":1}}"#, "identifier"), (#"{"external_id":["a"]}"#, "identifier"),
            (#"{"email":["a@x.de"]}"#, "email"), (#"{"sms":["1",["2"]]}"#, "identifier"),
            (#"{"sms":["1",{"a":"]"}]}"#, "identifier"),
            (#"{"id":"1","email":"a.x.de"}"#, "email"), (#"{"email":"a@b@x.de"}"#, "email"), (#"{"email":5}"#, "email"),
            (#"{"external_id":"=\"00123\""}"#, "identifier"), (#"{"id":"1","sms":["=\"0170\""]}"#, "identifier"),
            (#"{"external_id":"'00123"}"#, "identifier"), (#"{"id":"1","sms":["'+491705551111"]}"#, "identifier"),
            (#"{"email":"=\"max@example.de\""}"#, "email"), (#"{"email":"\"max\"@example.de"}"#, "email"),
            (#"{"email":"=max@example.de"}"#, "email"),
            (#"{"email":"mailto:a@x.de"}"#, "email"), (#"{"email":"a@x..de"}"#, "email"),
            (#"{"email":"a@example"}"#, "email"),
            (#"{"email":"somebody.with.a.name@example"}"#, "email"), (#"{"email":"a.b@.de.example.com"}"#, "email"),
            (#"{"id":"1","email_marketing_opt_in":"vielleicht"}"#, "consent"),
            (#"{"id":"1","email_marketing_opt_in":"accepted"}"#, "consent"),
            (#"{"id":"1","sms_marketing_opt_in":1}"#, "consent"),
            (#"{"id":"1","sms_marketing_opt_in":["true"]}"#, "consent"),
            (#"{"id":"1","sms_transactional_opt_in":true}"#, "consent"),
            (#"{"id":"1","sms_transactional_opt_in":"Ja"}"#, "consent"), (#"{"full_name":"x"}"#, "no_identifier"),
            ("{}", "no_identifier"),
            (#"{"id":null,"sms":[]}"#, "no_identifier"),
        ])
    func faults(_ record: String, _ code: String) throws {
        #expect(try inspected(record) == code)
    }

    @Test("Deals and appointments have two identifiers") func types() throws {
        let record = #"{"id":"1","email":"x","sms":" 2","email_marketing_opt_in":"x"}"#
        #expect(try inspected(record, .deals) == record)
        #expect(try inspected(#"{"email":"a@x.de"}"#, .appointments) == "no_identifier")
    }

    @Test(
        "The contact of a deal or an appointment is never an empty text", arguments: [RecordType.deals, .appointments])
    func references(_ type: RecordType) throws {
        for field in ["contact_id", "contact_external_id"] + (type == .appointments ? ["assignee_id"] : []) {
            for none in ["", " ", "NULL", "-"] {
                #expect(try inspected(#"{"id":"1","\#(field)":"\#(none)"}"#, type) == #"{"id":"1"}"#)
            }
            for (value, expected) in [(#"" K1\u200b ""#, #""K1""#), ("7", "7"), ("null", "null")] {
                #expect(
                    try inspected(#"{"id":"1","\#(field)":\#(value)}"#, type) == #"{"id":"1","\#(field)":\#(expected)}"#
                )
            }
            for (value, code) in [
                ("true", "identifier"), (#"["K1"]"#, "identifier"), (#""K\u200b1""#, "identifier"),
                (#""1,23E+11""#, "rounded"), ("\"####\"", "rounded"), (#""=\"1\"""#, "identifier"),
                (#""'1""#, "identifier"),
            ] {
                #expect(try inspected(#"{"id":"1","\#(field)":\#(value)}"#, type) == code)
            }
            #expect(try inspected(#"{"\#(field)":"K1"}"#, type) == "no_identifier")
            #expect(try inspected(#"{"id":"1","\#(field)":""}"#) == #"{"id":"1","\#(field)":""}"#)
        }
    }

    @Test(
        "A time of an appointment is a date-time with a zone",
        arguments: [
            ("2026-02-01T10:00:00Z", true), ("2026-02-01 10:00:00+01", true), ("2026-02-01T10:00-03:30", true),
            ("2026-02-01T10:00:00.123+0100", true), ("2026-02-01T10:00 +01:00", true), ("2026-02-01T10:00", false),
            ("2026-02-01 10:00:00", false), ("2026-02-01", false), ("2026-02-01Z", false), ("2026-02-01T", false),
            ("2026-02-01T10Z", false), ("2026-02-01T10:00:00.", false), ("2026-02-30T10:00Z", false),
            ("2026-02-01T24:00Z", false), ("13.07.2026 10:00", false), ("10:00", false), ("2026-02-01T10:00Zx", false),
            ("2026-02-01T10:00+1", false), ("2026-02-01T10:00:00 ", false),
        ])
    func times(_ time: String, _ isRight: Bool) throws {
        for field in ["start_time", "end_time", "confirmed_at", "cancelled_at"] {
            let record = #"{"id":"1","\#(field)":"\#(time)"}"#
            #expect(try inspected(record, .appointments) == (isRight ? record : "time"))
            #expect(try inspected(record, .contacts) == record)
            #expect(try inspected(record, .deals) == record)
        }
        for value in ["5", "true", "[]", #"["2026-02-01T10:00Z"]"#, "{}"] {
            #expect(try inspected(#"{"id":"1","end_time":\#(value)}"#, .appointments) == "time")
        }
        let erased = #"{"id":"1","end_time":null}"#
        #expect(try inspected(erased, .appointments) == erased)
        #expect(try inspected(#"{"end_time":"","id":"1"}"#, .appointments) == #"{"id":"1"}"#)
    }

    @Test("The quick test never passes what an inspection changes") func random() throws {
        var random = Numbers(state: 9)
        let parts = [
            "a", "@", ".", " ", "\u{A0}", "\u{AD}", "\u{200B}", "é", "ß", "€", "😀", "NULL", "#NV", "#N/A", "1", "-",
            ",", ":", "<",
            "x.de", "\u{7F}", "\u{FEFF}", "0123456789", "@mail.example.org", "_", "=", "*", "#", "2026-02-01", "T10:00",
            "+01:00",
        ]
        for number in 0..<20_000 {
            let name = ["email", "id", "sms", "email_marketing_opt_in", "end_time"][number % 5]
            let value = (0..<1 + random.next(8)).map { _ in parts[random.next(parts.count)] }.joined()
            _ = try inspected(#"{"\#(name)":"\#(value)"}"#, name == "end_time" ? .appointments : .contacts)
        }
    }

    @Test("Values that were changed are told with their counts") func notices() {
        let outcome = json(
            #"{"external_id":" 1","sms":"NULL"}"# + "\n" + #"{"external_id":"2 ","sms":"\\N"}"# + "\n"
                + #"{"sms":" 3"}"# + "\n" + #"{"email":"x","external_id":" 4"}"#, .lines)
        #expect(outcome.records == #"{"external_id":"1"},{"external_id":"2"},{"sms":"3"}"#)
        #expect(
            outcome.notices == [
                "external_id: 2 values had blanks or invisible characters around them, which were removed",
                "sms: 1 value had blanks or invisible characters around them, which were removed",
                #"sms: 2 values are blank or a word such as NULL, and left out"#,
                "external_id: 1 row has no value, and others have one",
            ])
        #expect(outcome.leftOut.map(\.why.externalID) == [Array(" 4".utf8)])
    }
}
