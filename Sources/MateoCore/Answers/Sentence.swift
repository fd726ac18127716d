/// Prepares the service's texts for messages and lists.
package enum Sentence {
    /// Returns a text on one line. Control characters become blanks, and bytes that are not UTF-8 become U+FFFD.
    @inline(never)
    package static func oneLine(_ text: [UInt8]) -> String {
        String(decoding: text.map { $0 < 32 || $0 == 127 ? 32 : $0 }, as: UTF8.self)
    }

    /// Returns the first characters (code points) of a UTF-8 text.
    @inline(never)
    package static func first(_ characters: Int, of text: [UInt8]) -> [UInt8] {
        var left = characters
        for (index, byte) in text.enumerated() where byte & 0xC0 != 0x80 {
            if left == 0 { return Array(text[..<index]) }
            left -= 1
        }
        return text
    }
}
