import MateoCore

/// A list of failed records in the form of CSV.
enum FailedCSV {
    /// The rows as a JSON array of objects; nil when the text is not CSV with an identifier among its columns.
    static func list(_ text: [UInt8], _ type: RecordType) -> [UInt8]? {
        var reader = CSVReader(type: type)
        var rows = BatchBuilder(limits: BatchLimits(records: .max, bytes: 1 << 30))
        do throws(MateoError) {
            guard try reader.read(text.span, into: &rows) == text.count else { return nil }
            try reader.finish(into: &rows)
        } catch {
            return nil
        }
        var list = [UInt8(ascii: "[")]
        rows.bytes.withUnsafeBufferPointer { list.append(contentsOf: $0) }
        list.append(UInt8(ascii: "]"))
        return list
    }
}
