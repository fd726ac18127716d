/// Sixty-four bytes, tested together and without branches.
struct ByteBlock {
    private let a: SIMD16<UInt8>
    private let b: SIMD16<UInt8>
    private let c: SIMD16<UInt8>
    private let d: SIMD16<UInt8>

    /// Loads the 64 bytes at `source`.
    @inline(__always)
    init(_ source: UnsafePointer<UInt8>) {
        a = Self.load(source)
        b = Self.load(source + 16)
        c = Self.load(source + 32)
        d = Self.load(source + 48)
    }

    @inline(__always)
    private static func load(_ source: UnsafePointer<UInt8>) -> SIMD16<UInt8> {
        UnsafeRawPointer(source).loadUnaligned(as: SIMD16<UInt8>.self)
    }

    /// Returns one bit for each byte that is a delimiter, a quote, a backslash or a control character, and the number
    /// of bits.
    @inline(__always)
    func special(_ delimiters: SIMD16<UInt8>) -> (mask: UInt64, count: Int) {
        let a = Self.marked(a, delimiters)
        let b = Self.marked(b, delimiters)
        let c = Self.marked(c, delimiters)
        let d = Self.marked(d, delimiters)
        // Each mark is 255, that is, -1. A multiplication adds up the bytes.
        let sums = unsafeBitCast(SIMD16(repeating: 0) &- (a &+ b &+ c &+ d), to: SIMD2<UInt64>.self)
        let count = ((sums.x &+ sums.y) &* 0x0101_0101_0101_0101) >> 56
        return (Self.gather(a, b, c, d), Int(truncatingIfNeeded: count))
    }

    @inline(__always)
    var isASCII: Bool {
        let any = unsafeBitCast(a | b | c | d, to: SIMD2<UInt64>.self)
        return (any.x | any.y) & 0x8080_8080_8080_8080 == 0
    }

    /// One bit for each byte that is not ASCII.
    @inline(__always)
    var high: UInt64 {
        Self.gather(Self.isHigh(a), Self.isHigh(b), Self.isHigh(c), Self.isHigh(d))
    }

    /// Returns whether all bytes outside of ASCII are in two-byte UTF-8 sequences that end in the block. False proves
    /// nothing. The byte before the block must be readable.
    @inline(__always)
    func isPairs(at source: UnsafePointer<UInt8>) -> Bool {
        let wrong =
            Self.unpaired(a, before: Self.load(source - 1)) | Self.unpaired(b, before: Self.load(source + 15))
            | Self.unpaired(c, before: Self.load(source + 31))
            | Self.unpaired(d, before: Self.load(source + 47))
        let halves = unsafeBitCast(wrong, to: SIMD2<UInt64>.self)
        return halves.x | halves.y == 0 && source[63] < 0xC0
    }

    /// Returns a value other than 0 for each byte that continues nothing or is not continued, or is not in a two-byte
    /// sequence.
    @inline(__always)
    private static func unpaired(_ bytes: SIMD16<UInt8>, before: SIMD16<UInt8>) -> SIMD16<UInt8> {
        let continues = bits(SIMD16<Int8>(truncatingIfNeeded: bytes) .< SIMD16(repeating: -64))
        let isContinued = bits(before .>= SIMD16(repeating: 0xC0))
        return continues ^ isContinued | bits(bytes .>= SIMD16(repeating: 0xE0))
            | bits((bytes & SIMD16(repeating: 0xFE)) .== SIMD16(repeating: 0xC0))
    }

    /// Returns 255 for each byte that is a delimiter, a quote, a backslash or a control character, and 0 for the
    /// others.
    ///
    /// Masks become bytes before they are joined: `.|` on masks is a loop over lanes, `|` on bytes is not.
    @inline(__always)
    private static func marked(_ bytes: SIMD16<UInt8>, _ delimiters: SIMD16<UInt8>) -> SIMD16<UInt8> {
        // A quote is 0x22. With that bit inverted it is 0x20, and control characters stay below that.
        bits((bytes ^ SIMD16(repeating: 0x02)) .<= SIMD16(repeating: 0x20)) | bits(bytes .== delimiters)
            | bits(bytes .== SIMD16(repeating: UInt8(ascii: "\\")))
    }

    @inline(__always)
    private static func isHigh(_ bytes: SIMD16<UInt8>) -> SIMD16<UInt8> {
        bits(bytes .> SIMD16(repeating: 0x7F))
    }

    @inline(__always)
    private static func bits(_ mask: SIMDMask<SIMD16<Int8>>) -> SIMD16<UInt8> {
        unsafeBitCast(mask, to: SIMD16<UInt8>.self)
    }

    /// Reduces 64 bytes of 0 or 255 to one bit each. Word k of 8 keeps bit k of each byte. Combined, the words are the
    /// transposed mask, and three steps transpose it back.
    @inline(__always)
    private static func gather(
        _ a: SIMD16<UInt8>, _ b: SIMD16<UInt8>, _ c: SIMD16<UInt8>, _ d: SIMD16<UInt8>
    ) -> UInt64 {
        let bits =
            (a & weights(0x0101_0101_0101_0101)) | (b & weights(0x0404_0404_0404_0404))
            | (c & weights(0x1010_1010_1010_1010)) | (d & weights(0x4040_4040_4040_4040))
        let halves = unsafeBitCast(bits, to: SIMD2<UInt64>.self)
        var x = halves.x | halves.y
        var t = (x ^ (x >> 7)) & 0x00AA_00AA_00AA_00AA
        x ^= t ^ (t << 7)
        t = (x ^ (x >> 14)) & 0x0000_CCCC_0000_CCCC
        x ^= t ^ (t << 14)
        t = (x ^ (x >> 28)) & 0x0000_0000_F0F0_F0F0
        return x ^ t ^ (t << 28)
    }

    /// Returns the bit that the first 8 bytes of a vector keep, and the next higher one for the other 8.
    @inline(__always)
    private static func weights(_ low: UInt64) -> SIMD16<UInt8> {
        unsafeBitCast(SIMD2<UInt64>(low, low << 1), to: SIMD16<UInt8>.self)
    }
}
