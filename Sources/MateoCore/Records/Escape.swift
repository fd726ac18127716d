/// Writes bytes that a JSON string must escape.
enum Escape {
    /// The most bytes that one byte can become.
    static let longest = 6

    /// Returns whether a byte must be escaped in a string.
    @inline(__always)
    static func isNeeded(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    /// Writes the escape for `byte`. There must be room for `longest` bytes.
    ///
    /// - Returns: the number of bytes written.
    @inline(never)
    static func write(_ byte: UInt8, to output: UnsafeMutablePointer<UInt8>) -> Int {
        output[0] = UInt8(ascii: "\\")
        let short: UInt8
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): short = byte
        case 0x08: short = UInt8(ascii: "b")
        case 0x09: short = UInt8(ascii: "t")
        case 0x0A: short = UInt8(ascii: "n")
        case 0x0C: short = UInt8(ascii: "f")
        case 0x0D: short = UInt8(ascii: "r")
        default:
            output[1] = UInt8(ascii: "u")
            output[2] = UInt8(ascii: "0")
            output[3] = UInt8(ascii: "0")
            output[4] = Hexadecimal.digit(byte >> 4)
            output[5] = Hexadecimal.digit(byte & 15)
            return 6
        }
        output[1] = short
        return 2
    }
}

extension Buffer where Element == UInt8 {
    /// Appends a text as the inside of a JSON string.
    mutating func appendEscaped(_ text: Span<UInt8>) throws(MateoError) {
        try text.withUnsafeBufferPointer { (bytes) throws(MateoError) in
            guard let source = bytes.baseAddress else { return }
            var index = 0
            while index < bytes.count {
                try reserve(bytes.count &- index &+ 16)
                let length = copyPlain(from: source + index, to: base + count, count: bytes.count &- index)
                count &+= length
                index &+= length
                guard index < bytes.count else { return }
                let byte = source[index]
                if byte >= 0x80 {
                    base[count] = byte
                    count &+= 1
                } else {
                    count &+= Escape.write(byte, to: base + count)
                }
                index &+= 1
            }
        }
    }
}

extension [UInt8] {
    /// Appends a text as a JSON string, with its quotes.
    mutating func appendQuoted(_ text: String) {
        append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if Escape.isNeeded(byte) {
                appendEscape(of: byte)
            } else {
                append(byte)
            }
        }
        append(UInt8(ascii: "\""))
    }

    private mutating func appendEscape(of byte: UInt8) {
        self += Array(unsafeUninitializedCapacity: Escape.longest) { room, count in
            // Nil only for a capacity of 0.
            if let start = room.baseAddress { count = Escape.write(byte, to: start) }
        }
    }
}
