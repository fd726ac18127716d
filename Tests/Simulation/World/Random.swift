/// SplitMix64. Every seed gives a different sequence, and the same one each time.
struct Random {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x2545_F491_4F6C_DD1D &+ 0x1234_5678_9ABC_DEF1
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// Returns a number in the range, all equally likely.
    mutating func number(_ range: ClosedRange<Int64>) -> Int64 {
        range.lowerBound + Int64(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    /// Returns a number in the range, with all orders of magnitude equally likely.
    mutating func magnitude(_ range: ClosedRange<Int64>) -> Int64 {
        var top = range.upperBound
        while top / 4 > range.lowerBound, next() % 3 != 0 { top /= 4 }
        return number(range.lowerBound...top)
    }

    /// Returns true this many times in a thousand.
    mutating func chance(_ perMille: Int64) -> Bool {
        Int64(next() % 1000) < perMille
    }

    /// Returns one of several.
    mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[Int(next() % UInt64(choices.count))]
    }
}
