import Testing

@testable import MateoCore

/// Reads a file with a column of these cells, and compares each row with the conversion of its cell alone.
private func compare(_ cells: [String], _ type: String) {
    var (file, records, held) = ("external_id,c\n", [String](), [String]())
    for (index, cell) in cells.enumerated() {
        file += "k\(index),\"\(cell)\"\n"
        let value = converted(cell, type)
        if value.isEmpty {
            records.append(#"{"external_id":"k\#(index)"}"#)
        } else if value.hasPrefix("\"") || value == "true" || value == "false" {
            records.append(#"{"external_id":"k\#(index)","x":\#(value)}"#)
        } else {
            held.append("\(index + 1) \(value)")
        }
    }
    let mapping = #"{"mateo_mapping": 1, "fields": [{"column": "c", "field": "x", "type": "\#(type)"}]}"#
    let result = mapped(file, mapping)
    #expect(result.error == "")
    #expect(result.records == records.joined(separator: ","))
    #expect(result.held == held)
}

@Suite struct QuickStepTests {
    @Test("A file's dates are those of the calendar, in each form with all digits")
    func dates() {
        var days: [(Int, Int, Int)] = [
            (999, 1, 1), (1000, 1, 1), (9999, 12, 31), (0, 0, 0), (2000, 13, 1), (2000, 0, 9),
        ]
        for year in [1899, 1900, 1999, 2000, 2023, 2024] {
            for month in 1...12 {
                for day in [0, 1, 9, 10, 28, 29, 30, 31, 32, 99] { days.append((year, month, day)) }
            }
        }
        func digits(_ number: Int, _ count: Int) -> String {
            String(repeating: "0", count: count - String(number).count) + String(number)
        }
        for (format, separator, order) in [
            ("YYYY-MM-DD", "-", 0), ("DD.MM.YYYY", ".", 1), ("MM/DD/YYYY", "/", 2), ("YYYYMMDD", "", 0),
            ("DDMMYYYY", "", 1),
        ] {
            var cells = days.map { year, month, day in
                let (year, month, day) = (digits(year, 4), digits(month, 2), digits(day, 2))
                let parts = [[year, month, day], [day, month, year], [month, day, year]][order]
                return parts.joined(separator: separator)
            }
            let good = cells[1]
            cells += [" \(good)", "\(good) ", "\(good)x", String(good.dropLast()), "", good.replacing("0", with: "/")]
            cells += [
                good.replacing("0", with: ":"), good.replacing(separator, with: "!"), good.replacing("0", with: "ü"),
            ]
            compare(cells, "date(\(format))")
        }
    }

    @Test("A file's telephone numbers are converted like one alone") func phones() {
        var cells = ["", "+", "+4", "+49170555/", "+49170555:", "+491705551111", "0170 5551111", "+49 170 5551111"]
        for length in 1...18 {
            cells += ["+" + "491705551111234567".prefix(length), "+" + "431234567890123456".prefix(length)]
        }
        for number in ["+1212555012", "+12125550123", "+4901705551", "+4917012345", "+0170123456", "+49x70123456"] {
            cells += [number, "\(number)7", " \(number)", "\(number) "]
        }
        cells += ["34612345678", "+34612345678", "0612345678", "612345678", "+34612345678.0", "612345678.0"]
        compare(cells, "phone(DE)")
        compare(cells, "phone(ES)")
        compare(cells, "phone")
    }

    @Test("A word has the same value in each row, whatever words came before") func words() {
        // Some have the same first byte and length, some are too long to be kept.
        let words = [
            "ja", "je", "JA", "Ja", " ja", "jb", "nein", "nie", "x", "", " ", "wahrscheinlich nicht", "ü", "1", "0",
            "jaja",
        ]
        var cells: [String] = []
        for first in words { for second in words { cells += [first, second, first, first] } }
        compare(cells, "boolean(ja=true, nein=false, x=true, ü=false, wahrscheinlich nicht=false)")
        compare(cells, "consent(ja=accepted, nein=declined, nie=declined, ü=requested, 1=accepted)")
        compare(cells, "boolean")
    }

    @Test("A text of only blanks is empty, and one with other characters stays as it is") func blanks() {
        compare(
            [
                " ", "    ", "\t", " \t ", "\u{A0}", "\u{A0} ", "\u{FEFF}", "\u{200B}", "", " x", "\tx", "x ",
                "\u{A0}x",
                "©", "€", "\\", "ü",
            ], "text")
    }

    @Test("A text that a program may have rounded is held, and one with a sign before its last digits is not")
    func rounded() {
        compare(
            [
                "1e-07", "4,9E+11", "1E+5", "1E+5x", "Weg 12-14", "12/14", "a-1", "-1", "1-2", "(1)", "e+1", "",
                "1.5e+123",
            ], "text")
    }
}
