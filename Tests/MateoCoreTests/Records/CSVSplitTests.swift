import MateoCore
import Testing

@Suite struct CSVSplitTests {
    static let inputs = [
        "external_id,full_name,city\n1,Jürgen Groß,Köln\n2,\"a \"\"b\"\" c\",\n3,\"x,\ny\",\"\"\n",
        "\u{FEFF}email;city\r\n\r\na@b;\"two\r\nlines\"\r\nc@d;😀€ß\r\n",
        "email\tcity\ra\tb\r\rc\t\"d\re\"\rf\t\\\u{1}\"",
        "email,city\n1,\n2,\"x\" y\n3,\n",
        "email,city\n1,ä\n,x\n",
        "email,city\n1,a\u{0}\n",
        "\n\r\n\"em\"\"ail\",\"id\"\n1,2\n3,4,5\n",
    ]

    @Test("Every split of CSV gives the same records", arguments: inputs)
    func everySplitGivesTheSame(_ text: String) {
        let input = Array(text.utf8)
        for limits in [BatchLimits(), BatchLimits(records: 1), BatchLimits(bytes: 70)] {
            let whole = read(CSVReader(type: .contacts), input, limits: limits)
            for cut in 0...input.count {
                let split = read(CSVReader(type: .contacts), input, cuts: [cut], limits: limits)
                #expect(split == whole, "cut at \(cut)")
            }
            for size in 1...9 {
                let cuts = pieces(size, of: input.count)
                let split = read(CSVReader(type: .contacts), input, cuts: cuts, limits: limits)
                #expect(split == whole, "in pieces of \(size)")
            }
        }
    }

    /// Random texts, read by the reader and by a slow one that goes byte by byte, must come out the same.
    @Test("The reader agrees with a simple one", arguments: 0..<40)
    func agreesWithASimpleReader(_ seed: Int) {
        var random = Numbers(state: UInt64(seed) &* 7919 &+ 1)
        for _ in 0..<25 {
            let input = Array("id,a,b\n".utf8) + body(&random)
            let expected = SimpleCSV.read(input)
            let whole = read(CSVReader(type: .contacts), input)
            #expect(
                whole.records == expected.records,
                "\(String(decoding: input, as: UTF8.self).debugDescription)")
            #expect(whole.error?.status == expected.status)
            #expect(whole.error?.row ?? 0 == expected.row)
            let cuts = pieces(1 + random.next(100), of: input.count)
            #expect(read(CSVReader(type: .contacts), input, cuts: cuts) == whole)
            for limits in [BatchLimits(records: 2), BatchLimits(bytes: 200)] {
                let one = read(CSVReader(type: .contacts), input, limits: limits)
                #expect(one == read(CSVReader(type: .contacts), input, cuts: cuts, limits: limits))
            }
        }
    }

    /// Mostly rows of three cells, of all kinds; now and then a byte that should not be there.
    private func body(_ random: inout Numbers) -> [UInt8] {
        let parts: [String] = [
            "x", "Jürgen", "", " ", "\\", "\t", "😀", "a long cell that is more than thirty-two bytes long, ",
            String(repeating: "ö", count: 40), "\u{1}", "0123456789", "\"", "a\"\"",
        ]
        let ends = ["\n", "\n", "\r\n", "\r"]
        var text = ""
        for row in 0..<(1 + random.next(12)) {
            var cells = ["\(row)"]
            for _ in 0..<2 {
                let part = parts[random.next(parts.count)] + parts[random.next(parts.count)]
                let isQuoted = part.contains(",") || random.next(3) == 0
                let inside = random.next(4) == 0 ? part + "\"\"\r\n\"\"" : part
                cells.append(isQuoted ? "\"\(inside)\"" : part)
            }
            text += cells.joined(separator: ",") + ends[random.next(ends.count)]
        }
        var bytes = Array(text.utf8)
        if random.next(3) == 0 {
            let odd: [UInt8] = [0x22, 0x2C, 0x0A, 0x0D, 0x00, 0xC3, 0xFF, 0x78]
            bytes.insert(odd[random.next(odd.count)], at: random.next(bytes.count + 1))
        }
        return bytes
    }
}
