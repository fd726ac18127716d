/// A short cell and its value.
struct KnownWord: BitwiseCopyable {
    /// How many there are for a step.
    static let amount = 8
    /// The longest cell.
    private static let longest = 16

    private var length = 0
    private var low: UInt64 = 0
    private var high: UInt64 = 0
    private var valueLength = 0
    private var value = SIMD32<UInt8>()

    init() {}

    /// Returns nil if the cell or the value is too long.
    ///
    /// - Parameters:
    ///   - text: the cell. 16 bytes from its beginning are readable.
    ///   - value: its value in JSON. 32 bytes from its beginning are readable.
    init?(_ text: UnsafePointer<UInt8>, _ count: Int, value: UnsafePointer<UInt8>, _ valueCount: Int) {
        guard count > 0, count <= Self.longest, valueCount <= 32 else { return nil }
        length = count
        (low, high) = Self.key(text, count)
        valueLength = valueCount
        self.value = UnsafeRawPointer(value).loadUnaligned(as: SIMD32<UInt8>.self)
    }

    /// Returns the place of a cell among the known words of its step.
    @inline(__always)
    static func place(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int {
        (Int(text[0]) ^ count) & (amount &- 1)
    }

    @inline(__always)
    func isWord(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        let key = Self.key(text, count)
        return count == length && (key.low ^ low) | (key.high ^ high) == 0
    }

    /// Writes the value. There must be room for 32 bytes.
    @inline(__always)
    func writeValue(to out: UnsafeMutablePointer<UInt8>) -> Int {
        UnsafeMutableRawPointer(out).storeBytes(of: value, as: SIMD32<UInt8>.self)
        return valueLength
    }

    /// Returns the first bytes of a cell, and the next ones.
    @inline(__always)
    private static func key(_ text: UnsafePointer<UInt8>, _ count: Int) -> (low: UInt64, high: UInt64) {
        let raw = UnsafeRawPointer(text)
        return (
            raw.loadUnaligned(as: UInt64.self) & mask(count),
            raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self) & mask(count &- 8)
        )
    }

    /// Returns a mask of the lowest bytes.
    @inline(__always)
    private static func mask(_ bytes: Int) -> UInt64 {
        bytes >= 8 ? .max : (1 &<< UInt64(truncatingIfNeeded: max(bytes, 0) &* 8)) &- 1
    }
}
