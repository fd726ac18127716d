/// The codes of failed records.
public enum FailureCode {
    /// Returns whether a code reports a fault of the service, not of the record. These are connections (SQLSTATE class
    /// 08), transaction conflicts (40), resources (53), interventions such as a timeout (57), and a lock that was not
    /// available (55P03).
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
