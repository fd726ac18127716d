/// Reads JSON escapes that have been checked.
enum Unescape {
    /// The code unit of the four digits at `start`.
    fileprivate static func unit(_ text: Span<UInt8>, at start: Int) -> UInt32 {
        var value: UInt32 = 0
        for index in start..<max(start, min(start + 4, text.count)) {
            value = value << 4 | UInt32(Hexadecimal.value(of: text[index]) ?? 0)
        }
        return value
    }

    fileprivate static func short(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: byte
        }
    }
}

extension Buffer where Element == UInt8 {
    /// Appends the inside of a JSON string, its escapes replaced by what they stand for. There must be room for
    /// `text.count` bytes.
    mutating func putUnescaped(_ text: Span<UInt8>) {
        var index = 0
        while index < text.count {
            guard text[index] == UInt8(ascii: "\\") && index + 1 < text.count else {
                put(text[index])
                index += 1
                continue
            }
            if text[index + 1] != UInt8(ascii: "u") {
                put(Unescape.short(text[index + 1]))
                index += 2
                continue
            }
            var value = Unescape.unit(text, at: index + 2)
            index += 6
            if value & 0xFC00 == 0xD800 {
                value = 0x10000 + (value & 0x3FF) << 10 + Unescape.unit(text, at: index + 2) & 0x3FF
                index += 6
            }
            put(scalar: value)
        }
    }

    private mutating func put(scalar value: UInt32) {
        func tail(_ shift: UInt32) -> UInt8 { 0x80 | UInt8(truncatingIfNeeded: value >> shift & 0x3F) }
        switch value {
        case ..<0x80: put(UInt8(truncatingIfNeeded: value))
        case ..<0x800:
            put(0xC0 | UInt8(truncatingIfNeeded: value >> 6))
            put(tail(0))
        case ..<0x10000:
            put(0xE0 | UInt8(truncatingIfNeeded: value >> 12))
            put(tail(6))
            put(tail(0))
        default:
            put(0xF0 | UInt8(truncatingIfNeeded: value >> 18))
            put(tail(12))
            put(tail(6))
            put(tail(0))
        }
    }
}
