/// Checks date-times by ISO 8601 with a time zone, as the service takes them.
enum Instant {
    /// Returns the fault of a text without blanks around it: `.time`, `.zone` or `.none`.
    @inline(never)
    static func fault(of text: Span<UInt8>) -> RecordFault {
        guard text.count >= 10 else { return .time }
        var end = min(text.count, 11)
        while end < min(text.count, 19), isDigit(text[end]) || text[end] == UInt8(ascii: ":") { end += 1 }
        // PostgreSQL writes a blank instead of the T.
        let form: StaticString =
            text.count > 10 && text[10] == 0x20 ? "YYYY-MM-DD HH:mm:ss" : "YYYY-MM-DDTHH:mm:ss"
        guard end == 10 || end == 16 || end == 19,
            DateFormat.read(text.extracting(0..<end), form.bytes.extracting(0..<end)) != nil
        else { return .time }
        if end == 19, end < text.count, text[end] == UInt8(ascii: ".") {
            repeat { end += 1 } while end < text.count && isDigit(text[end])
        }
        if end == text.count { return .zone }
        if text[end] == 0x20 { end += 1 }
        guard let (_, length) = Offset.read(text, at: end), end + length == text.count else { return .time }
        return .none
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }
}
