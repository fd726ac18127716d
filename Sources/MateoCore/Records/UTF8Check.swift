/// Checks that bytes are UTF-8 as Unicode defines it: no overlong forms, no surrogates, nothing above U+10FFFF.
/// Sequences may be split between calls.
public struct UTF8Check {
    /// The number of missing bytes of a sequence, and the range of the next byte.
    private var missing: UInt8 = 0
    private var low: UInt8 = 0x80
    private var high: UInt8 = 0xBF
    /// The start of the incomplete sequence.
    private var start: Int64 = 0
    /// The first byte of that sequence.
    private(set) var lead: UInt8 = 0

    /// Whether a sequence is incomplete.
    var isInside: Bool { missing > 0 }

    /// The start of the incomplete or invalid sequence, counted in bytes from 0.
    var sequenceStart: Int64 { start }

    /// Takes the next byte, which is at `offset`. Returns false if it is invalid; `sequenceStart` is then its place.
    mutating func take(_ byte: UInt8, at offset: Int64) -> Bool {
        if missing > 0 {
            guard byte >= low && byte <= high else { return false }
            missing -= 1
            low = 0x80
            high = 0xBF
            return true
        }
        if byte < 0x80 { return true }
        start = offset
        lead = byte
        switch byte {
        case 0xC2...0xDF: missing = 1
        case 0xE0: (missing, low) = (2, 0xA0)
        case 0xED: (missing, high) = (2, 0x9F)
        case 0xE1...0xEF: missing = 2
        case 0xF0: (missing, low) = (3, 0x90)
        case 0xF1...0xF3: missing = 3
        case 0xF4: (missing, high) = (3, 0x8F)
        default: return false
        }
        return true
    }

    /// Checks `bytes` as one text. Returns nil if they are valid UTF-8, otherwise the place of the first fault.
    public static func firstFault(in bytes: Span<UInt8>) -> Int? {
        bytes.withUnsafeBytes { bytes in
            var check = UTF8Check()
            var index = 0
            while index < bytes.count {
                if !check.isInside && index &+ 8 <= bytes.count
                    && bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080
                        == 0
                {
                    index &+= 8
                    continue
                }
                if !check.take(bytes[index], at: Int64(index)) { return Int(check.start) }
                index &+= 1
            }
            return check.isInside ? Int(check.start) : nil
        }
    }
}
