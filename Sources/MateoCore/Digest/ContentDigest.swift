import CXXHash

/// XXH3 with 128 bits. It detects accidental changes at the speed of memory. It does not resist a person who constructs
/// two contents with the same digest.
public struct ContentDigest: Equatable, Sendable {
    private var high: UInt64
    private var low: UInt64

    /// Digests bytes.
    @inline(never)
    public init(_ bytes: Span<UInt8>) {
        let hash = bytes.withUnsafeBytes { mateo_xxh3($0.baseAddress, $0.count) }
        (high, low) = (hash.high64, hash.low64)
    }

    /// Creates the digest of an empty list, for `append`.
    init() {
        (high, low) = (0, 0)
    }

    /// Adds a digest to the list that this digest stands for.
    @inline(never)
    mutating func append(_ next: ContentDigest) {
        let pair = SIMD4(high.littleEndian, low.littleEndian, next.high.littleEndian, next.low.littleEndian)
        let hash = withUnsafeBytes(of: pair) { mateo_xxh3($0.baseAddress, $0.count) }
        (high, low) = (hash.high64, hash.low64)
    }

    /// 32 hexadecimal digits, as `xxhsum -H128` prints them.
    public var text: String { Hexadecimal.text(of: bytes) }

    /// Returns six bits from a place on, 0 for the first. Behind the last of the 128 bits there are zeros.
    func bits(from place: Int) -> UInt64 {
        let (first, second) = place < 64 ? (high, low) : (low, 0)
        let start = UInt64(place & 63)
        let word = first << start | (start > 0 ? second >> (64 - start) : 0)
        return word >> 58
    }

    private var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for word in [high, low] {
            for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(56 - shift * 8))) }
        }
        return bytes
    }
}
