/// Texts that identify a job or a batch in addresses. Their bytes need no percent-encoding. They also need no quotes,
/// which the service's filters require around commas, dots and parentheses.
public enum Identifier {
    /// Returns whether an identifier may contain a byte.
    public static func allows(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
