import Testing

@testable import MateoCore

/// Proposals for cells that contradict their headings, or each other.
@Suite struct ProposalDoubtTests {
    @Test(
        "Yes and no are consent, not handles or addresses",
        arguments: [
            ("Instagram", ["ja", "nein"]), ("Facebook", ["1", "0"]), ("WhatsApp", ["X", ""]), ("SMS", ["ja", "nein"]),
            ("E-Mail", ["ja", "ja"]), ("Kontakt per WhatsApp", ["ja", "ja"]), ("Anruf", ["ja", "nein"]),
        ])
    func answers(_ heading: String, _ cells: [String]) {
        let file = "Kundennr;\(heading)\n1;\(cells[0])\n2;\(cells[1])\n"
        #expect(proposed(file) == ["Kundennr=external_id"])
        #expect(comment(file, "consent") == [heading])
        #expect(comment(file, "reasons").isEmpty)
    }

    @Test(
        "Handles stay handles",
        arguments: [
            ("Instagram", "@max\n2;eva", "instagram"), ("Facebook", "max.muster", "facebook"),
            ("WhatsApp", "+491705551111\n2;ja", "whatsapp:phone"), ("WhatsApp", "max", ""),
            ("Instagram", "@max\n2;ja", ""),
        ])
    func handles(_ heading: String, _ cells: String, _ field: String) {
        let file = "Kundennr;\(heading)\n1;\(cells)\n"
        #expect(proposed(file) == ["Kundennr=external_id"] + (field.isEmpty ? [] : ["\(heading)=\(field)"]))
        #expect(comment(file, "consent").isEmpty)
        #expect(comment(file, "reasons").isEmpty == !field.isEmpty)
    }

    @Test(
        "The country of some rows is not that of the others",
        arguments: [
            ("0170 1234567;80331;\n0171 7654321;10115;\n0664 1234567;1010;AT\n", ""),
            ("0170 1234567;80331;\n0171 7654321;10115;\n+43 664 1234567;1010;AT\n", "(DE)"),
            ("0170 1234567;80331;\n0171 7654321;10115;\n01 7123456;1010;AT\n", ""),
            ("0170 1234567;80331;Germany\n0171 7654321;10115;\n", "(DE)"),
            ("0170 1234567;80331;Germany\n;10115;\n+43 664 1234567;1010;\n", "(DE)"),
            ("07700 900123;;GB\n07700 900124;;\n", ""), ("07700 900123;;GB\n;;\n", "(GB)"),
        ])
    func blankCountry(_ rows: String, _ country: String) {
        let file = "Mobil;PLZ;Land\n" + rows
        #expect(proposed(file).first == "Mobil=sms:phone\(country)")
        #expect(comment(file, "warnings").isEmpty == !country.isEmpty)
    }

    @Test(
        "Zip codes of five digits make no number German",
        arguments: [
            ("0170 1234567;80331\n0171 7654321;10115\n0664 1234567;1010\n", ""),
            ("06 12 34 56 78;75001\n06 12 34 56 79;69001\n", ""),
            ("0170 1234567;80331\n0171 7654321;10115\n0711 1234567;70173\n", "(DE)"),
            ("0170 1234567;80331\n069 12345678;60311\n0711 1234567;70173\n", ""),
        ])
    func zipCodes(_ rows: String, _ country: String) {
        let more = country.isEmpty && rows.contains("1010") ? String(repeating: "0170 1234567;80331\n", count: 9) : ""
        let file = "Mobil;PLZ\n" + more + rows
        #expect(proposed(file).first == "Mobil=sms:phone\(country)")
        #expect(comment(file, "warnings").isEmpty == !country.isEmpty)
    }

    @Test("Rows whose only name is in a column that is not mapped are counted") func lostNames() {
        let rows = "1;Eins GmbH;;\n2;Zwei GmbH;;\n3;;Max;Alt\n4;Alt AG;Eva;Alt\n5;;;\n"
        for headings in ["Firma;Vorname;Nachname", "Firmenname;Ansprechpartner Vorname;Ansprechpartner Nachname"] {
            let warnings = comment("Kundennr;\(headings)\n" + rows, "warnings")
            let company = headings.prefix { $0 != ";" }
            #expect(warnings.count == 1)
            #expect(warnings[0].contains("2 of the examined rows get no full_name"))
            #expect(warnings[0].contains("\"\(company)\""))
        }
        let file = "Kundennr;Name;Firma\n1;;A GmbH\n2;Max Alt;B GmbH\n"
        #expect(comment(file, "warnings").first?.contains("1 of the examined rows get no full_name") == true)
        let houses = "ID;Firma;Vorname;Nachname;Straße;Nr.\n1;A GmbH;;;Weg;1\n2;B;Eva;Alt;Weg;2\n"
        #expect(comment(houses, "warnings").count == 1)
        #expect(comment("Kundennr;Name;Firma\n1;;\n2;Max Alt;B GmbH\n", "warnings").isEmpty)
        #expect(comment("Kundennr;Firma;Name\n1;A;\n2;;B\n", "warnings").isEmpty)
    }

    @Test(
        "A date without a day is null in the mapping",
        arguments: [("Geburtsdatum", RecordType.contacts, "13.02.1980"), ("Beginn", .appointments, "13.02.2026 09:00")])
    func nullDates(_ heading: String, _ type: RecordType, _ date: String) {
        let file = "ID;\(heading)\n1;\(date)\n2;NULL\n3;NaN\n4;NULL\n5;\n"
        #expect(comment(file, "null", type) == ["NULL", "NaN"])
        #expect(comment("ID;Notiz\n1;NULL\n", "null", type).isEmpty)
    }

    @Test("The form of dates is the one that fits most cells") func formsOfDates() {
        let file = "Kundennr;Geburtsdatum\n" + (1...9).map { "\($0);11.11.1961\n" }.joined()
        #expect(proposed(file).last == "Geburtsdatum=birthday:date(DD.MM.YYYY)")
        #expect(proposed(file + "10;1.5.1970\n").last == "Geburtsdatum=birthday:date(D.M.YYYY)")
    }

    @Test(
        "A reference that is no UUID is an identifier of the customer, or is not mapped",
        arguments: [
            ("external_id;contact_id\n1;4711\n", ["contact_id=contact_external_id"], []),
            ("external_id;contact_id\n1;4711, 4712\n", [], ["contact_id: the cells are not UUIDs"]),
            (
                "external_id;contact_id;contact_external_id\n1;4711;7\n",
                ["contact_external_id=contact_external_id"], ["contact_id: the cells are not UUIDs"]
            ),
            (
                "external_id;contact_id;assignee_id\n1;0f8FAD5B-d9cb-469f-a165-70867728950e;Huber\n",
                ["contact_id=contact_id"], ["assignee_id: the cells are not UUIDs"]
            ),
            (
                "external_id;assignee_id\n1;0f8fad5b-d9cb-469f-a165-70867728950e\n2;\n",
                ["assignee_id=assignee_id"], []
            ),
        ])
    func references(_ file: String, _ expected: [String], _ reasons: [String]) {
        #expect(proposed(file, .appointments) == ["external_id=external_id"] + expected)
        #expect(comment(file, "reasons", .appointments) == reasons)
    }

    @Test("Totals are no identifiers that repeat") func totals() {
        let file = "Kundennr;E-Mail;Umsatz\n1;a@x.de;1\n2;;1\nSumme;;2\n3;;1\nSumme;;3\n"
        #expect(proposed(file) == ["Kundennr=external_id", "E-Mail=email"])
        #expect(proposed("Kundennr;E-Mail\n1;a@x.de\nSummer;\nSummer;\n") == ["E-Mail=email"])
    }

    @Test(
        "A name that contains the first name is whole",
        arguments: [
            ("1;Max Muster;Max;\n2;Eva Alt;Eva;\n3;Summe GmbH;;\n", "Name=full_name"),
            ("1;Muster, Max;Max;\n2;Alt Eva;Eva;\n", "Name=full_name"), ("1;Peters;Peter;\n2;Alt;;\n", nil),
            ("1;Peter Peters;Peter;\n2;Alt;Eva;\n", nil),
        ])
    func wholeNames(_ rows: String, _ expected: String?) {
        #expect(
            proposed("Kd-Nr;Name;Vorname;Firma\n" + rows)
                == ["Kd-Nr=external_id", expected ?? "full_name={Vorname} {Name}"])
    }

    @Test("Dates of consent are named as dates") func consentDates() {
        let file = "ID;Double-Opt-In-Datum;Newsletter\n1;13.02.2024;ja\n"
        #expect(comment(file, "consent") == ["Double-Opt-In-Datum", "Newsletter"])
        #expect(comment(file, "reasons") == ["Double-Opt-In-Datum: the cells are dates, not answers"])
    }

    @Test(
        "Numbers that no row could be sent with are not proposed as telephone numbers",
        arguments: ["Mobil", "Telefon", "WhatsApp"])
    func fractions(_ heading: String) {
        let file = "Kundennr;\(heading)\n1;491701234567.0\n2;491701234568.0\n3;\n"
        #expect(proposed(file) == ["Kundennr=external_id"])
        #expect(comment(file, "reasons") == ["\(heading): the cells are not telephone numbers"])
        #expect(comment("Kundennr;Telefon\n1;keine\n", "reasons") == ["Telefon: the cells are not telephone numbers"])
        let landlines = "Kundennr;Telefon\n1;089 123456\n"
        #expect(comment(landlines, "reasons") == ["Telefon: most cells are not mobile numbers"])
    }

    @Test(
        "Eight digits are a date with the day first, if they are no date with the year first",
        arguments: [
            ("07031965\n2;24121970\n3;31011999", "birthday:date(DDMMYYYY)"),
            ("19650307\n2;19701224", "birthday:date(YYYYMMDD)"), ("20121112\n2;20111012", "birthday:date(YYYYMMDD)"),
            ("07031965\n2;24121970\n3;31311999", nil), ("07031965\n2;19701224", nil),
        ])
    func plainDates(_ cells: String, _ expected: String?) {
        let found = proposed("Kundennr;Geburtsdatum\n1;\(cells)\n")
        #expect(found == ["Kundennr=external_id"] + (expected.map { ["Geburtsdatum=\($0)"] } ?? []))
    }

    @Test("NaT is no date, and null in the mapping") func notATime() {
        let file = "Kundennr;Geburtsdatum\n1;1990-05-01\n2;NaT\n3;1988-12-31\n"
        #expect(proposed(file) == ["Kundennr=external_id", "Geburtsdatum=birthday:date(YYYY-MM-DD)"])
        #expect(comment(file, "null") == ["NaT"])
    }

    @Test(
        "A known column that is not mapped has a reason",
        arguments: [
            ("Kundennr;Mobil;Telefon1\n1;0170 1234567;089 123456\n", "Telefon1: most cells are not mobile numbers"),
            (
                "Kundennr;E-Mail;E-Mail geschäftlich\n1;a@x.de;b@x.de\n",
                "E-Mail geschäftlich: another column is mapped to the same field"
            ),
            ("Kundennr;Kontakt-ID\n1;2\n", "Kontakt-ID: another column is mapped to the same field"),
            ("Kundennr;Nr.\n1;2\n", "Nr.: another column is mapped to the same field"),
            ("Nr.;E-Mail\n1;a@x.de\n1;b@x.de\n", "Nr.: the values repeat"),
            ("Kundennr;E-Mail\n1;a@x.de\n1;b@x.de\n", "Kundennr: the values repeat"),
        ])
    func reasons(_ file: String, _ expected: String) {
        #expect(comment(file, "reasons") == [expected])
    }

    @Test("All columns of mobile numbers are mapped") func mobiles() {
        #expect(
            proposed("Kundennr;Mobil privat;Mobil dienstlich\n1;0170 1234567;0171 1234567\n") == [
                "Kundennr=external_id", "Mobil privat=sms:phone(DE)", "Mobil dienstlich=sms:phone(DE)",
            ])
        #expect(proposed("KUNNR;GBDAT\n1;19650307\n") == ["KUNNR=external_id", "GBDAT=birthday:date(YYYYMMDD)"])
    }
}
