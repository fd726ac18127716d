import Testing

@testable import MateoCore

/// Proposes a mapping for a file: `heading=field:type` for each column, then `field=template`, or the error.
func proposed(
    _ csv: String, _ type: RecordType = .contacts, _ change: (inout CSVOptions) -> Void = { _ in }
) -> [String] {
    var options = CSVOptions()
    change(&options)
    Proposal.listing(&options)
    do throws(MateoError) {
        let document = try document(csv, options, type)
        var mapping = CSVOptions()
        try mapping.setMapping(document)
        let root = JSONValue(document)
        var lines: [String] = []
        for field in root?.member("fields")?.elements ?? JSONValue(checked: []).elements {
            let type = field.member("type").map { ":" + string($0.text) } ?? ""
            lines.append(
                string(field.member("column")?.text ?? []) + "=" + string(field.member("field")?.text ?? []) + type)
        }
        for member in root?.member("set")?.members ?? JSONValue(checked: []).members {
            lines.append(string(member.key) + "=" + string(member.value.text))
        }
        return lines
    } catch {
        return [error.message]
    }
}

private func document(
    _ csv: String, _ options: CSVOptions, _ type: RecordType = .contacts
) throws(MateoError) -> [UInt8] {
    var reader = MappedReader(type: type, options: options)
    var batch = BatchBuilder(limits: Proposal.limits)
    _ = try reader.read(Array(csv.utf8).span, into: &batch)
    if !batch.isFull { _ = try reader.finish(into: &batch) }
    return try Proposal(batch, type: type, options: options).json()
}

private func string(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

/// Returns a list in the comment of a proposal, or the values of an object, or those of a list beside the comment.
func comment(_ csv: String, _ name: StaticString, _ type: RecordType = .contacts) -> [String] {
    var options = CSVOptions()
    Proposal.listing(&options)
    guard let document = try? document(csv, options, type) else { return ["no document"] }
    let root = JSONValue(document)
    guard let list = root?.member("comment")?.member(name) ?? root?.member(name) else { return [] }
    return list.kind == .object
        ? list.members.map { member in
            let words = member.value.elements.map { string($0.text) }
            return string(member.key) + ": " + (words.isEmpty ? string(member.value.text) : "\(words)")
        }
        : list.elements.map { string($0.text) }
}

@Suite struct ProposalTests {
    @Test("Deals keep the columns that are called as their fields, above all that of the contact") func deals() throws {
        var options = CSVOptions()
        Proposal.listing(&options)
        let file = "External_ID;contact_external_id;title;id\n1;7;x;2\n2;7;y;3\n"
        let fields = try #require(JSONValue(try document(file, options, .deals))?.member("fields")).elements
        #expect(
            fields.map { string($0.member("field")?.text ?? []) } == ["external_id", "contact_external_id"])
    }

    @Test("A house number is no identifier, and stands behind its street") func houseNumber() {
        #expect(
            proposed(
                "Vorname;Name;Straße;Nr.;PLZ;Ort;E-Mail\nA;B;Weg;1;01067;Dresden;a@x.de\nC;D;Weg;2a;01067;Dresden;b@x.de\n"
            )
                == [
                    "PLZ=zipcode", "Ort=city", "E-Mail=email", "full_name={Vorname} {Name}",
                    "address_line1={Straße} {Nr.}",
                ])
        // Not if it does not look like one.
        #expect(proposed("Straße;Nr.;E-Mail\nWeg;1002345;a@x.de\n") == ["Straße=address_line1", "E-Mail=email"])
    }

    @Test(
        "The identifier is the strongest heading whose values do not repeat",
        arguments: [
            ("Nr;Kundennr;E-Mail\n1;K1;a@x.de\n2;K2;b@x.de\n", "Kundennr"),
            ("Account ID,Contact ID,E-Mail\n1,7,a@x.de\n1,8,b@x.de\n", "Contact ID"),
            ("Account ID,Contact ID,E-Mail\n1,7,a@x.de\n2,8,b@x.de\n", "Contact ID"),
            ("Kundennr;Ansprechpartner-Nr;E-Mail\nK1;1;a@x.de\nK1;2;b@x.de\n", "Ansprechpartner-Nr"),
            ("Kundennr;Ansprechpartner-Nr;E-Mail\nK1;1;a@x.de\nK1;1;b@x.de\n", ""),
            ("Kundennr;ID;E-Mail\nK1;1;a@x.de\nK1;2;b@x.de\n", ""),
            ("Nr;E-Mail\n1;a@x.de\n2;b@x.de\n", "Nr"), ("Nr;E-Mail\n1;a@x.de\n1;b@x.de\n", ""),
            ("Nr;E-Mail\n1;a@x.de\n;b@x.de\n;c@x.de\n", ""), ("No.,E-Mail\n1,a@x.de\n2,b@x.de\n", "No."),
            ("Customer #,E-Mail\n1,a@x.de\n", "Customer #"), ("CardCode;E-Mail\nC1;a@x.de\n", "CardCode"),
            ("SAP-Nr.;E-Mail\n1;a@x.de\n", "SAP-Nr."), ("Matchcode;Member No.;E-Mail\nM;1;a@x.de\n", "Member No."),
            ("Konto-Nr.;BLZ;E-Mail\n1;10010010;a@x.de\n", ""),
            ("Kundennr;E-Mail\nK1;a@x.de\nNULL;b@x.de\nNULL;c@x.de\n", "Kundennr"),
        ])
    func identifier(_ csv: String, _ expected: String) {
        let found = proposed(csv)
        #expect(found == (expected.isEmpty ? [] : ["\(expected)=external_id"]) + ["E-Mail=email"])
    }

    @Test("A proposal without an identifier says so, and which column may be one") func warnings() {
        let repeated = comment("Kundennr;E-Mail\nK1;a@x.de\nK1;b@x.de\n", "warnings")
        #expect(repeated == [#"no column is proposed as external_id, because the values repeat: "Kundennr""#])
        #expect(
            comment("Name;Vertrag;Ort\nA;V1;Köln\nB;V2;Köln\n", "warnings") == [
                "every row would be held: no column is mapped to a field that identifies a record. Candidates: \"Vertrag\""
            ])
        #expect(comment("Max;Bonn\nEva;Ulm\n", "warnings").first?.contains("set \"columns\"") == true)
        #expect(comment("E-Mail;Ort\na@x.de;Köln\n", "warnings").isEmpty)
    }

    @Test("A first line that is a row is not taken for headings") func noHeadings() {
        for csv in [
            "K1;Max;max@x.de\nK2;Eva;eva@x.de\n", "10001;Max\n10002;Eva\n", "Max;0170 5551111\nEva;0170 5551112\n",
            "Max;02.03.1951\nEva;02.03.1952\n",
        ] {
            #expect(proposed(csv).first?.hasPrefix("the first line looks like a row") == true, "\(proposed(csv))")
        }
        #expect(
            proposed("K1;Max;max@x.de\nK2;Eva;eva@x.de\n") {
                $0.columns = ["Kundennr", "Name", "E-Mail"].map { Array($0.utf8) }
            }
                == ["Kundennr=external_id", "Name=full_name", "E-Mail=email"])
        #expect(
            proposed("Liste 24\n\nKundennr;E-Mail\n1;a@x.de\n").first?
                .hasSuffix("set \"skip_lines\" to 1 in the mapping") == true)
        #expect(proposed("Kundennr;2023;2024\n1;5;6\n") == ["Kundennr=external_id"])
    }

    @Test("How the file is read becomes a part of the proposal, as far as it was given") func dialect() throws {
        var options = CSVOptions(delimiter: 0x1F)
        (options.skipLines, options.quote, options.ragged) = (2, UInt8(ascii: "'"), .hold)
        (options.hasBackslashEscapes, options.nulls) = (true, [Array("\\N".utf8)])
        options.encoding = Encoding("windows-1252")
        Proposal.listing(&options)
        var found = CSVOptions()
        try found.setMapping(document("a\n\nID\u{1F}E-Mail\n1\u{1F}a@x.de\n", options))
        #expect(found.delimiter == 0x1F && found.skipLines == 2 && found.quote == UInt8(ascii: "'"))
        #expect(found.ragged == .hold && found.hasBackslashEscapes && found.nulls == options.nulls)
        #expect(found.encoding == options.encoding)
    }

    @Test("JSON is told from CSV") func json() {
        for (text, expected) in [
            ("{\"a\":1}", true), (" [\n {\"a\":1}]", true), ("\u{FEFF}{}", true), ("[]", true), ("[Nr];Name", false),
            ("{Nr};Name", false), ("", false), ("Nr;{\"", false),
        ] {
            let isJSON = Proposal.isJSON(Array(text.utf8).span)
            #expect(isJSON == expected, "\(text)")
        }
    }

    @Test(
        "Consent is named and never mapped",
        arguments: [
            "Email Opt Out", "opt_out", "Unsubscribed", "Do Not Call", "Kontaktsperre", "Widerspruch", "Datenschutz",
            "Zustimmung", "Einverständnis", "E-Mail erlaubt", "NL", "Newsletter", "Accepts Marketing", "Mailing",
        ])
    func consent(_ heading: String) {
        #expect(comment("ID,\(heading)\n1,1\n", "consent") == [heading])
        #expect(proposed("ID,\(heading)\n1,1\n") == ["ID=external_id"])
    }

    @Test("An address with a word before it is an address") func addresses() {
        #expect(
            proposed("ID,Mailing Street,Mailing City,Mailing Zip,Mailing State,Mailing Country\n1,Main,Rome,1,NY,US\n")
                == [
                    "ID=external_id", "Mailing Street=address_line1", "Mailing City=city", "Mailing Zip=zipcode",
                    "Mailing Country=country",
                ])
        #expect(
            proposed("ID,Shipping Street,Shipping City,Billing Street,Billing City\n1,a,b,c,d\n") == [
                "ID=external_id", "Billing Street=address_line1", "Billing City=city",
            ])
        #expect(proposed("ID,Shipping City\n1,a\n") == ["ID=external_id", "Shipping City=city"])
        #expect(proposed("ID,Billing City,City\n1,a,b\n") == ["ID=external_id", "City=city"])
        #expect(comment("ID,Mailing Street,Mailing State\n1,a,b\n", "consent").isEmpty)
    }

    @Test(
        "Headings of many programs are known",
        arguments: [
            ("Rechnungsempfänger PLZ", "01067", "zipcode"), ("Bill-to Zip Code", "01067", "zipcode"),
            ("default_billing_address_zipcode", "1", "zipcode"), ("Address 1: Street 1", "Weg 1", "address_line1"),
            ("Address 1 - City", "Rome", "city"), ("_address_street", "Weg 1", "address_line1"),
            ("Person - Name", "A", "full_name"), ("Person - Email - Work", "a@x.de", "email"),
            ("MailAddres", "Weg 1", "address_line1"), ("MailZipCod", "01067", "zipcode"),
            ("GP-Code", "7", "external_id"),
            ("BP Name", "A", "full_name"), ("Account Reference", "A1", "external_id"), ("KtoNr", "7", "external_id"),
            ("Matchcode", "7", ""), ("Adresse", "10000", ""), ("Cellular", "+491705551111", "sms:phone"),
            ("MOB_NUMBER", "+491705551111", "sms:phone"), ("PrimaryPhone", "+491705551111", "sms:phone"),
            ("Town/City", "Rome", "city"), ("Land (ISO-Code)", "DE", "country"),
            ("Länder-/Regionscode", "DE", "country"), ("display_name", "A", "full_name"),
            ("ANRED", "Frau", "salutation"),
            ("geb.", "13.02.1951", "birthday:date(DD.MM.YYYY)"), ("PartyId", "7", "external_id"),
            ("Konto-Nr.", "7", "external_id"), ("BP Code", "7", "external_id"), ("E-Mail 1", "a@x.de", "email"),
            ("Email1", "a@x.de", "email"), ("E-Mail (privat)", "a@x.de", "email"), ("Primary Email", "a@x.de", "email"),
            ("Customer Email", "a@x.de", "email"), ("E-mail 1 - Value", "a@x.de", "email"),
            ("Mobile Phone No.", "+491705551111", "sms:phone"), ("Mobil geschäftlich", "+491705551111", "sms:phone"),
            ("Mobile Telefonnummer", "+491705551111", "sms:phone"), ("Natel", "+41791234567", "sms:phone"),
            ("Straße u. Nr.", "Weg 1", "address_line1"), ("PLZ-Code", "01067", "zipcode"),
            ("Zip/Postal Code", "01067", "zipcode"), ("City/Town", "Rome", "city"), ("Länderkennz.", "DE", "country"),
            ("Länderkürzel", "DE", "country"), ("Land (ISO)", "DE", "country"), ("Land/Region", "DE", "country"),
            ("Country/Region Code", "DE", "country"), ("Billing Street", "Weg 1", "address_line1"),
            ("Default Address Zip", "1", "zipcode"), ("Adressen/PLZ", "1", "zipcode"),
            ("Ort geschäftlich", "Rom", "city"), ("Straße (privat)", "Weg 1", "address_line1"),
            ("Vollständiger Name", "A B", "full_name"), ("Name, Vorname", "B, A", "full_name"),
            ("CardName", "A", "full_name"), ("Firma", "A", "full_name"), ("Company", "A", "full_name"),
            ("Land", "Deutschland", "country"), ("Staat", "AT", "country"), ("Staat", "Bayern", ""),
            ("Mobil", "ja", ""), ("Geburtsdatum", "2/13/1951", "birthday:date(M/D/YYYY)"),
            ("Geburtsdatum", "13-02-1951", "birthday:date(DD-MM-YYYY)"),
            ("Geburtsdatum", "1951/02/13", "birthday:date(YYYY/MM/DD)"),
            ("Geburtsdatum", "1951-02-02T00:00:00", "birthday:date(YYYY-MM-DDTHH:mm:ss)"),
            ("Geburtsdatum", "1951-02-02T00:00:00.000", "birthday:date(YYYY-MM-DDTHH:mm:ss.S)"),
            ("Geburtsdatum", "01-02-1951", ""),
        ])
    func headings(_ heading: String, _ cell: String, _ expected: String) {
        let found = proposed("\"\(heading)\";x\n\"\(cell)\";y\n")
        #expect(found == (expected.isEmpty ? [] : ["\(heading)=\(expected)"]))
    }

    @Test("Names are joined, and a company is a name if there is no other") func names() {
        #expect(
            proposed("ID;Name1;Name2\n1;A;B\n") == ["ID=external_id", "full_name={Name1} {Name2}"])
        #expect(proposed("ID;Firma;Name\n1;A;B\n") == ["ID=external_id", "Name=full_name"])
        #expect(proposed("ID;Firma;Nachname\n1;A;B\n") == ["ID=external_id", "Nachname=full_name"])
        #expect(comment("ID;Vorname;Kundenname\n1;A;B\n", "not_mapped") == ["Vorname"])
    }

    @Test("Companies and persons in columns of their own have one name")
    func companies() {
        let headings =
            "Konto;Name (Adressattyp Unternehmen);Unternehmensgegenstand;Name (Adressattyp natürl. Person);"
            + "Vorname (Adressattyp natürl. Person);Name (Adressattyp keine Angabe);E-Mail\n"
        let rows = "10000;Bau GmbH;Bau;;;;a@x.de\n10001;;;Meier;Anna;;b@x.de\n10002;;;;;Ulm;c@x.de\n"
        #expect(
            proposed(headings + rows) == [
                "Konto=external_id", "E-Mail=email",
                "full_name={Name (Adressattyp Unternehmen)} {Name (Adressattyp keine Angabe)} "
                    + "{Vorname (Adressattyp natürl. Person)} {Name (Adressattyp natürl. Person)}",
            ])
        #expect(comment(headings + rows, "not_mapped") == ["Unternehmensgegenstand"])
        let person = "full_name={Vorname} {Nachname}"
        for (row, name) in [
            ("1;A;;\n2;;B;C\n", "full_name={Firma} {Vorname} {Nachname}"), ("1;A;;\n2;;B;\n3;A;;C\n", person),
            ("1;;B;C\n", person), ("1; ;B;C\n2;A;;\n", "full_name={Firma} {Vorname} {Nachname}"),
        ] {
            #expect(proposed("ID;Firma;Vorname;Nachname\n" + row) == ["ID=external_id", name])
        }
        #expect(proposed("ID;Firma;Name\n1;A;\n2;;B\n") == ["ID=external_id", "full_name={Firma} {Name}"])
        #expect(proposed("ID;Firma;Na{me\n1;A;\n2;;B\n") == ["ID=external_id", "Na{me=full_name"])
        #expect(proposed("ID;Fir}ma;Name\n1;A;\n2;;B\n") == ["ID=external_id", "Name=full_name"])
        #expect(proposed("ID;Firma1\n1;A\n") == ["ID=external_id", "Firma1=full_name"])
        #expect(
            proposed("ID;Firmenname 1;Firmenname 2\n1;A;B\n") == [
                "ID=external_id", "full_name={Firmenname 1} {Firmenname 2}",
            ])
        #expect(
            proposed("ID;Firma;Name1;Name2\n1;A;;\n2;;B;C\n") == [
                "ID=external_id", "full_name={Firma} {Name1} {Name2}",
            ])
    }

    @Test("Headings with braces make no template") func braces() {
        #expect(proposed("ID;Vor{name;Nachname\n1;A;B\n") == ["ID=external_id", "Nachname=full_name"])
        #expect(proposed("ID;{Name};x}{y\n1;A;B\n") == ["ID=external_id", "{Name}=full_name"])
    }

    @Test("Dates that are none count as empty") func noDates() throws {
        let csv = "ID;Geburtsdatum\n1;0000-00-00\n2;1951-02-02\n3;\n4;0000-00-00\n"
        #expect(proposed(csv) == ["ID=external_id", "Geburtsdatum=birthday:date(YYYY-MM-DD)"])
        #expect(
            proposed("ID;Geburtstag\n1;0.0.00\n2;2.3.1951\n") == [
                "ID=external_id", "Geburtstag=birthday:date(D.M.YYYY)",
            ])
        var (options, found) = (CSVOptions(), CSVOptions())
        Proposal.listing(&options)
        try found.setMapping(document(csv, options))
        #expect(found.nulls == [Array("0000-00-00".utf8)])
    }

    @Test(
        "National numbers get the country of the file",
        arguments: [
            ("ID;Mobil;Land\n1;0170 5551111;DE\n2;0151 55511112;Deutschland\n", "(DE)"),
            ("ID;Mobil;Land\n1;0170 5551111;DE\n2;0664 5551111;AT\n", ""),
            ("ID;Mobil;Land\n1;0664 5551111;Österreich\n", "(AT)"), ("ID;Mobil;Land\n1;079 555 11 11;CH\n", "(CH)"),
            ("ID;Mobil\n1;0170 5551111\n2;0151/55511112\n", "(DE)"), ("ID;Mobil;PLZ\n1;0170 5551111;01067\n", "(DE)"),
            ("ID;Mobil;PLZ\n1;0664 5551111;1010\n", "(AT)"), ("ID;Mobil;PLZ\n1;079 555 11 11;8001\n", "(CH)"),
            ("ID;Mobil\n1;079 555 11 11\n", ""), ("ID;Mobil;Postal Code\n1;205 555 1111;10115\n", ""),
            ("ID;Mobil\n1;0170 5551111\n2;0664 5551111\n3;0170 5551112\n", ""),
        ])
    func countries(_ csv: String, _ country: String) {
        #expect(proposed(csv).contains("Mobil=sms:phone\(country)"), "\(proposed(csv))")
    }
}
