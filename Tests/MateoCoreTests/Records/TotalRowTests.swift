import Testing

@testable import MateoCore

/// Reads CSV without a mapping, and with one that takes another heading for `external_id`: the codes of the held rows, or
/// `sent` for no held row. Both must be the same, in pieces and batches of any size.
private func held(_ rows: String, _ headings: String = "external_id;full_name;revenue") -> [String] {
    let text = "\(headings)\n\(rows)\n"
    let plain = outcome(text, CSVOptions())
    var options = CSVOptions()
    do throws(MateoError) {
        try options.setMapping(
            Array(#"{"mateo_mapping": 1, "fields": [{"column": "Nr", "field": "external_id"}]}"#.utf8))
    } catch {
        Issue.record("\(error)")
    }
    #expect(outcome(text.replacing("external_id", with: "Nr"), options) == plain)
    return plain
}

private func outcome(_ text: String, _ options: CSVOptions) -> [String] {
    let input = Array(text.utf8)
    let whole = read(MappedReader(type: .contacts, options: options), input)
    #expect(whole.error == nil)
    for size in [1, 7] {
        for records in [1, 3] {
            let small = read(
                MappedReader(type: .contacts, options: options), input, cuts: pieces(size, of: input.count),
                limits: BatchLimits(records: records))
            #expect(small.records == whole.records)
            #expect(small.leftOut == whole.leftOut)
        }
    }
    return whole.leftOut.isEmpty
        ? ["sent"] : whole.leftOut.map { "\($0.rows.first) \($0.why.line) \($0.why.code): \($0.why.reason)" }
}

@Suite struct TotalRowTests {
    @Test(
        "A total is held, wherever it is",
        arguments: [
            "Summe;;123", "Summe;;1.234,50 €", "Total;;", "TOTAL:;;5", "Gesamt;;12 EUR", "Gesamtsumme;2;3",
            "Grand Total;;5", "Zwischensumme;;-5", "\"Summe \"\"1\"\"\";;", "Summe: 2 Kunden;;", " Subtotal ;;5",
            "Endsumme; ;", "insgesamt;;0",
        ])
    func totals(_ row: String) {
        let expected = "total: the row is a total, not a record; remove it"
        #expect(held("1;Ann;5\nK2;Ben;\n\(row)") == ["3 4 \(expected)"])
        #expect(held("\(row)\n1;Ann;5") == ["1 2 \(expected)"])
        #expect(held("1;Ann;5\n\(row)\n2;;\n\(row)") == ["2 3 \(expected)", "4 5 \(expected)"])
        #expect(held("|1|;Ann;5\n|2|;;\n\(row)".replacing("|", with: "\"")) == ["3 4 \(expected)"])
    }

    @Test(
        "A contact is no total",
        arguments: [
            "Total;TotalEnergies;", "Total;Total;", "Total Austria;;5", "Summe;;Berlin", "Total;Ü;", "Total;12 Ulmen;",
            "Summer;;5", "Summe1;;5", "SUM;;5",
            "Totally;;5", "Gesamtschule;;5", "1;Summe;5", "-Total;;5", "Summ;;5",
        ])
    func contacts(_ row: String) {
        #expect(held("1;Ann;5\n2;Ben;\n\(row)") == ["sent"])
    }

    @Test("Totals and header rows of a list of failed rows are held again") func notes() {
        let added = ";mateo_row;mateo_line;mateo_state;mateo_code;mateo_message;mateo_retryable"
        let rows = [
            "external_id;full_name;revenue;4;5;held;header;Remove it.;false",
            "Gesamt;;5;3;4;held;total;Remove it.;false",
        ]
        let held = held(rows.joined(separator: "\n"), "external_id;full_name;revenue" + added)
        #expect(held.count == 2)
        #expect(held.first?.hasPrefix("1 2 header: ") == true)
        #expect(held.last?.hasPrefix("2 3 total: ") == true)
    }

    @Test("In a file whose identifiers are words, a word for a total is one of them") func words() {
        for other in ["MUELLER;Ann;5", "Mueller 1;;", "Ann:1;;"] {
            #expect(held("1;Ann;5\n\(other)\nTOTAL;;10115") == ["sent"])
            #expect(held("TOTAL;;10115\n\(other)") == (other.hasSuffix(";;") ? held("TOTAL;;10115") : ["sent"]))
        }
        // A footer has several lines.
        #expect(held("1;Ann;5\nTOTAL;;5\nStand: heute;;\n\"Seite 1\"; ;").count == 1)
        #expect(held("1;Ann;5\nStand: heute;;\nTOTAL;;5") == ["sent"])
        // Rows behind the first twenty do not count.
        let rows = (1...30).map { "\($0);;" }.joined(separator: "\n")
        #expect(held(rows + "\nMUELLER;;\nTOTAL;;5").count == 1)
        #expect(held("\nTOTAL;;5").count == 1)
    }

    @Test("Repeated header lines and totals of a group do not make a file one of words") func groups() {
        #expect(held("1;Ann;5\nSumme;;5\nexternal_id;full_name;revenue\n2;Ben;7\nTotal;;7").count == 3)
        #expect(held("1;Ann;5\nSumme Ulm;;5,00\n2;Ben;6\nEndsumme Köln;;6,00\nGesamtsumme;;11").count == 3)
        #expect(held("1;Ann;5\nTotal Ulm;;\"5,00\"\n2;Ben;6\nTotal;;6").map { $0.prefix(3) } == ["4 5"])
        // With a name beside it, it is a company, and so others may be.
        #expect(held("1;Ann;5\nTotal Ulm;Anna;5\nTotal;;6") == ["sent"])
        #expect(held("1;Ann;5\nSumme Ulm;Berlin;5") == ["sent"])
    }

    @Test("A row with another identifier is no total, and neither is one whose first column is no identifier")
    func identifiers() {
        #expect(held("1;0170 5551111\nTotal;0171 5551111", "external_id;sms") == ["sent"])
        #expect(held("1;\nTotal;", "external_id;sms").count == 1)
        #expect(held("1;7\n2;Total", "number;external_id") == ["sent"])
        #expect(held("1;7\nTotal;8", "number;external_id") == ["sent"])
        let nobody = csv("number;external_id\n7;1\nTotal;\n").leftOut
        #expect(nobody.map(\.why.code) == ["no_identifier"])
    }

    @Test("Columns without a heading do not matter, nor does a file without a header line") func edges() {
        let bars = csv("| external_id | city |\n| 1 | Ulm |\n| Summe | 5 |\n")
        #expect(bars.leftOut.map(\.why.code) == ["total"])
        #expect(csv("| external_id | city |\n| A | Ulm |\n| Summe | 5 |\n").leftOut.isEmpty)
        var mapped = CSVOptions()
        do throws(MateoError) {
            for onlyMapped in ["true", "false"] {
                try mapped.setMapping(
                    Array(
                        #"{"mateo_mapping": 1, "only_mapped": \#(onlyMapped), "fields": [{"column": "Nr", "field": "external_id"}]}"#
                            .utf8))
                for text in [";Nr;x\n;1;\n;Summe;5\n", " ;;Nr;x;\n;;1;;\n;;Summe;5;\n"] {
                    let outcome = read(MappedReader(type: .contacts, options: mapped), Array(text.utf8))
                    #expect(outcome.leftOut.map(\.why.code) == ["total"])
                    #expect(outcome.records == #"{"external_id":"1"}"#)
                }
            }
        } catch {
            Issue.record("\(error)")
        }
        var named = CSVOptions()
        named.columns = ["external_id", "city"].map { Array($0.utf8) }
        #expect(csv("1;Ulm\nSumme;5\n", named).leftOut.map(\.why.code) == ["total"])
        #expect(csv("A;Ulm\nSumme;5\n", named).leftOut.isEmpty)
        #expect(
            csv("external_id;city\n1;Ulm\nSumme;\n", CSVOptions(emptyCells: .null)).leftOut.map(\.why.code) == ["total"]
        )
        #expect(json(#"[{"external_id":"1"},{"external_id":"Summe"}]"#).leftOut.isEmpty)
    }

    @Test("A backslash at the end of a file has nothing to escape", arguments: ["\\", "1\n\\", "\"\\"])
    func backslash(_ rows: String) throws {
        var options = CSVOptions()
        options.hasBackslashEscapes = true
        for text in ["external_id\n\(rows)", rows] {
            let input = Array(text.utf8)
            let whole = read(CSVReader(type: .contacts, options: options), input)
            let small = read(CSVReader(type: .contacts, options: options), input, cuts: pieces(1, of: input.count))
            #expect(small.records == whole.records)
        }
    }
}
