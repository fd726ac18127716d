/// Texts that name a job or a batch in addresses. They consist of bytes that need neither percent-encoding nor the quotes
/// that the service's filters want around commas, dots and parentheses.
public enum Identifier {
    /// Whether a byte can stand in one.
    public static func allows(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
