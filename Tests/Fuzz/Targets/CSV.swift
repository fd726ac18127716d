import MateoCore

/// The first six bytes choose the options, the rest is the file.
func fuzzCSV(_ bytes: UnsafeRawBufferPointer) {
    var input = Input(bytes)
    let delimiters: [UInt8?] = [
        nil, UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|"), 0x1F, 0x01, 0x7F,
        UInt8(ascii: "\\"), UInt8(ascii: " "), UInt8(ascii: "x"), UInt8(ascii: "{"),
    ]
    let options = CSVOptions(
        emptyCells: input.choice(of: EmptyCells.allCases), delimiter: input.choice(of: delimiters))
    let type = input.choice(of: RecordType.allCases)
    let limits = BatchLimits(
        records: input.choice(of: [1000, 1, 2, 3]), bytes: input.choice(of: [4 << 20, 64, 100, 1000]))
    var cuts = Cuts(seed: input.byte())
    let text = input.rest()

    let whole = Reading.read(CSVReader(type: type, options: options), text, limits)
    whole.checkBatches()
    let inPieces = Reading.read(CSVReader(type: type, options: options), text, limits) { cuts.next() }
    whole.checkIsSame(as: inPieces)
}

/// The sizes of pieces, from a seed: mostly small ones.
struct Cuts {
    private var state: UInt64

    init(seed: UInt8) {
        state = UInt64(seed)
    }

    mutating func next() -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let value = Int(truncatingIfNeeded: state >> 33)
        return value & 7 < 6 ? 1 + (value >> 3) % 9 : 1 + (value >> 3) % 200
    }
}
