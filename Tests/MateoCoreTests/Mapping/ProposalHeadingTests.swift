import Testing

@testable import MateoCore

/// Proposals for headings that are known only in parts, or in some files.
@Suite struct ProposalHeadingTests {
    @Test(
        "A word before, a number or a parenthesis behind, or a slash in a heading does not hide its meaning",
        arguments: [
            ("user_email", "a@x.de", "email"), ("billing_email", "a@x.de", "email"),
            ("billing_phone", "+491705551111", "sms:phone"), ("billing_last_name", "Alt", "full_name"),
            ("billing_company", "A GmbH", "full_name"), ("user_name", "max1", ""), ("shipping_email", "a@x.de", ""),
            ("country_id/name", "Germany", "country"), ("Country/Country Name", "Germany", "country"),
            ("state_id/name", "Bayern", ""), ("parent_id/name", "A GmbH", "full_name"),
            ("Straße (Rechnungsadresse)", "Weg 1", "address_line1"), ("PLZ (Rechnungsadresse)", "01067", "zipcode"),
            ("Ort (Rechnungsadresse)", "Rom", "city"), ("Kundennummer (intern)", "7", "external_id"),
            ("Telefon (Notfall)", "0170 1234567", ""), ("Mobiltelefon 1", "+491705551111", "sms:phone"),
            ("Mobiltelefon 2", "+491705551111", "sms:phone"), ("Telefonnummer 1", "+491705551111", "sms:phone"),
            ("Telf2", "+491705551111", "sms:phone"), ("PLZ1", "01067", "zipcode"), ("ORT1", "Rom", "city"),
            ("STRASSE1", "Weg 1", "address_line1"), ("PLZ2", "01067", ""), ("ID 1", "7", ""),
            ("Rufnummer", "+491705551111", "sms:phone"), ("RE-Straße", "Weg 1", "address_line1"),
            ("RE-PLZ", "01067", "zipcode"), ("RE-Ort", "Rom", "city"), ("Straße/Postfach", "Weg 1", "address_line1"),
            ("ZIP/Postal", "01067", "zipcode"), ("PLZ/ZIP", "01067", "zipcode"), ("Ort/Stadt", "Rom", "city"),
            ("PLZ/Ort", "01067 Rom", ""), ("Adresse/E-Mail", "Weg 1", ""), ("ISO-Land", "DE", "country"),
            ("Länder-ISO", "DE", "country"), ("Ländercode (ISO)", "AT", "country"), ("Nation", "Schweiz", "country"),
            ("Nation", "Nord", ""),
            ("Title", "Mrs", "salutation"), ("Title", "Manager", ""),
        ])
    func parts(_ heading: String, _ cell: String, _ expected: String) {
        #expect(proposed("\(heading);x\n\(cell);y\n") == (expected.isEmpty ? [] : ["\(heading)=\(expected)"]))
    }

    @Test("A heading with more words comes after the one without them") func billing() {
        #expect(
            proposed("user_email,billing_email,first_name,billing_first_name,last_name\na@x.de,b@x.de,A,B,C\n") == [
                "user_email=email", "full_name={first_name} {last_name}",
            ])
        #expect(proposed("Title,Anrede\nMr,Herr\n") == ["Anrede=salutation"])
        #expect(
            proposed("ID;Straße (Lieferadresse);Straße (Rechnungsadresse)\n1;a;b\n") == [
                "ID=external_id", "Straße (Rechnungsadresse)=address_line1",
            ])
    }

    @Test("The number of a row is no identifier") func rowNumbers() {
        #expect(proposed("#;E-Mail\n1;a@x.de\n2;b@x.de\n") == ["E-Mail=email"])
        #expect(proposed("# Kundennummer;Customer #\n1;1\n") == ["# Kundennummer=external_id"])
    }

    @Test("A blocked account is no consent", arguments: ["Gesperrt", "Kunde gesperrt", "is_blocked", "Blocked"])
    func blocked(_ heading: String) {
        let file = "Kundennr;\(heading)\n1;ja\n2;nein\n"
        #expect(proposed(file) == ["Kundennr=external_id", "\(heading)=is_blocked:boolean"])
        #expect(comment(file, "consent").isEmpty)
        let other = "Kundennr;\(heading)\n1;Alle\n2;nein\n"
        #expect(proposed(other) == ["Kundennr=external_id"])
        #expect(comment(other, "reasons") == ["\(heading): some cells are neither yes nor no"])
        #expect(comment(other, "refusals").isEmpty && comment(other, "consent").isEmpty)
    }

    @Test(
        "A block is a refusal only with a word for a channel or for advertising",
        arguments: [
            ("Für Aufträge gesperrt", false), ("Sperrkennzeichen Buchhaltung", false), ("Werbung gesperrt", true),
            ("E-Mail gesperrt", true), ("Newsletter blocked", true),
        ])
    func blocks(_ heading: String, _ isRefusal: Bool) {
        let file = "Kundennr;\(heading)\n1;ja\n2;nein\n"
        #expect(proposed(file) == ["Kundennr=external_id"])
        #expect(comment(file, "refusals") == (isRefusal ? [heading] : []))
        #expect(comment(file, "consent") == (isRefusal ? [heading] : []))
    }

    @Test("An appointment or a deal that belongs to no contact has a warning") func links() {
        let file = "Auftragsnummer;Kunde-Nr\nA1;K1\n"
        #expect(
            proposed(file, .deals) == ["Auftragsnummer=external_id", "Kunde-Nr=contact_external_id"])
        #expect(comment(file, "warnings", .deals).isEmpty)
        for type in [RecordType.deals, .appointments] {
            #expect(
                comment("external_id;Wert\nA1;5\n", "warnings", type) == [
                    "no column is mapped to contact_external_id or contact_id, so the records belong to no contact"
                ])
        }
        #expect(comment("external_id;Wert\nA1;5\n", "warnings").isEmpty)
    }
}
