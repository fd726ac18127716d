/// Builds one record field by field.
///
/// All texts are UTF-8 without NUL bytes. A call that fails leaves the record unchanged.
///
/// Errors of the setters: `.encoding` (not UTF-8, a NUL byte), `.record` (an empty name, a field that is already set),
/// `.limit` (a name above 255 bytes, more than 2,000 fields, a record larger than a batch may be), `.argument` (a
/// number that JSON cannot represent), `.memory`.
public struct RecordBuilder: ~Copyable {
    /// The fields, each with a comma before it.
    private var output = Bytes(capacity: 1024)
    private var names = KeySet()
    /// The name of the list that is open at the end of the output.
    private var listName = Bytes(capacity: 64)
    private var isListOpen = false

    /// The most bytes of the record.
    private let largest: Int

    /// Creates a record without fields.
    ///
    /// - Parameter limits: the limits of the batches to which it will be added. A text that is larger than a batch may
    ///   be is refused before it is copied.
    public init(limits: BatchLimits = BatchLimits()) {
        // The properties of `limits` are variables with any value.
        largest = BatchLimits(records: limits.records, bytes: limits.bytes).bytes
    }

    /// Whether no field has been set.
    public var isEmpty: Bool { output.count == 0 }

    /// Sets a field to a text.
    public mutating func setText(_ name: Span<UInt8>, _ value: Span<UInt8>) throws(MateoError) {
        try check(value, of: name)
        try setField(name) { output throws(MateoError) in
            try output.append(UInt8(ascii: "\""))
            try output.appendEscaped(value)
            try output.append(UInt8(ascii: "\""))
        }
    }

    /// Sets a field to a number. It is written with the fewest digits that parse to the same number, whole numbers
    /// without a fraction. NaN and infinities are an `.argument` error.
    public mutating func setNumber(_ name: Span<UInt8>, _ value: Double) throws(MateoError) {
        let digits = try Self.digits(of: value, name)
        try setField(name) { output throws(MateoError) in try output.append(digits.span) }
    }

    private static func digits(of value: Double, _ name: Span<UInt8>) throws(MateoError) -> [UInt8] {
        guard value.isFinite else {
            throw MateoError(
                .argument, "\(Shown.name(name)) is NaN or infinite, which JSON does not allow")
        }
        let digits = Array(value.description.utf8)
        let isWhole = Array(digits.suffix(2)).equals(".0")
        return Array(digits.dropLast(isWhole ? 2 : 0))
    }

    /// Sets a field to a whole number.
    public mutating func setInteger(_ name: Span<UInt8>, _ value: Int64) throws(MateoError) {
        try setField(name) { output throws(MateoError) in
            for byte in value.description.utf8 { try output.append(byte) }
        }
    }

    /// Sets a field to true or false.
    public mutating func setBoolean(_ name: Span<UInt8>, _ value: Bool) throws(MateoError) {
        try setField(name) { output throws(MateoError) in
            try output.append(value ? "true" : "false")
        }
    }

    /// Sets a field to null, which asks the service to erase it.
    public mutating func setNull(_ name: Span<UInt8>) throws(MateoError) {
        try setField(name) { output throws(MateoError) in try output.append("null") }
    }

    /// Sets a field to an empty list of texts, for `appendToList`.
    public mutating func setList(_ name: Span<UInt8>) throws(MateoError) {
        try setList(name) { output throws(MateoError) in try output.append("[]") }
    }

    /// Sets a field to any JSON value: an object, a list, a number as it is written.
    ///
    /// - Throws: also `.json` if it is not a JSON value.
    public mutating func setJSON(_ name: Span<UInt8>, _ value: Span<UInt8>) throws(MateoError) {
        try check(value, of: name)
        guard let found = JSONValue(value.withUnsafeBufferPointer { Array($0) }) else {
            throw MateoError(
                .json, "the value of \(Shown.name(name)) is not JSON: give one value, with nothing after it")
        }
        let compact = found.compact
        try setField(name) { output throws(MateoError) in try output.append(compact.span) }
    }

    /// Appends a whole number to a list, like `appendToList` with a text.
    public mutating func appendToList(_ name: Span<UInt8>, integer value: Int64) throws(MateoError) {
        try append(to: name, Array(value.description.utf8))
    }

    /// Appends a number to a list, like `appendToList` with a text. It is written as by `setNumber`.
    public mutating func appendToList(_ name: Span<UInt8>, number value: Double) throws(MateoError) {
        try append(to: name, Self.digits(of: value, name))
    }

    /// Appends a text to a list: to the last one if it has this name, otherwise to a new one.
    public mutating func appendToList(_ name: Span<UInt8>, _ value: Span<UInt8>) throws(MateoError) {
        try check(value, of: name)
        var item = Bytes(capacity: 64)
        try item.append("\"")
        try item.appendEscaped(value)
        try item.append("\"")
        try append(to: name, item.span.withUnsafeBufferPointer { Array($0) })
    }

    /// Appends a value as JSON to a list.
    private mutating func append(to name: Span<UInt8>, _ item: [UInt8]) throws(MateoError) {
        if !isListOpen || !listName.span.equals(name) { try setList(name) }
        let length = output.count
        let isFirst = output.base[length - 2] == UInt8(ascii: "[")
        output.count -= 1
        do throws(MateoError) {
            if !isFirst { try output.append(UInt8(ascii: ",")) }
            try output.append(item.span)
            try output.append(UInt8(ascii: "]"))
        } catch {
            output.base[length - 1] = UInt8(ascii: "]")
            output.count = length
            throw error
        }
    }

    /// Removes all fields.
    public mutating func removeAll() {
        output.count = 0
        names.removeAll()
        isListOpen = false
    }

    /// Adds the record to a batch. The record keeps its fields until `removeAll`.
    ///
    /// If it does not fit, the batch is full afterwards, and the record is the first of the next batch.
    ///
    /// Blanks and invisible characters around identifiers and consent are cut. Such a value is left out if it is blank
    /// or means "no value", such as NULL or #N/A.
    ///
    /// - Throws: `.record` (no value in any identifying field, an invalid e-mail address, an identifier with an
    ///   invisible character in it, an unknown consent; the message names the field), `.limit` (larger than a batch may
    ///   be), `.memory`, `.state` (the batch is full and must be taken first). The batch is then unchanged.
    public func add(to batch: inout BatchBuilder, type: RecordType) throws(MateoError) {
        let row = batch.totalRecords + 1
        if batch.isFull || batch.output.count != batch.wholeEnd {
            throw MateoError(.state, "the batch is full, or another record is not ended", row: row)
        }
        try batch.output.reserve(output.count + 96)
        try batch.output.append(output.span)
        try batch.output.append("},")
        batch.output.base[batch.wholeEnd] = UInt8(ascii: "{")
        do throws(MateoError) {
            try inspect(&batch, type, row: row)
        } catch {
            batch.rollBackRecord()
            throw error
        }
        guard batch.commitRecord() else {
            batch.rollBackRecord()
            throw MateoError(
                .limit,
                "row \(row): the record is larger than a batch may be (\(batch.limits.bytes) bytes)", row: row
            )
        }
    }

    /// Checks the record that was written behind a batch, and cuts the blanks around its identifiers.
    private func inspect(_ batch: inout BatchBuilder, _ type: RecordType, row: Int64) throws(MateoError) {
        let record = batch.output.base + batch.wholeEnd
        let written = batch.output.count - batch.wholeEnd - 1
        if CleanText.isSure(record: record, count: written, type) { return }
        var inspection = RecordInspection(type: type)
        let length = try inspection.inspect(record, count: written)
        guard inspection.fault == .none else {
            throw MateoError(.record, "row \(row): \(inspection.reason("field"))", row: row)
        }
        record[length] = UInt8(ascii: ",")
        batch.output.count = batch.wholeEnd + length + 1
    }

    private mutating func setList(
        _ name: Span<UInt8>, _ write: (inout Bytes) throws(MateoError) -> Void
    ) throws(MateoError) {
        try listName.reserve(CSVHeader.longestName)
        try setField(name, write)
        listName.count = 0
        try listName.append(name)
        isListOpen = true
    }

    /// Writes a complete field, or nothing.
    private mutating func setField(
        _ name: Span<UInt8>, _ write: (inout Bytes) throws(MateoError) -> Void
    ) throws(MateoError) {
        if name.count == 0 { throw MateoError(.record, "a field has no name") }
        if name.count > CSVHeader.longestName {
            throw MateoError(.limit, "a field name is longer than \(CSVHeader.longestName) bytes")
        }
        try check(name, of: name)
        if names.isFull {
            throw MateoError(.limit, "the record has more than \(KeySet.capacity) fields")
        }
        try names.reserve(keys: 1, bytes: name.count)
        guard names.insert(name, scope: 0) else {
            throw MateoError(.record, "\(Shown.name(name)) is already set")
        }
        let length = output.count
        do throws(MateoError) {
            try output.append(",\"")
            try output.appendEscaped(name)
            try output.append("\":")
            try write(&output)
        } catch {
            output.count = length
            names.removeLast()
            throw error
        }
        isListOpen = false
    }

    private func check(_ text: Span<UInt8>, of name: Span<UInt8>) throws(MateoError) {
        if text.count > largest - min(output.count, largest) {
            throw MateoError(
                .limit,
                "the text of \(Shown.name(name)) makes the record larger than a batch may be "
                    + "(\(largest) bytes)")
        }
        if let fault = UTF8Check.firstFault(in: text) {
            throw MateoError(
                .encoding, "the text of \(Shown.name(name)) is not UTF-8 (byte offset \(fault))")
        }
        for index in text.indices where text[index] == 0 {
            throw MateoError(
                .encoding, "the text of \(Shown.name(name)) holds a NUL byte (byte offset \(index))")
        }
    }
}
