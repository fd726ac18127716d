import CSystem

/// A list of failed records as CSV.
enum FailedCSV {
    /// Returns the rows as JSON objects with commas between them. Returns nil if the text is not CSV with an identifier
    /// column, or if there is not enough memory.
    static func rows(of text: [UInt8], _ type: RecordType) -> [UInt8]? {
        var reader = CSVReader(type: type)
        var rows = BatchBuilder(limits: BatchLimits(records: .max, bytes: 1 << 30))
        do throws(MateoError) {
            guard try reader.read(text.span, into: &rows) == text.count else { return nil }
            guard try reader.finish(into: &rows) else { return nil }
        } catch {
            return nil
        }
        guard mateo_has_room(rows.bytes.count) else { return nil }
        return rows.bytes.withUnsafeBufferPointer { Array($0) }
    }
}
