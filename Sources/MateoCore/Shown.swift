/// Prepares texts for messages.
package enum Shown {
    /// Returns a field name from the calling program in quotes, if it is short and printable ASCII. Otherwise it
    /// returns "a field". It must not be used for names in a file, which may be content of a record.
    static func name(_ name: Span<UInt8>) -> String {
        guard name.count > 0 && name.count <= 64 else { return "a field" }
        var text = "\""
        for index in name.indices {
            let byte = name[index]
            guard (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\"") else { return "a field" }
            text.unicodeScalars.append(Unicode.Scalar(byte))
        }
        return text + "\""
    }

    /// Returns a text on one line. Control characters, line separators and marks that change the writing direction
    /// become escapes such as `\n` and `\u202E`. So a chosen name or path cannot forge lines of a log.
    @inline(never)
    package static func line(_ text: String) -> String {
        // Most texts stay unchanged and need no memory. They may be messages about missing memory.
        guard text.utf8.contains(where: mayNeedEscape) else { return text }
        let bytes = Array(text.utf8)
        var line: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let (code, length) = escaped(bytes, at: index)
            if let code {
                escape(code, to: &line)
            } else {
                line += bytes[index..<index + length]
            }
            index += length
        }
        return String(decoding: line, as: UTF8.self)
    }

    /// Returns whether a byte needs an escape, or may begin a character that does.
    private static func mayNeedEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x7F || byte == 0xC2 || byte == 0xE2
    }

    /// Returns the code to escape at an index of UTF-8, if any, and the number of its bytes.
    private static func escaped(_ bytes: [UInt8], at index: Int) -> (code: UInt16?, length: Int) {
        let byte = bytes[index]
        if byte < 0x20 || byte == 0x7F { return (UInt16(byte), 1) }
        if byte == 0xC2, index + 1 < bytes.count, bytes[index + 1] < 0xA0 {
            return (UInt16(bytes[index + 1]), 2)
        }
        guard byte == 0xE2, index + 2 < bytes.count else { return (nil, 1) }
        let code = 0x2000 | UInt16(bytes[index + 1] & 0x3F) << 6 | UInt16(bytes[index + 2] & 0x3F)
        switch code {
        case 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: return (code, 3)
        default: return (nil, 1)
        }
    }

    private static func escape(_ code: UInt16, to line: inout [UInt8]) {
        line.append(UInt8(ascii: "\\"))
        switch code {
        case 9: line.append(UInt8(ascii: "t"))
        case 10: line.append(UInt8(ascii: "n"))
        case 13: line.append(UInt8(ascii: "r"))
        default:
            line.append(UInt8(ascii: "u"))
            for shift in [12, 8, 4, 0] as [UInt16] {
                line.append(Hexadecimal.digit(UInt8(truncatingIfNeeded: code >> shift & 15)))
            }
        }
    }
}
