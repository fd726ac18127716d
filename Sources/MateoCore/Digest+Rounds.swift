/// The sixteen working words of BLAKE2b and its rounds (RFC 7693, section 3).
struct DigestRounds {
    /// The initial values: those of SHA-512.
    static let initial = SIMD8<UInt64>(
        0x6a09_e667_f3bc_c908, 0xbb67_ae85_84ca_a73b, 0x3c6e_f372_fe94_f82b, 0xa54f_f53a_5f1d_36f1,
        0x510e_527f_ade6_82d1, 0x9b05_688c_2b3e_6c1f, 0x1f83_d9ab_fb41_bd6b, 0x5be0_cd19_137e_2179)

    private var v:
        (
            UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64,
            UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64
        )
    private let m: Words

    /// A block of 128 bytes, as words with the lowest byte first.
    struct Words {
        let source: UnsafeRawPointer

        @inline(__always)
        subscript(index: Int) -> UInt64 {
            UInt64(littleEndian: source.loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self))
        }
    }

    /// Mixes a block into the state.
    ///
    /// - Parameters:
    ///   - block: readable for 128 bytes.
    ///   - total: how many bytes have been read with it.
    ///   - isLast: whether it is the last block.
    @inline(never)
    static func compress(_ h: inout SIMD8<UInt64>, _ block: UnsafeRawPointer, total: UInt64, isLast: Bool) {
        var rounds = DigestRounds(h, Words(source: block), total: total, isLast: isLast)
        rounds.run()
        h[0] ^= rounds.v.0 ^ rounds.v.8
        h[1] ^= rounds.v.1 ^ rounds.v.9
        h[2] ^= rounds.v.2 ^ rounds.v.10
        h[3] ^= rounds.v.3 ^ rounds.v.11
        h[4] ^= rounds.v.4 ^ rounds.v.12
        h[5] ^= rounds.v.5 ^ rounds.v.13
        h[6] ^= rounds.v.6 ^ rounds.v.14
        h[7] ^= rounds.v.7 ^ rounds.v.15
    }

    @inline(__always)
    private init(_ h: SIMD8<UInt64>, _ words: Words, total: UInt64, isLast: Bool) {
        let i = Self.initial
        m = words
        v = (
            h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7],
            i[0], i[1], i[2], i[3], i[4] ^ total, i[5], isLast ? ~i[6] : i[6], i[7]
        )
    }

    /// Twelve rounds; each takes the sixteen words of the block in an order of its own.
    @inline(__always)
    private mutating func run() {
        round(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
        round(14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3)
        round(11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4)
        round(7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8)
        round(9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13)
        round(2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9)
        round(12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11)
        round(13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10)
        round(6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5)
        round(10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0)
        round(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
        round(14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3)
    }

    /// A round: four steps on columns, four on diagonals.
    @inline(__always)
    private mutating func round(
        _ a: Int, _ b: Int, _ c: Int, _ d: Int, _ e: Int, _ f: Int, _ g: Int, _ h: Int,
        _ i: Int, _ j: Int, _ k: Int, _ l: Int, _ n: Int, _ o: Int, _ p: Int, _ q: Int
    ) {
        Self.mix(&v.0, &v.4, &v.8, &v.12, m[a], m[b])
        Self.mix(&v.1, &v.5, &v.9, &v.13, m[c], m[d])
        Self.mix(&v.2, &v.6, &v.10, &v.14, m[e], m[f])
        Self.mix(&v.3, &v.7, &v.11, &v.15, m[g], m[h])
        Self.mix(&v.0, &v.5, &v.10, &v.15, m[i], m[j])
        Self.mix(&v.1, &v.6, &v.11, &v.12, m[k], m[l])
        Self.mix(&v.2, &v.7, &v.8, &v.13, m[n], m[o])
        Self.mix(&v.3, &v.4, &v.9, &v.14, m[p], m[q])
    }

    @inline(__always)
    private static func mix(
        _ a: inout UInt64, _ b: inout UInt64, _ c: inout UInt64, _ d: inout UInt64, _ x: UInt64, _ y: UInt64
    ) {
        a = a &+ b &+ x
        d = rotated(d ^ a, 32)
        c = c &+ d
        b = rotated(b ^ c, 24)
        a = a &+ b &+ y
        d = rotated(d ^ a, 16)
        c = c &+ d
        b = rotated(b ^ c, 63)
    }

    @inline(__always)
    private static func rotated(_ word: UInt64, _ amount: UInt64) -> UInt64 {
        word &>> amount | word &<< (64 &- amount)
    }
}
