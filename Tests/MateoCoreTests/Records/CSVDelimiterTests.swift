import MateoCore
import Testing

/// Random texts come out of the reader as they come out of a slow one, and as a JSON parser takes them.
@Suite struct CSVDelimiterTests {
    static let delimiters: [UInt8] = [
        0x2C, 0x3B, 0x09, 0x7C, 0x3A, 0x5C, 0x20, 0x01, 0x0B, 0x1F, 0x7F, 0x2F, 0x69, 0x75,
    ]

    @Test("No delimiter goes into a string without its escape", arguments: delimiters)
    func delimiterInsideQuotes(_ delimiter: UInt8) throws {
        let d = String(UnicodeScalar(delimiter))
        for distance in 0..<70 {
            let cell = String(repeating: "x", count: distance) + d + "y" + d + d
            let input = Array("\"id\"\(d)\"\(d)n\"\n\"\(cell)\"\(d)\"\(d)\"\n".utf8)
            let expected = SimpleCSV.read(input, delimiter: delimiter)
            let outcome = read(CSVReader(type: .contacts, options: CSVOptions(delimiter: delimiter)), input)
            #expect(outcome.error == nil)
            #expect(outcome.records == expected.records)
            #expect(try expected.isJSON(outcome.records))
        }
    }

    @Test("Random files", arguments: delimiters)
    func randomFiles(_ delimiter: UInt8) throws {
        var random = RandomCSV(random: Numbers(state: UInt64(delimiter)), delimiter: delimiter)
        var records = 0
        for _ in 0..<150 {
            let input = random.file()
            records += try compare(input, delimiter: delimiter, isGiven: true, &random)
        }
        #expect(records > 200)
    }

    @Test("Random files whose delimiter is found", arguments: [0x2C, 0x3B, 0x09, 0x7C] as [UInt8])
    func foundDelimiter(_ delimiter: UInt8) throws {
        var random = RandomCSV(random: Numbers(state: 77 + UInt64(delimiter)), delimiter: delimiter)
        var records = 0
        for _ in 0..<100 {
            let row = Array("\nk".utf8) + [delimiter, delimiter, 0x22, delimiter, 0x22]
            let input = random.header(columns: 3) + row
            records += try compare(input, delimiter: delimiter, isGiven: false, &random)
        }
        #expect(records == 100)
    }

    @Test("Random damage", arguments: delimiters)
    func randomDamage(_ delimiter: UInt8) throws {
        var random = RandomCSV(random: Numbers(state: 1000 + UInt64(delimiter)), delimiter: delimiter)
        for number in 0..<150 {
            let header = random.header(columns: 3) + [0x0A]
            let file = header + [0x31, delimiter, delimiter, 0x0A] + random.file()
            let input = random.damage(file, from: number % 4 == 0 ? 0 : header.count)
            _ = try compare(input, delimiter: delimiter, isGiven: true, &random)
        }
    }

    /// Reads a text whole and in pieces. Returns the number of its records.
    private func compare(
        _ input: [UInt8], delimiter: UInt8, isGiven: Bool, _ random: inout RandomCSV
    ) throws -> Int {
        let options = CSVOptions(delimiter: isGiven ? delimiter : nil)
        let expected = SimpleCSV.read(input, delimiter: delimiter)
        let whole = read(CSVReader(type: .contacts, options: options), input)
        let shown = Comment(rawValue: String(decoding: input, as: UTF8.self).debugDescription)
        #expect(whole.records == expected.records, shown)
        #expect(whole.error?.status == expected.status, shown)
        #expect(whole.error?.row ?? 0 == expected.row, shown)
        #expect(try expected.isJSON(whole.records), shown)
        let cuts = random.cuts(of: input.count)
        #expect(read(CSVReader(type: .contacts, options: options), input, cuts: cuts) == whole, shown)
        return expected.fields.count
    }
}
