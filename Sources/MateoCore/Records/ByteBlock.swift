import CSystem

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

    /// One bit for each byte that is not ASCII.
    @inline(__always)
    var high: UInt64 { Self.gather(a, b, c, d) }

    /// Returns whether all bytes outside of ASCII are in two-byte UTF-8 sequences that end in the block. False proves
    /// nothing.
    ///
    /// - Parameters:
    ///   - high: the bits of the bytes outside of ASCII.
    ///   - before: the byte before the block.
    @inline(__always)
    func isPairs(_ high: UInt64, behind before: UInt8) -> Bool {
        let leads = Self.gather(Self.isLead(a), Self.isLead(b), Self.isLead(c), Self.isLead(d))
        let odd = Self.isOdd(a) | Self.isOdd(b) | Self.isOdd(c) | Self.isOdd(d)
        let continued = leads &<< 1 | (before >= 0xC0 ? 1 : 0)
        return high & ~leads == continued && leads &>> 63 == 0 && mateo_top_bits(odd) == 0
    }

    @inline(__always)
    private static func isLead(_ bytes: SIMD16<UInt8>) -> SIMD16<UInt8> {
        mateo_at_most(SIMD16(repeating: 0xC0), bytes)
    }

    /// Returns 255 for each byte that begins a longer sequence, or none.
    @inline(__always)
    private static func isOdd(_ bytes: SIMD16<UInt8>) -> SIMD16<UInt8> {
        mateo_at_most(SIMD16(repeating: 0xE0), bytes)
            | mateo_equal(bytes & SIMD16(repeating: 0xFE), SIMD16(repeating: 0xC0))
    }

    /// Returns 255 for each byte that is a delimiter, a quote, a backslash or a control character, and 0 for the
    /// others.
    @inline(__always)
    private static func marked(_ bytes: SIMD16<UInt8>, _ delimiters: SIMD16<UInt8>) -> SIMD16<UInt8> {
        // A quote is 0x22. With that bit inverted it is 0x20, and control characters stay below that.
        mateo_at_most(bytes ^ SIMD16(repeating: 0x02), SIMD16(repeating: 0x20)) | mateo_equal(bytes, delimiters)
            | mateo_equal(bytes, SIMD16(repeating: UInt8(ascii: "\\")))
    }

    /// Returns the highest bit of each of 64 bytes.
    @inline(__always)
    private static func gather(
        _ a: SIMD16<UInt8>, _ b: SIMD16<UInt8>, _ c: SIMD16<UInt8>, _ d: SIMD16<UInt8>
    ) -> UInt64 {
        UInt64(mateo_top_bits(a)) | UInt64(mateo_top_bits(b)) &<< 16 | UInt64(mateo_top_bits(c)) &<< 32
            | UInt64(mateo_top_bits(d)) &<< 48
    }
}
