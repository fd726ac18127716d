import CSystem

/// Decodes JSON escapes that have been checked.
enum Unescape {
    /// Returns the code unit of the four digits at `start`.
    private static func unit(_ text: Span<UInt8>, at start: Int) -> UInt32 {
        var value: UInt32 = 0
        for index in start..<max(start, min(start + 4, text.count)) {
            value = value << 4 | UInt32(Hexadecimal.value(of: text[index]) ?? 0)
        }
        return value
    }

    private static func short(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: byte
        }
    }

    /// Writes the inside of a JSON string with its escapes decoded. Halves of surrogate pairs and NUL become U+FFFD.
    ///
    /// - Parameter output: has room for `text.count` bytes.
    /// - Returns: the number of bytes written.
    @inline(never)
    static func write(_ text: Span<UInt8>, to output: UnsafeMutablePointer<UInt8>) -> Int {
        var index = copyPlain(text, to: output)
        var count = index
        while index < text.count {
            let byte = text[index]
            if byte != UInt8(ascii: "\\") || index + 1 >= text.count {
                output[count] = byte
                count += 1
                index += 1
            } else if text[index + 1] != UInt8(ascii: "u") {
                output[count] = short(text[index + 1])
                count += 1
                index += 2
            } else {
                var value = unit(text, at: index + 2)
                index += 6
                if value & 0xFC00 == 0xD800, let low = lowHalf(text, at: index) {
                    value = 0x10000 + (value & 0x3FF) << 10 + low & 0x3FF
                    index += 6
                }
                count += write(
                    scalar: value & 0xF800 == 0xD800 && value < 0x10000 || value == 0 ? 0xFFFD : value,
                    to: output + count)
            }
        }
        return count
    }

    /// Copies the text before the first escape. Returns its length.
    private static func copyPlain(_ text: Span<UInt8>, to output: UnsafeMutablePointer<UInt8>) -> Int {
        text.withUnsafeBytes { bytes in
            guard let source = bytes.baseAddress else { return 0 }
            let escape = memchr(source, Int32(UInt8(ascii: "\\")), bytes.count)
            let count = escape.map { UnsafeRawPointer($0) - source } ?? bytes.count
            UnsafeMutableRawPointer(output).copyMemory(from: source, byteCount: count)
            return count
        }
    }

    /// Returns the second half of a surrogate pair, if the escape at an index is one.
    private static func lowHalf(_ text: Span<UInt8>, at index: Int) -> UInt32? {
        guard index + 6 <= text.count, text[index] == UInt8(ascii: "\\"), text[index + 1] == UInt8(ascii: "u")
        else { return nil }
        let value = unit(text, at: index + 2)
        return value & 0xFC00 == 0xDC00 ? value : nil
    }

    private static func write(scalar value: UInt32, to output: UnsafeMutablePointer<UInt8>) -> Int {
        func tail(_ shift: UInt32) -> UInt8 { 0x80 | UInt8(truncatingIfNeeded: value >> shift & 0x3F) }
        switch value {
        case ..<0x80:
            output[0] = UInt8(truncatingIfNeeded: value)
            return 1
        case ..<0x800:
            output[0] = 0xC0 | UInt8(truncatingIfNeeded: value >> 6)
            output[1] = tail(0)
            return 2
        case ..<0x10000:
            output[0] = 0xE0 | UInt8(truncatingIfNeeded: value >> 12)
            output[1] = tail(6)
            output[2] = tail(0)
            return 3
        default:
            output[0] = 0xF0 | UInt8(truncatingIfNeeded: value >> 18)
            output[1] = tail(12)
            output[2] = tail(6)
            output[3] = tail(0)
            return 4
        }
    }
}

extension Buffer where Element == UInt8 {
    /// Appends the inside of a JSON string with its escapes decoded. There must be room for `text.count` bytes.
    mutating func putUnescaped(_ text: Span<UInt8>) {
        count += Unescape.write(text, to: base + count)
    }
}
