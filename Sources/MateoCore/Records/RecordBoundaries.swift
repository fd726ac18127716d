/// Finds the boundaries of records in a payload in the form of `BatchBuilder.bytes`: JSON objects with a comma between
/// two of them and nothing else. So a payload can be divided without rewriting it.
///
/// It follows strings, escapes and brackets, and does not validate other JSON. It is safe with any bytes.
public enum RecordBoundaries {
    /// Returns the number of records in the payload, or nil if it is malformed. An empty payload has none.
    public static func count(in payload: Span<UInt8>) -> Int? {
        var (records, start) = (0, 0)
        while start < payload.count {
            guard let end = end(ofRecordAt: start, in: payload) else { return nil }
            records += 1
            if end == payload.count { break }
            // A comma at the end is malformed.
            guard let next = next(behind: end, in: payload) else { return nil }
            start = next
        }
        return records
    }

    /// Returns the offset in bytes at which a record begins. Returns nil if there are fewer records, or if the payload
    /// is malformed up to there. The comma before the record is at the offset minus 1.
    ///
    /// - Parameter number: the record's number, counted from 0.
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

    /// Returns the places of the records, up to the first malformed one.
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

    /// Returns the start of the next record if the current one ends at `end`.
    private static func next(behind end: Int, in payload: Span<UInt8>) -> Int? {
        guard payload.count - end >= 2, payload[end] == UInt8(ascii: ","),
            payload[end + 1] == UInt8(ascii: "{")
        else { return nil }
        return end + 1
    }

    /// Returns the offset behind the record's last bracket.
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

    /// Returns the offset behind the string's closing quote.
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
