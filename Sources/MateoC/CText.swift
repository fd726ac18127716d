import MateoCore

/// A text for C that lives as long as this object: valid UTF-8 with no NUL but at its end, whatever it is made of.
final class CText {
    let pointer: UnsafeMutablePointer<CChar>

    init(_ bytes: [UInt8]) {
        let text = Self.hasFault(bytes) ? Self.repaired(bytes) : bytes
        pointer = .allocate(capacity: text.count + 1)
        text.withUnsafeBytes { text in
            UnsafeMutableRawPointer(pointer).copyMemory(
                from: text.baseAddress ?? UnsafeRawPointer(pointer), byteCount: text.count)
        }
        pointer[text.count] = 0
    }

    private static func hasFault(_ bytes: [UInt8]) -> Bool {
        UTF8Check.firstFault(in: bytes.span) != nil || bytes.contains(0)
    }

    /// The text with U+FFFD for what is no character.
    @inline(never)
    private static func repaired(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        for byte in String(decoding: bytes, as: UTF8.self).utf8 {
            if byte == 0 { text += [0xEF, 0xBF, 0xBD] } else { text.append(byte) }
        }
        return text
    }

    convenience init(_ text: String) {
        self.init(Array(text.utf8))
    }

    deinit {
        pointer.deallocate()
    }
}

/// A text as C sees it, or an empty one.
func characters(of text: CText?) -> UnsafePointer<CChar> {
    text.map { UnsafePointer($0.pointer) } ?? characters(of: "")
}

/// A text that lives as long as the library, as C sees it.
func characters(of text: StaticString) -> UnsafePointer<CChar> {
    UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
}
