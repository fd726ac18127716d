/// BLAKE2b (RFC 7693) without a key, over bytes that come in pieces. It names batches and fingerprints keys.
public struct Digest: Sendable {
    private static let blockSize = 128

    private let length: Int
    private var h = DigestRounds.initial
    private var total: UInt64 = 0
    /// The last bytes, which are mixed in when it is known whether more follow.
    private var block = InlineArray<128, UInt8>(repeating: 0)
    private var blockCount = 0

    /// A digest of no bytes yet.
    ///
    /// - Parameter length: how many bytes the result has, 1 to 64; what is out of range is brought into it.
    public init(length: Int) {
        self.length = min(max(length, 1), 64)
        h[0] ^= 0x0101_0000 ^ UInt64(self.length)
    }

    /// Takes the next bytes.
    public mutating func update(_ bytes: Span<UInt8>) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Takes the next bytes.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress, bytes.count > 0 else { return }
        var done = 0
        if blockCount > 0 {
            done = min(Self.blockSize - blockCount, bytes.count)
            fill(start, count: done)
            if done == bytes.count { return }
            compressBlock(isLast: false)
        }
        var state = h
        while bytes.count - done > Self.blockSize {
            total &+= UInt64(Self.blockSize)
            DigestRounds.compress(&state, start + done, total: total, isLast: false)
            done += Self.blockSize
        }
        h = state
        fill(start + done, count: bytes.count - done)
    }

    /// The digest of all bytes so far; more may follow.
    public func finish() -> [UInt8] {
        var last = self
        for index in last.blockCount..<Self.blockSize { last.block[index] = 0 }
        last.compressBlock(isLast: true)
        var result: [UInt8] = []
        result.reserveCapacity(length)
        for index in 0..<length {
            result.append(UInt8(truncatingIfNeeded: last.h[index / 8] >> UInt64(index % 8 * 8)))
        }
        return result
    }

    /// Bytes as hexadecimal digits, in lower case.
    public static func hexadecimal(_ bytes: [UInt8]) -> String {
        var text = ""
        for byte in bytes {
            text.unicodeScalars.append(Unicode.Scalar(Escape.hexadecimal(byte >> 4)))
            text.unicodeScalars.append(Unicode.Scalar(Escape.hexadecimal(byte & 15)))
        }
        return text
    }

    private mutating func fill(_ source: UnsafeRawPointer, count: Int) {
        let free = blockCount
        var bytes = block.mutableSpan
        bytes.withUnsafeMutableBytes { target in
            guard let start = target.baseAddress else { return }
            (start + free).copyMemory(from: source, byteCount: count)
        }
        blockCount += count
    }

    private mutating func compressBlock(isLast: Bool) {
        total &+= UInt64(blockCount)
        blockCount = 0
        let bytes = block
        bytes.span.withUnsafeBytes { words in
            guard let start = words.baseAddress else { return }
            DigestRounds.compress(&h, start, total: total, isLast: isLast)
        }
    }
}
