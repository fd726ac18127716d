import Testing

@testable import MateoCore

/// Proposals for cells that contradict their headings, or each other.
@Suite struct ProposalDoubtTests {
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
}
