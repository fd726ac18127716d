import MateoCore
import Testing

/// What comes of an input does not depend on where it was cut.
@Suite struct PiecesTests {
    /// Small limits, so that many records are near them, and the usual ones.
    private static let limits = [
        BatchLimits(), BatchLimits(records: 2), BatchLimits(bytes: 64), BatchLimits(records: 1, bytes: 80),
        BatchLimits(bytes: 150),
    ]

    @Test("UTF-8 that ends early or is invalid, anywhere in a row of CSV")
    func brokenSequences() {
        let sequences: [[UInt8]] = [
            [0xC3], [0xC3, 0x28], [0xE2, 0x82], [0xE2, 0x82, 0x41], [0xE2, 0x28], [0xF0, 0x9F, 0x98],
            [0xF0, 0x9F, 0x98, 0x22], [0xC3, 0xA4], [0xE2, 0x82, 0xAC], [0xF0, 0x9F, 0x98, 0x80], [0xFF],
            [0xE2, 0x82, 0x2C], [0xE2, 0x82, 0x0A], [0xC3, 0x00],
        ]
        let starts = ["1,\"a\"", "1,\"\"", "1,", "\"", "1,2,3", "1,2,\"3\"", "1,\"2", "\"1\"\"", ""]
        for start in starts {
            for sequence in sequences {
                for tail in ["", "\n", "\n2,b\n", "\"\n", ",x\n"] {
                    let input = Array("id,b\n9,c\n\(start)".utf8) + sequence + Array(tail.utf8)
                    compareCSV(input, everyCut: true, [3])
                }
            }
        }
    }

    @Test("Records that grow up to the limit and end with a fault")
    func faultsAtTheLimit() {
        let faults: [[UInt8]] = [
            [0xE2, 0x82, 0x28], [0xC3], [0x22, 0x78], [0x00], [0x2C, 0x78, 0x78, 0x78, 0x78, 0x0A], [0x0A],
            [0x5C],
            [0x22, 0x0A], [0x2C, 0x22, 0x78, 0x78, 0x78, 0x78], [0x2C, 0x2C, 0x0A],
        ]
        for cells in [EmptyCells.omit, .null, .text] {
            for length in 40...56 {
                for fault in faults {
                    let start = "id,b\n1,\"" + String(repeating: "y", count: length)
                    compareCSV(Array(start.utf8) + fault, everyCut: true, [64], cells: cells)
                    let quoted = "id,b\n1,\"" + String(repeating: "y", count: length) + "\""
                    compareCSV(Array(quoted.utf8) + fault, everyCut: true, [64], cells: cells)
                }
                for fault in faults + [[0x5C, 0x78], [0x5C, 0x75, 0x64, 0x63, 0x30, 0x30], [0x01]] {
                    let start = "{\"id\":\"" + String(repeating: "y", count: length)
                    compareJSON(Array(start.utf8) + fault, .lines, everyCut: true, [64])
                }
            }
        }
    }

    @Test("Random CSV", arguments: 0..<20)
    func randomCSV(_ seed: Int) {
        let delimiter = [0x2C, 0x3B, 0x09, 0x5C][seed % 4] as UInt8
        var random = RandomCSV(random: Numbers(state: UInt64(seed)), delimiter: delimiter)
        for number in 0..<25 {
            let header = random.header(columns: 3) + [0x0A]
            let file = header + [0x31, delimiter, delimiter, 0x0A] + random.file()
            let input = random.damage(file, from: number % 5 == 0 ? 0 : header.count)
            let cuts = (0..<3).map { _ in random.cuts(of: input.count) }
            compareCSV(input, delimiter: delimiter, everyCut: false, Self.limits.map(\.bytes), cuts: cuts)
        }
    }

    @Test("Random JSON", arguments: 0..<20)
    func randomJSON(_ seed: Int) {
        var random = RandomJSON(random: Numbers(state: UInt64(seed)))
        for number in 0..<60 {
            let isLines = number % 2 == 0
            let file = random.file(isLines ? .lines : .document)
            let input = number % 6 == 0 ? file : random.damage(file)
            compareJSON(input, isLines ? .lines : .document, everyCut: number % 4 == 0, [64, 100, 4 << 20])
        }
    }

    private func compareCSV(
        _ input: [UInt8], delimiter: UInt8 = 0x2C, everyCut: Bool, _ bytes: [Int], cuts: [[Int]] = [],
        cells: EmptyCells = .omit
    ) {
        let options = CSVOptions(emptyCells: cells, delimiter: delimiter)
        compare(input, everyCut: everyCut, bytes, cuts) { cuts, limits in
            read(CSVReader(type: .contacts, options: options), input, cuts: cuts, limits: limits)
        }
    }

    private func compareJSON(_ input: [UInt8], _ form: JSONReader.Form, everyCut: Bool, _ bytes: [Int]) {
        compare(input, everyCut: everyCut, bytes, []) { cuts, limits in
            read(JSONReader(type: .contacts, form: form), input, cuts: cuts, limits: limits)
        }
    }

    private func compare(
        _ input: [UInt8], everyCut: Bool, _ bytes: [Int], _ cuts: [[Int]],
        _ read: ([Int], BatchLimits) -> Outcome
    ) {
        var cuts = cuts + [pieces(1, of: input.count)]
        if everyCut { cuts += (max(input.count - 12, 0)...input.count).map { [$0] } }
        for (number, bytes) in bytes.enumerated() {
            let limits = BatchLimits(records: number % 2 == 0 ? 1000 : 2, bytes: bytes)
            let whole = read([], limits)
            for cut in cuts {
                let cut = read(cut, limits)
                guard cut != whole else { continue }
                let text = String(decoding: input, as: UTF8.self).debugDescription
                Issue.record("\(text) whole: \(shown(whole)); in pieces: \(shown(cut))")
                return
            }
        }
    }

    private func shown(_ outcome: Outcome) -> String {
        "\(outcome.batches) \(outcome.firstRows) \(outcome.total) \(outcome.leftOut) and \(outcome.error?.message ?? "no error")"
    }
}
