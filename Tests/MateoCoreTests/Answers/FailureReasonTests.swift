import MateoCore
import Testing

@Suite struct FailureReasonTests {
    private func reason(_ code: String, _ message: String, _ input: String = "{}") -> FailureReason {
        FailureReason(code: Array(code.utf8), message: Array(message.utf8), input: Array(input.utf8))
    }

    private func text(_ code: String, _ message: String, _ input: String = "{}") -> String {
        let reason = reason(code, message, input)
        return reason.text + (reason.shape.isEmpty ? "" : " [\(String(decoding: reason.shape, as: UTF8.self))]")
    }

    @Test("the code of a check beside the message of a unique constraint, as the user's recipe has it")
    func recipe() {
        #expect(
            text(
                "23514", #"duplicate key value violates unique constraint "unique_email""#,
                #"{"external_id":"2","email":"another@contact.com","e":"x"}"#)
                == "email: another record of the service has this value [aaaaaaa@aaaaaaa.aaa]")
    }

    @Test(
        "the field is the column that is named, the one with the quoted value, or the one in a constraint's name",
        arguments: [
            (
                "22008", #"date/time field value out of range: "31.02.1990""#,
                "birthday: this date or time does not exist [99.99.9999]"
            ),
            (
                "22007", #"invalid input syntax for type date: "31.02.1990""#,
                "birthday: not a date or time that the service can read [99.99.9999]"
            ),
            (
                "22P02", #"invalid input value for enum consent: "Ja""#,
                "sms_marketing_opt_in: the value has the wrong type, or is not allowed [Aa]"
            ),
            (
                "22P02", #"invalid input syntax for type integer: "12 Äpfel""#,
                "age: the value has the wrong type, or is not allowed [99 aaaaa]"
            ),
            (
                "23502", #"null value in column "contact_id" of relation "deal" violates not-null constraint"#,
                "contact_id: a required value is missing"
            ),
            (
                "23503", #"insert or update on table "deal" violates foreign key constraint "deal_x_fkey""#,
                "the service does not have the record that this one refers to"
            ),
            (
                "23505", "Key (email)=(a@b.de) already exists.",
                "email: another record of the service has this value [a@a.aa]"
            ),
            (
                "42703", #"column "kundengruppe" of relation "contact" does not exist"#,
                "kundengruppe: the service does not know this field"
            ),
            ("PGRST204", "Could not find the 'x' column", "the service does not know this field"),
            (
                "23514", #"new row for relation "contact" violates check constraint "contact_email_check""#,
                "email: the service does not accept this value [a@a.aa]"
            ),
            (
                "57014", "canceling statement due to statement timeout",
                "the service failed, not the record: it can be sent again"
            ),
        ])
    func known(_ code: String, _ message: String, _ expected: String) {
        let input = #"{"email":"a@b.de","birthday":"31.02.1990","sms_marketing_opt_in":"Ja","age":"12 Äpfel"}"#
        #expect(text(code, message, input) == expected)
    }

    @Test("No field is blamed if several have the value that the service refuses") func ambiguous() {
        let input = #"{"newsletter":"accepted","email_marketing_opt_in":"accepted"}"#
        let reason = text("22P02", #"invalid input syntax for type boolean: "accepted""#, input)
        #expect(reason == "the value has the wrong type, or is not allowed")
    }

    @Test("what is not known is told in the service's words, without values")
    func unknown() {
        #expect(text("P0001", "the deal is \"Miller & Sons\"", "{}") == "the deal is \"…\"")
        #expect(text("", "Key (iban)=(DE12 3456) is bad\nreally", "{}") == "iban: Key (iban)=(…) is bad really")
        #expect(text("XX000", "", "") == "")
    }

    @Test("a text that is too long is told with its length")
    func tooLong() {
        let input = "{\"note\":\"" + String(repeating: "ü", count: 300) + "\"}"
        #expect(
            text("22001", "value too long for column \"note\"", input) == "note: the text is too long (300 characters)")
        #expect(
            text("22001", "value too long for type character varying(255)", input)
                == "note: the text is too long (more than 255 characters)")
        #expect(
            text("22001", "value too long for type character varying(3)", #"{"a":"1234","b":"äöüß","c":"äöü"}"#)
                == "the text is too long (more than 3 characters)")
        #expect(text("22001", "value too long (x)", input) == "the text is too long")
        #expect(text("22001", "value too long ()", input) == "the text is too long")
        #expect(text("22001", "value too long (99999999999999999999999)", input) == "the text is too long")
    }

    @Test(
        "messages and records that are broken, endless or hostile",
        arguments: [
            "\"", "\"\"", "Key (", "Key ()=(", "Key (a)=(", "=(", "column \"", "column \"x", "\"\"\"\"\"", "(((",
            "\u{0}\"\u{0}\"",
        ])
    func broken(_ message: String) {
        for input in ["", "{", "[]", "null", "{\"\":\"\"}", "{\"x\":null}", "{\"x\":{\"y\":[1]}}"] {
            for code in ["", "22001", "23505", "99999", "\u{FFFD}"] { _ = text(code, message, input) }
        }
        _ = text("23514", String(repeating: message, count: 10_000), "{\"x\":\"\"}")
    }
}
