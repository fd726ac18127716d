/// The codes of failed records.
public enum FailureCode {
    /// Whether a code tells of the service and not of the record: connections (class 08 of SQLSTATE), conflicts between
    /// transactions (40), resources (53) and interventions as a timeout (57), and a lock that was not to be had (55P03).
    public static func isTransient(_ code: Span<UInt8>) -> Bool {
        guard code.count == 5 else { return false }
        switch (code[0], code[1]) {
        case (UInt8(ascii: "0"), UInt8(ascii: "8")), (UInt8(ascii: "4"), UInt8(ascii: "0")),
            (UInt8(ascii: "5"), UInt8(ascii: "3")), (UInt8(ascii: "5"), UInt8(ascii: "7")):
            return true
        default: return code.equals("55P03")
        }
    }
}
