/// Lists in a file of failed rows.
extension RecordInspection {
    /// Makes lists of the texts that are JSON arrays in fields that can be lists, as `mateo failures --csv` writes the lists
    /// of records that came from JSON. The record is written in place: it never becomes longer.
    ///
    /// - Parameter count: the length of the record with its brackets.
    /// - Returns: its length then.
    func readLists(_ record: UnsafeMutablePointer<UInt8>, count: Int) throws(MateoError) -> Int {
        var (written, read) = (0, 0)
        var cursor = RecordCursor(record, count: count)
        guard cursor.nextRecord() else { return count }
        var text = Bytes(capacity: 256)
        var spelling = Bytes(capacity: 64)
        while cursor.nextMember() {
            let value = cursor.value
            guard value.count > 2, record[value.lowerBound] == UInt8(ascii: "\""),
                record[value.lowerBound + 1] == UInt8(ascii: "[")
            else { continue }
            let kind = try Field.kind(of: Self.span(record, cursor.name), type, spelling: &spelling)
            guard kind == .phone || kind == .list else { continue }
            text.count = 0
            try text.reserve(value.count)
            text.putUnescaped(Self.span(record, value.lowerBound + 1..<value.upperBound - 1))
            guard let list = JSONValue(text.span.withUnsafeBufferPointer { Array($0) }) else { continue }
            let compact = list.compact
            written = Self.move(read..<value.lowerBound, to: written, record)
            for byte in compact {
                record[written] = byte
                written += 1
            }
            read = value.upperBound
        }
        return Self.move(read..<count, to: written, record)
    }

    /// Moves bytes forward. Returns where they end.
    private static func move(_ range: Range<Int>, to place: Int, _ record: UnsafeMutablePointer<UInt8>) -> Int {
        UnsafeMutableRawPointer(record + place).copyMemory(from: record + range.lowerBound, byteCount: range.count)
        return place + range.count
    }
}
