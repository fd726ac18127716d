/// SipHash-1-3 with 64 bits. Without the key, it is infeasible to construct two texts with the same hash.
struct KeyedHash {
    private let first: UInt64
    private let second: UInt64

    init(key: (UInt64, UInt64)) {
        (first, second) = key
    }

    /// Creates a hash with a secret of 16 bytes. Further bytes are ignored.
    init(secret: Span<UInt8>) {
        var words: (UInt64, UInt64) = (0, 0)
        for index in 0..<min(8, secret.count) { words.0 = words.0 << 8 | UInt64(secret[index]) }
        for index in min(8, secret.count)..<min(16, secret.count) { words.1 = words.1 << 8 | UInt64(secret[index]) }
        self.init(key: words)
    }

    @inline(never)
    func hash(_ bytes: Span<UInt8>) -> UInt64 {
        var state = SIMD4<UInt64>(
            first ^ 0x736F_6D65_7073_6575, second ^ 0x646F_7261_6E64_6F6D, first ^ 0x6C79_6765_6E65_7261,
            second ^ 0x7465_6462_7974_6573)
        var last = UInt64(truncatingIfNeeded: bytes.count) << 56
        bytes.withUnsafeBytes { bytes in
            var index = 0
            while index &+ 8 <= bytes.count {
                Self.take(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)), &state)
                index &+= 8
            }
            for rest in index..<bytes.count { last |= UInt64(bytes[rest]) << UInt64((rest &- index) &* 8) }
        }
        Self.take(last, &state)
        state.z ^= 0xFF
        for _ in 0..<3 { Self.mix(&state) }
        return state.x ^ state.y ^ state.z ^ state.w
    }

    @inline(__always)
    private static func take(_ word: UInt64, _ state: inout SIMD4<UInt64>) {
        state.w ^= word
        mix(&state)
        state.x ^= word
    }

    @inline(__always)
    private static func mix(_ state: inout SIMD4<UInt64>) {
        func turned(_ word: UInt64, _ bits: UInt64) -> UInt64 { word &<< bits | word &>> (64 &- bits) }
        state.x &+= state.y
        state.y = turned(state.y, 13) ^ state.x
        state.x = turned(state.x, 32)
        state.z &+= state.w
        state.w = turned(state.w, 16) ^ state.z
        state.x &+= state.w
        state.w = turned(state.w, 21) ^ state.x
        state.z &+= state.y
        state.y = turned(state.y, 17) ^ state.z
        state.z = turned(state.z, 32)
    }
}
