/// Describes an unreadable answer by its first bytes, for messages.
public enum AnswerForm {
    /// Returns the text that follows "its answer".
    @inline(never)
    public static func words(for body: [UInt8]) -> StaticString {
        // A UTF-8 byte order mark has three bytes.
        var start = begins(body, 0xEF, 0xBB) ? min(3, body.count) : 0
        while start < body.count, body[start] <= 32 { start += 1 }
        guard start < body.count else { return "is empty" }
        // gzip and zstd.
        if begins(body, 0x1F, 0x8B) || begins(body, 0x28, 0xB5) {
            return "is compressed, but the headers do not say so"
        }
        switch body[start] {
        case UInt8(ascii: "<"): return isXML(body, start) ? "is an XML document" : "is an HTML page"
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            return "is not the requested JSON, or is cut off"
        default: return "is not the requested JSON"
        }
    }

    private static func begins(_ body: [UInt8], _ first: UInt8, _ second: UInt8) -> Bool {
        body.count >= 2 && body[0] == first && body[1] == second
    }

    private static func isXML(_ body: [UInt8], _ start: Int) -> Bool {
        start + 1 < body.count && body[start + 1] == UInt8(ascii: "?")
    }
}
