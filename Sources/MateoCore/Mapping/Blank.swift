/// Blanks and invisible characters at the ends of texts.
enum Blank {
    /// Returns the length in bytes of a blank or an invisible character at an index; 0 for anything else.
    ///
    /// Beside ASCII these are the no-break spaces U+00A0, U+202F and U+FEFF, the soft hyphen U+00AD, the spaces and
    /// marks U+2000 to U+200F, the marks of direction U+202A to U+202E, and the word joiner U+2060.
    static func length(_ text: Span<UInt8>, at index: Int) -> Int {
        let byte = text[index]
        if byte <= 0x20 { return 1 }
        guard byte >= 0xC2, index + 1 < text.count else { return 0 }
        let second = text[index + 1]
        if byte == 0xC2 { return second == 0xA0 || second == 0xAD ? 2 : 0 }
        guard byte == 0xE2 || byte == 0xEF, index + 2 < text.count else { return 0 }
        let third = text[index + 2]
        if byte == 0xEF { return second == 0xBB && third == 0xBF ? 3 : 0 }
        if second == 0x81 { return third == 0xA0 ? 3 : 0 }
        return second == 0x80 && (third <= 0x8F || (third >= 0xAA && third <= 0xAF)) ? 3 : 0
    }

    /// Returns whether a text that begins with a byte may have only blanks. It may be an escape in JSON.
    @inline(__always)
    static func mayBegin(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte & 0xDF == 0xC2 || byte == 0xEF || byte == UInt8(ascii: "\\")
    }

    /// Returns the place of a text without the blanks around it.
    @inline(never)
    static func trim(_ text: Span<UInt8>) -> Range<Int> {
        var start = 0
        var end = text.count
        // From the exclamation mark up to 7F.
        if end > 0, text[0] &- 0x21 < 0x5F, text[end - 1] &- 0x21 < 0x5F { return 0..<end }
        while start < end {
            let length = length(text, at: start)
            if length == 0 { break }
            start += length
        }
        while end > start {
            if text[end - 1] <= 0x20 {
                end -= 1
            } else if end - start >= 2, text[end - 2] == 0xC2, length(text, at: end - 2) == 2 {
                end -= 2
            } else if end - start >= 3, text[end - 3] >= 0xE2, length(text, at: end - 3) == 3 {
                end -= 3
            } else {
                break
            }
        }
        return start..<max(start, end)
    }

    /// Returns whether a text contains an invisible or a control character. An ordinary space does not count.
    @inline(never)
    static func hides(in text: Span<UInt8>) -> Bool {
        for index in text.indices where text[index] != 0x20 && length(text, at: index) > 0 { return true }
        return false
    }
}

extension Span where Element == UInt8 {
    /// Returns whether the bytes are the same, apart from the case of ASCII letters.
    @inline(never)
    func equalsIgnoringCase(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in indices where Self.lowercased(self[index]) != Self.lowercased(other[index]) { return false }
        return true
    }

    /// Returns whether these are the bytes of the text, apart from the case of ASCII letters.
    func equalsIgnoringCase(_ text: StaticString) -> Bool {
        equalsIgnoringCase(text.bytes)
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }
}

extension StaticString {
    /// The text in UTF-8.
    var bytes: Span<UInt8> {
        @_lifetime(immortal)
        get {
            let span = unsafe Span(_unsafeStart: utf8Start, count: utf8CodeUnitCount)
            return unsafe _overrideLifetime(span, copying: ())
        }
    }
}
