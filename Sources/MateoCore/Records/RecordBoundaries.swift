/// Finds where records begin in a payload: JSON objects with a comma between two of them and nothing else, as
/// `BatchBuilder.bytes` has them. With it, a payload can be divided without writing it anew.
///
/// It follows strings, escapes and brackets, and checks no more of the JSON. It is safe with any bytes.
public enum RecordBoundaries {
    /// Returns how many records the payload has; nil if it is malformed. An empty payload has none.
    public static func count(in payload: Span<UInt8>) -> Int? {
        var (records, start) = (0, 0)
        while start < payload.count {
            guard let end = end(ofRecordAt: start, in: payload) else { return nil }
            records += 1
            if end == payload.count { break }
            // A comma that nothing follows is malformed.
            guard let next = next(behind: end, in: payload) else { return nil }
            start = next
        }
        return records
    }

    /// Returns the offset in bytes at which a record begins; nil if there are fewer records, or if the payload is
    /// malformed up to there. The comma before the record is at the offset minus 1.
    ///
    /// - Parameter number: which record, counted from 0.
    public static func offset(ofRecord number: Int, in payload: Span<UInt8>) -> Int? {
        guard number >= 0, payload.count > 0, payload[0] == UInt8(ascii: "{") else { return nil }
        var start = 0
        for _ in 0..<number {
            guard let end = end(ofRecordAt: start, in: payload), let next = next(behind: end, in: payload)
            else { return nil }
            start = next
        }
        return start
    }

    /// Returns where the records stand, up to the first that is malformed.
    public static func ranges(in payload: Span<UInt8>) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        while start < payload.count, let end = end(ofRecordAt: start, in: payload) {
            ranges.append(start..<end)
            guard let next = next(behind: end, in: payload) else { break }
            start = next
        }
        return ranges
    }

    /// Where the next record begins if the one before it ends at `end`.
    private static func next(behind end: Int, in payload: Span<UInt8>) -> Int? {
        guard payload.count - end >= 2, payload[end] == UInt8(ascii: ","),
            payload[end + 1] == UInt8(ascii: "{")
        else { return nil }
        return end + 1
    }

    /// The offset behind the record's last bracket.
    private static func end(ofRecordAt start: Int, in payload: Span<UInt8>) -> Int? {
        guard payload[start] == UInt8(ascii: "{") else { return nil }
        var depth = 0
        // A bit for each open bracket, the innermost lowest: 1 for an object.
        var objects: UInt64 = 0
        var index = start
        while index < payload.count {
            switch payload[index] {
            case UInt8(ascii: "\""):
                guard let end = end(ofStringAt: index, in: payload) else { return nil }
                index = end
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                if depth == JSONMachine.deepest { return nil }
                depth += 1
                objects = objects << 1 | (payload[index] == UInt8(ascii: "{") ? 1 : 0)
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if objects & 1 != (payload[index] == UInt8(ascii: "}") ? 1 : 0) { return nil }
                depth -= 1
                objects >>= 1
                if depth == 0 { return index + 1 }
            default: break
            }
            index += 1
        }
        return nil
    }

    /// The offset behind the string's closing quote.
    private static func end(ofStringAt start: Int, in payload: Span<UInt8>) -> Int? {
        var index = start + 1
        while index < payload.count {
            switch payload[index] {
            case UInt8(ascii: "\""): return index + 1
            case UInt8(ascii: "\\"): index += 2
            default: index += 1
            }
        }
        return nil
    }
}
