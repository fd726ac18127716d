/// The ranges of numbers from outside: from answers, headers, journals, options and clocks.
///
/// An overflow ends the host's process. So each such number is clamped to its range, or refused, where it comes in.
/// Even sums and differences of thousands of such numbers do not overflow.
public enum Bounds {
    /// Records, rows and requests.
    public static var count: ClosedRange<Int64> { 0...1 << 40 }
    /// Rows from 1.
    public static var row: ClosedRange<Int64> { 1...1 << 40 }
    /// The records of one batch.
    public static var batch: ClosedRange<Int64> { 1...1_000_000 }
    /// Places and lengths in the file of records.
    public static var place: ClosedRange<Int64> { 0...1 << 50 }
    /// The quota that one request uses.
    public static var usage: ClosedRange<Int64> { 0...1 << 31 }
    /// Milliseconds since 1970, or since the machine started: some 35,000 years.
    public static var time: ClosedRange<Int64> { -(1 << 50)...1 << 50 }

    /// Parses a count in JSON, which has only digits.
    ///
    /// - Returns: 0 for `null` and for no bytes; nil for anything else, such as negative, fractional or absurd numbers.
    public static func count(_ json: [UInt8]) -> Int64? {
        if json.isEmpty || json.equals("null") { return 0 }
        guard json.count <= 13 else { return nil }
        var value: Int64 = 0
        for byte in json {
            guard byte >= 48, byte <= 57 else { return nil }
            value = value * 10 + Int64(byte - 48)
        }
        return count.contains(value) ? value : nil
    }
}
