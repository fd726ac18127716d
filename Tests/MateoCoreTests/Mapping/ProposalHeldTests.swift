import Testing

@testable import MateoCore

/// Proposals for cells that an import would hold.
@Suite struct ProposalHeldTests {
    private static let noPrefix =
        "the 0 or the country's code with its + is missing; export the column as text, or write the +"

    @Test(
        "Telephone numbers that most rows would be held for are not mapped",
        arguments: [
            "1;1701234567;DE\n2;1711234567;DE\n", "1;491701234567;DE\n2;491711234567;DE\n",
            "1;1701234567;DE\n2;1711234567;DE\n3;0170 1234567;DE\n",
        ])
    func heldNumbers(_ rows: String) {
        let file = "Nr;Mobil;Land\n" + rows
        #expect(proposed(file) == ["Nr=external_id", "Land=country"])
        #expect(comment(file, "reasons") == ["Mobil: most cells would hold their rows: \(Self.noPrefix)"])
        #expect(comment(file, "warnings").isEmpty)
    }

    @Test("Telephone numbers that some rows would be held for are counted") func someNumbers() {
        let rows = (1...5).map { "\($0);017\($0) 1000000" + ($0 <= 2 ? " (privat)\n" : "\n") }.joined()
        let file = "Kundennr;Mobil\n" + rows
        #expect(proposed(file) == ["Kundennr=external_id", "Mobil=sms:phone(DE)"])
        #expect(
            comment(file, "warnings") == [
                "2 of the examined cells of \"Mobil\" would hold their rows: not a telephone number"
            ])
        #expect(comment("Kundennr;Mobil\n1;0170 1000000\n2;NULL\n3;\n", "warnings").isEmpty)
        #expect(proposed("Kundennr;Cellular;Land\n1;555-0119;US\n").count == 2)
    }

    @Test("Other cells that would hold their rows are counted") func others() {
        let dates = (1...19).map { "\($0);13.02.19\($0 + 50);k\($0)@x.de\n" }.joined()
        let file = "Kundennr;Geburtsdatum;E-Mail\n" + dates + "20;13.02.60;k@x\n"
        #expect(
            comment(file, "warnings") == [
                "1 of the examined cells of \"Geburtsdatum\" would hold their rows: not a date, or not in the form of the mapping: DD.MM.YYYY",
                "1 of the examined cells of \"E-Mail\" would hold their rows: not an e-mail address such as name@example.org",
            ])
        let texts = "Kundennr;PLZ\n1;1,05E+05\n2;01067\n"
        #expect(comment(texts, "warnings").first?.contains("1 of the examined cells of \"PLZ\"") == true)
    }

    @Test("Identifiers that would hold all rows have a warning", arguments: ["'001", "=\"\"001\"\""])
    func formulas(_ cell: String) {
        let file = "Nr;E-Mail\n\"\(cell)\";a@x.de\n"
        #expect(proposed(file) == ["Nr=external_id", "E-Mail=email"])
        #expect(
            comment(file, "warnings") == [
                "1 of the examined cells of \"Nr\" would hold their rows: a formula such as =\"123\", or an apostrophe as in '123; write 123"
            ])
    }

    @Test("Identifiers and zip codes that became fractions have a warning") func fractions() {
        let file = "Nr;PLZ;Ort\n5001.0;1067.0;Ulm\n5002.0;;Rom\n"
        #expect(
            comment(file, "warnings") == [
                "2 of the examined cells of \"Nr\" end in .0, because a program read them as numbers; export the column as text",
                "1 of the examined cells of \"PLZ\" end in .0, because a program read them as numbers; export the column as text",
            ])
        #expect(comment("Nr;Ort\n5001;1.0\n", "warnings").isEmpty)
    }

    @Test("NaN in texts is null in the mapping") func notANumber() {
        #expect(comment("Nr;Ort;Vorname;Nachname\n1;NaN;A;B\n", "null") == ["NaN"])
        #expect(comment("Nr;Ort;Vorname;Nachname\n1;Rom;NaN;B\n", "null") == ["NaN"])
        #expect(comment("Nr;Ort;Notiz\n1;Nan;NaN\n", "null").isEmpty)
    }

    @Test("National numbers of several countries are named with their countries") func countries() {
        #expect(
            comment("ID;Mobil;Land\n1;0170 5551111;DE\n2;0664 5551111;Austria\n3;;\n", "warnings") == [
                #"national numbers are of several countries: "DE", "AT". Split the file by country, or write + and the country's code before the numbers of "Mobil""#
            ])
        #expect(
            comment("ID;Mobil\n1;491701234567\n", "warnings") == [
                #"the country of national numbers is unknown. Write + and the country's code before the numbers of "Mobil""#
            ])
        #expect(
            comment("ID;Mobil\n1;07700 900123\n", "warnings").first?.contains("Set the type to phone(COUNTRY)") == true)
    }

    @Test("Ambiguous dates have the form of both countries") func ambiguous() {
        #expect(
            comment("ID;Geburtsdatum\n1;1/2/1980\n", "reasons") == [
                "Geburtsdatum: day and month are ambiguous; map it yourself, with date(D/M/YYYY), or with date(M/D/YYYY) for US data"
            ])
    }

    @Test(
        "The words of consent are the most common cells",
        arguments: [
            ("Newsletter", ["Y", "N", "Y"], ["Y", "N"]), ("Newsletter", ["x", ""], ["x"]),
            ("Newsletter", ["abo", "kein Abo", "kein Abo", "offen"], ["kein Abo", "abo"]),
            ("Newsletter", ["a", "b", "c", "d", "e", "f", "g"], []), ("Newsletter", ["a,b", "c"], []),
        ])
    func words(_ heading: String, _ cells: [String], _ expected: [String]) {
        var file = "ID;\(heading)\n"
        for number in cells.indices { file += "\(number);\(cells[number])\n" }
        #expect(comment(file, "words") == (expected.isEmpty ? [] : ["\(heading): \(expected)"]))
    }
}
