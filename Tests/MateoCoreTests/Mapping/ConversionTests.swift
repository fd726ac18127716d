import Testing

@testable import MateoCore

/// Converts one cell as a mapping with this type would: the JSON, or the code for which the row is held.
func converted(_ cell: String, _ type: String, field: String = "x") -> String {
    var output = Bytes(capacity: 64)
    var elements = 0
    do throws(MateoError) {
        var mapping = Mapping()
        try mapping.add(column: Array("c=\(field):\(type)".utf8))
        while let zone = mapping.missingZone { try mapping.setZone(zoneFile(String(decoding: zone, as: UTF8.self))) }
        let entry = mapping.entries[0]
        let result = try entry.type.write(
            Array(cell.utf8).span, mapping.text(entry.parameters), zone: mapping.text(entry.zone), to: &output,
            elements: &elements)
        if result == .empty { return "" }
        if result != .written {
            #expect(output.count == 0 && elements == 0)
            return result.code.description
        }
    } catch {
        return error.message
    }
    return output.span.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
}

@Suite struct ConversionTests {
    @Test(
        "A number keeps its digits and gets a point",
        arguments: [
            ("1.235,56", "number", "1235.56"), ("1,235.56", "number", "1235.56"), ("1.235,56", "number(,)", "1235.56"),
            ("1.235", "number", "number"), ("1.235", "number(,)", "1235"), ("1.235", "number(.)", "1.235"),
            ("1,235", "number", "number"), ("0,123", "number", "0.123"), ("1234.567", "number", "1234.567"),
            ("1.235.000", "number", "1235000"), ("1'235.50", "number", "1235.50"), ("1 235,5", "number(,)", "1235.5"),
            ("1\u{A0}235,5", "number", "1235.5"), ("-5", "number", "-5"), ("123,45-", "number(,)", "-123.45"),
            ("+7", "number", "7"), ("007", "number", "7"), ("0", "number", "0"), (",5", "number(,)", "0.5"),
            ("\u{2212}3,5", "number", "-3.5"), ("1’000", "number", "1000"),
            (" 12 ", "number", "12"), ("12345678901234567890.10", "number", "12345678901234567890.10"),
            ("1e-07", "number", "1e-07"), ("-1,5E+3", "number", "-1.5E+3"), ("1e5", "number", "number"),
            ("e-07", "number", "number"), ("1,234E+05", "number", "number"), ("12 €", "number", "number"),
            ("1.2.3", "number", "number"),
            ("1,5.000", "number(,)", "number"), ("1.5", "number(,)", "number"), ("5,", "number(,)", "number"),
            ("-", "number", "number"), ("--5", "number", "number"), ("1,,5", "number", "number"),
            ("12.34.567", "number", "number"), ("1234.567,5", "number", "number"), ("", "number", ""),
            ("0.123", "number(,)", "number"), ("0.500", "number(,)", "number"), ("-0,123", "number(.)", "number"),
            ("00.123", "number(,)", "number"), ("012.345", "number(,)", "number"), ("0 123", "number", "number"),
            ("0.123,5", "number", "number"), ("0,123.5", "number", "number"), ("0.123.456", "number", "number"),
            ("0,5", "number(,)", "0.5"), ("0.5", "number", "0.5"), ("-0,25", "number", "-0.25"), ("000", "number", "0"),
            ("0,123", "number(,)", "0.123"), ("1.000.000,5", "number", "1000000.5"),
            ("  ", "number", ""), ("0x10", "number", "number"), (String(repeating: "1", count: 65), "number", "number"),
        ])
    func numbers(_ cell: String, _ type: String, _ expected: String) {
        #expect(converted(cell, type) == expected)
    }

    @Test(
        "A word stands for true or false, and no other word does",
        arguments: [
            ("WAHR", "boolean", "true"), ("Falsch", "boolean", "false"), ("ja", "boolean", "true"),
            ("NEIN", "boolean", "false"), ("x", "boolean", "true"), ("1", "boolean", "true"), ("0", "boolean", "false"),
            ("vielleicht", "boolean", "boolean"), ("", "boolean", ""),
            ("aktiv", "boolean(aktiv=true, inaktiv=false)", "true"),
            ("Inaktiv ", "boolean(aktiv=true, inaktiv=false)", "false"), ("ja", "boolean(aktiv=true)", "boolean"),
            ("", "boolean(x=true, =false)", "false"), (" ", "boolean(x=true, =false)", "false"),
        ])
    func booleans(_ cell: String, _ type: String, _ expected: String) {
        #expect(converted(cell, type) == expected)
    }

    @Test(
        "Consent has no default",
        arguments: [
            ("ja", "consent(ja=accepted, nein=declined)", #""accepted""#),
            ("Nein", "consent(ja=accepted, nein=declined)", #""declined""#),
            ("vielleicht", "consent(ja=accepted, nein=declined)", "consent"),
            ("accepted", "consent(ja=accepted)", "consent"), ("", "consent(ja=accepted)", ""),
            ("requested", "consent", #""requested""#), ("ja", "consent", "consent"),
            ("", "consent(ja=accepted, =declined)", #""declined""#),
        ])
    func consents(_ cell: String, _ type: String, _ expected: String) {
        #expect(converted(cell, type) == expected)
    }

    @Test(
        "A date is of the form of the mapping, and exists",
        arguments: [
            ("02.03.1951", "date(DD.MM.YYYY)", #""1951-03-02""#), ("2.3.51", "date(D.M.YY)", #""1951-03-02""#),
            ("2.3.29", "date(D.M.YY)", #""2029-03-02""#), ("2.3.30", "date(D.M.YY)", #""1930-03-02""#),
            ("19510302", "date(YYYYMMDD)", #""1951-03-02""#), ("3/2/1951", "date(M/D/YYYY)", #""1951-03-02""#),
            ("1951-03-02", "date(YYYY-MM-DD)", #""1951-03-02""#), ("2.3.1951", "date(DD.MM.YYYY)", "date"),
            ("02.03.51", "date(DD.MM.YYYY)", "date"), ("########", "date(DD.MM.YYYY)", "date"),
            ("########", "date(excel)", "date"), ("31.02.1990", "date(DD.MM.YYYY)", "date"),
            ("29.02.2000", "date(DD.MM.YYYY)", #""2000-02-29""#), ("29.02.1900", "date(DD.MM.YYYY)", "date"),
            ("0000-00-00", "date(YYYY-MM-DD)", "date"), ("0001-01-01", "date(YYYY-MM-DD)", "date"),
            ("1e-07", "date(YYYY-MM-DD)", "date"), ("02.03.1951 ", "date(DD.MM.YYYY)", #""1951-03-02""#),
            ("02.03.1951 00:00:00", "date(DD.MM.YYYY)", "date"),
            ("02.03.1951 00:00:00", "date(DD.MM.YYYY HH:mm:ss)", #""1951-03-02""#),
            ("18324", "date(excel)", #""1950-03-02""#), ("45000.0", "date(excel)", #""2023-03-15""#),
            ("60", "date(excel)", "date"), ("59", "date(excel)", #""1900-02-28""#),
            ("61", "date(excel)", #""1900-03-01""#),
            ("1", "date(excel)", #""1900-01-01""#), ("0", "date(excel)", "date"), ("9999999", "date(excel)", "date"),
            ("2958465", "date(excel)", #""9999-12-31""#), ("", "date(excel)", ""),
            ("02.03.1951x", "date(DD.MM.YYYY)", "date"),
        ])
    func dates(_ cell: String, _ type: String, _ expected: String) {
        #expect(converted(cell, type) == expected)
    }

    @Test(
        "A telephone number loses what people put between digits, and its country is not guessed",
        arguments: [
            ("+49 (0) 170 / 555-1111", "phone", #""+491705551111""#),
            ("0049 170.5551111", "phone", #""+491705551111""#),
            ("0170 / 5551111", "phone(DE)", #""+491705551111""#), ("(0170) 5551111", "phone(DE)", #""+491705551111""#),
            ("0170 5551111", "phone", #""01705551111""#), ("1705551111", "phone(DE)", "phone"),
            ("+491705551111", "phone(DE)", #""+491705551111""#), ("0043 664 5551111", "phone(DE)", #""+436645551111""#),
            ("1705551111.0", "phone(DE)", "phone"), ("491705551111.0", "phone", "phone"),
            ("4,91705E+11", "phone", "phone"),
            ("06 1234567", "phone(IT)", #""+39061234567""#), ("612345678", "phone(ES)", #""+34612345678""#),
            ("06 30 123 4567", "phone(HU)", #""+36301234567""#), ("(212) 555-0123", "phone(US)", #""+12125550123""#),
            ("1 212 555 0123", "phone(US)", #""+12125550123""#),
            ("0170 5551111; 0171 2222222", "phone(DE)", #""+491705551111","+491712222222""#),
            ("0170 5551111, ", "phone(DE)", #""+491705551111""#),
            ("0170 555111 / 0171 222222", "phone(DE)", #""+49170555111","+49171222222""#),
            ("+39 (0)6 1234567", "phone", #""+39061234567""#), ("+378 (0)549 12345", "phone", #""+378054912345""#),
            ("0170 1234567/68", "phone(DE)", "phone"), ("+4900170 1234567", "phone", "phone"),
            ("00170 1234567", "phone(DE)", "phone"), ("06131/12345", "phone(DE)", #""+49613112345""#),
            ("0170\u{A0}555\u{2011}1111", "phone(DE)", #""+491705551111""#), ("keine", "phone(DE)", "phone"),
            ("0170", "phone(DE)", "phone"), ("+0170 5551111", "phone", "phone"), ("", "phone(DE)", ""),
            (";", "phone", "phone"),
            ("+12125550123", "phone", #""+12125550123""#), ("+1212555012", "phone", "phone"),
            ("+4901705551111", "phone", #""+491705551111""#), ("+49170", "phone", "phone"),
            ("2125550123", "phone(US)", #""+12125550123""#), ("123456789", "phone(US)", "phone"),
            ("1234567890", "phone(US)", "phone"), ("0123456789", "phone(US)", "phone"),
            ("044 1234567", "phone(CA)", "phone"), ("1 112 555 0123", "phone(US)", "phone"),
            ("22125550123", "phone(US)", "phone"), ("+10123456789", "phone", "phone"),
            ("+1 112 555 0123", "phone", "phone"),
            ("030 (0) 1234567", "phone(DE)", "phone"), ("030 (0) 1234567", "phone", "phone"),
            ("(0) 30 1234567", "phone(DE)", #""+49301234567""#), ("06 (0) 1234567", "phone(IT)", "phone"),
            ("+4917055511112345", "phone", "phone"), ("0170 5551111 Durchwahl 5", "phone(DE)", "phone"),
        ])
    func phones(_ cell: String, _ type: String, _ expected: String) {
        #expect(converted(cell, type) == expected)
    }

    @Test(
        "Where national numbers have no prefix, one with the calling code or a single 0 is held",
        arguments: [
            ("ES", "34612345678"), ("IT", "393401234567"), ("IT", "390612345678"), ("PL", "48512345678"),
            ("PT", "351912345678"), ("DK", "4520123456"), ("NO", "4740123456"), ("CZ", "420601123456"),
            ("GR", "306912345678"), ("LU", "352621123456"), ("LV", "37121234567"), ("EE", "3725123456"),
            ("CY", "35799123456"), ("MT", "35679123456"), ("IS", "3546111234"), ("LI", "4236601234"),
            ("SM", "3780549123456"), ("MC", "37761234567"), ("ES", "34 612 34 56 78"), ("MC", "06 12 34 56 78"),
            ("PL", "0512345678"), ("ES", "(0) 612345678"), ("LI", "0660 12 34"),
        ])
    func callingCodes(_ country: String, _ cell: String) {
        #expect(converted(cell, "phone(\(country))") == "phone")
    }

    @Test(
        "National numbers that begin like their calling code are read",
        arguments: [
            ("IT", "3931234567", "+393931234567"), ("IT", "0612345678", "+390612345678"),
            ("SM", "0549 123456", "+3780549123456"), ("DK", "45123456", "+4545123456"),
            ("NO", "47123456", "+4747123456"),
            ("PL", "481234567", "+48481234567"), ("ES", "0034 612345678", "+34612345678"),
            ("MC", "93 12 34 56", "+37793123456"), ("LU", "352123", "+352352123"),
        ])
    func nationalNumbers(_ country: String, _ cell: String, _ expected: String) {
        #expect(converted(cell, "phone(\(country))") == "\"\(expected)\"")
    }

    @Test(
        "A number that a program turned into a fraction is held",
        arguments: [
            "0170 1234567.0", "1701234567.0", "+491701234567.0", "0170 1234567.0; 0171 2222222",
            "0171 2222222, 0170 1234567.0",
        ])
    func fractions(_ cell: String) {
        #expect(converted(cell, "phone(DE)") == "phone")
        #expect(converted(cell, "phone") == "phone")
    }

    @Test(
        "Two numbers or two extensions in one do not become one number",
        arguments: [
            "0170 1234567/68-70", "030 1234567/68-70", "030 1234567/-12", "030 1234/-12", "030/1234567-68-70",
            "030/123456-68-70", "030 1234567 -68 -70", "+49 30 123456-68-70", "+49 30 12345/67-69",
            "+49 30 1234/56-58", "+49 30 1234/567-89", "+43 1 12345/678-80", "+49 33398/12-34", "+49 33398/123-4-5",
            "(+", "((+49) 170 1234567", "01234/5678/9012", "030 1234567 (68)", "030 1234567-68/70", "0170 1234567-70",
            "0170 1234567 68", "+49 170 1234567-70", "0049 (0)170 12345678-9", "0170 1234567 u. 68",
            "0171/1234567 privat", "0170 1234567, 68", "+49170123456770",
        ])
    func severalPhones(_ cell: String) {
        #expect(converted(cell, "phone(DE)") == "phone")
    }

    @Test(
        "A direct-dial extension, and hyphens and slashes between groups of digits, are a part of the number",
        arguments: [
            ("0171/1234567", "+491711234567"), ("030-1234567", "+49301234567"), ("(030) 123 45-67", "+49301234567"),
            ("030 123456-78", "+493012345678"), ("030/1234567-890", "+49301234567890"),
            ("0171-12-34-56-7", "+491711234567"), ("+49-1511-23-45-678", "+4915112345678"),
            ("0151 1234567-8", "+4915112345678"), ("+7 (495) 123-45-67", "+74951234567"),
            ("033601/123-4", "+49336011234"), ("+49 33601/12345", "+493360112345"),
            ("+49 (0)33601/12345", "+493360112345"), ("+49 0171/1234567", "+491711234567"),
            ("+43 (0)664/1234567-89", "+43664123456789"), ("+49 33398 / 123-45", "+493339812345"),
            ("+49 (0)33398/123-45", "+493339812345"), ("(+49) 170 1234567", "+491701234567"),
            ("(+49 170) 1234567", "+491701234567"), ("(+49)(0)170/1234567", "+491701234567"),
        ])
    func extensions(_ cell: String, _ expected: String) {
        #expect(converted(cell, "phone(DE)") == "\"\(expected)\"")
    }

    @Test(
        "A list has the texts between separators",
        arguments: [
            ("a; b ;;c", "list(;)", #""a","b","c""#), ("a", "list(|)", #""a""#), (" ; ", "list(;)", ""),
            ("a--b", "list(--)", #""a","b""#), ("a \"b\"", "list( )", #""a","\"b\"""#),
        ])
    func lists(_ cell: String, _ type: String, _ expected: String) {
        #expect(converted(cell, type) == expected)
    }

    @Test(
        "A text stays as it is, and a rounded number is none",
        arguments: [
            (" a\"b ", "text", #"" a\"b ""#), (" \t\u{A0}", "text", ""), ("'12", "text", #""'12""#),
            ("1e-07", "text", "rounded"), ("4,91705E+11", "text", "rounded"),
            ("3E4", "text", #""3E4""#), ("e-07", "text", #""e-07""#), ("1e-0x", "text", #""1e-0x""#),
        ])
    func texts(_ cell: String, _ type: String, _ expected: String) {
        #expect(converted(cell, type) == expected)
    }
}
