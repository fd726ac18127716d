/// What an answer is that cannot be read, as far as its first bytes show it. For messages.
public enum AnswerForm {
    /// Words to stand behind "its answer".
    @inline(never)
    public static func words(for body: [UInt8]) -> StaticString {
        var start = 0
        if body.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
        while start < body.count, body[start] <= 32 { start += 1 }
        guard start < body.count else { return "is empty" }
        if body.starts(with: [0x1F, 0x8B]) || body.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
            return "is compressed and does not say so"
        }
        switch body[start] {
        case UInt8(ascii: "<"): return isXML(body, start) ? "is an XML document" : "is an HTML page"
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            return "is not the JSON that was asked for, or was cut off"
        default: return "is not JSON as it was asked for"
        }
    }

    private static func isXML(_ body: [UInt8], _ start: Int) -> Bool {
        start + 1 < body.count && body[start + 1] == UInt8(ascii: "?")
    }
}
