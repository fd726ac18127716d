/// BLAKE2b (RFC 7693) without a key, over bytes that arrive in pieces.
///
/// It is cryptographic, and slower than `ContentDigest`. It has two uses. The fingerprint in a journal does not reveal
/// the API key. And journals of formats 1 and 2 have references and digests that were made with it.
public struct Blake2b: Sendable {
    private static let blockSize = 128
    /// The order in which each of ten rounds reads the words of a block. Rounds 11 and 12 repeat rounds 1 and 2.
    private static let order: StaticString = """
        0123456789abcdefea489fd61c02b753\
        b8c052fdae3671947931dcbe265a40f8\
        905724afe1bc683d2c6a0b834d75fe19\
        c51fed4a0763928bdb7ec13950f4862a\
        6fe9b308c2d714a5a2847615fb9e3cd0
        """

    private let length: Int
    /// The state, which begins with the initial values of SHA-512.
    private var h = initial
    private var total: UInt64 = 0
    /// The last bytes. They are mixed in once it is known whether more follow.
    private var block = InlineArray<128, UInt8>(repeating: 0)
    private var blockCount = 0

    private static let initial = SIMD8<UInt64>(
        0x6a09_e667_f3bc_c908, 0xbb67_ae85_84ca_a73b, 0x3c6e_f372_fe94_f82b, 0xa54f_f53a_5f1d_36f1,
        0x510e_527f_ade6_82d1, 0x9b05_688c_2b3e_6c1f, 0x1f83_d9ab_fb41_bd6b, 0x5be0_cd19_137e_2179)

    /// Creates a digest of no bytes.
    ///
    /// - Parameter length: the number of bytes in the result, 1 to 64. Other values are clamped.
    public init(length: Int) {
        self.length = min(max(length, 1), 64)
        h[0] ^= 0x0101_0000 ^ UInt64(self.length)
    }

    /// Adds the next bytes.
    public mutating func update(_ bytes: Span<UInt8>) {
        for index in bytes.indices {
            if blockCount == Self.blockSize { compress(isLast: false) }
            block[blockCount] = bytes[index]
            blockCount += 1
        }
    }

    /// Returns the digest of all bytes so far. More may follow.
    public func finish() -> [UInt8] {
        var last = self
        for index in last.blockCount..<Self.blockSize { last.block[index] = 0 }
        last.compress(isLast: true)
        var result: [UInt8] = []
        for index in 0..<length {
            result.append(UInt8(truncatingIfNeeded: last.h[index / 8] >> UInt64(index % 8 * 8)))
        }
        return result
    }

    /// Mixes the block into the state.
    @inline(never)
    private mutating func compress(isLast: Bool) {
        total &+= UInt64(blockCount)
        blockCount = 0
        let (low, high) = (h, Self.initial)
        var v = InlineArray<16, UInt64> { $0 < 8 ? low[$0] : high[$0 - 8] }
        v[12] ^= total
        if isLast { v[14] = ~v[14] }
        for round in 0..<12 {
            for step in 0..<8 { mix(&v, round: round, step: step) }
        }
        for index in 0..<8 { h[index] ^= v[index] ^ v[index + 8] }
    }

    /// Mixes a column of the four by four words. From the fifth step on, it mixes a diagonal.
    private func mix(_ v: inout InlineArray<16, UInt64>, round: Int, step: Int) {
        let turn = step / 4
        let (a, b) = (step % 4, 4 + (step + turn) % 4)
        let (c, d) = (8 + (step + 2 * turn) % 4, 12 + (step + 3 * turn) % 4)
        v[a] = v[a] &+ v[b] &+ word(round, 2 * step)
        v[d] = Self.rotated(v[d] ^ v[a], 32)
        v[c] = v[c] &+ v[d]
        v[b] = Self.rotated(v[b] ^ v[c], 24)
        v[a] = v[a] &+ v[b] &+ word(round, 2 * step + 1)
        v[d] = Self.rotated(v[d] ^ v[a], 16)
        v[c] = v[c] &+ v[d]
        v[b] = Self.rotated(v[b] ^ v[c], 63)
    }

    /// Returns the round's next word of the block, lowest byte first.
    private func word(_ round: Int, _ number: Int) -> UInt64 {
        let place = Int(Hexadecimal.value(of: Self.order.utf8Start[round % 10 * 16 + number]) ?? 0)
        var word: UInt64 = 0
        for index in 0..<8 { word |= UInt64(block[place * 8 + index]) << UInt64(index * 8) }
        return word
    }

    private static func rotated(_ word: UInt64, _ amount: UInt64) -> UInt64 {
        word &>> amount | word &<< (64 &- amount)
    }
}
