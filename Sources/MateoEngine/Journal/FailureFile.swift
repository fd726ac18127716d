public import MateoCore

/// A CSV file of rows that did not succeed, to correct and import again. Each row keeps the form of its file, with
/// additional cells for the reason.
///
/// Rows without a file, or from different files, get a column for each field of their records.
public struct FailureFile: Sendable {
    private let writer: SourceWriter
    /// The names of the columns if the rows do not have the form of a file, otherwise nil.
    private let fields: [[UInt8]]?

    /// Returns the lines before the first row.
    public func head() throws(MateoError) -> [UInt8] {
        try writer.head()
    }

    /// Returns a row; empty if it is unknown which row it was.
    public func row(_ failure: Failure) throws(MateoError) -> [UInt8] {
        var source = failure.source
        if let fields {
            guard let record = JSONValue(failure.input) else { return [] }
            source = Self.row(record, fields)
        }
        guard failure.row > 0, !source.isEmpty else { return [] }
        let note = SourceWriter.Note(
            row: failure.row, line: failure.line, state: failure.state.word, code: failure.code,
            message: Self.message(failure), isRetryable: failure.isRetryable)
        return try writer.row(source, note)
    }

    /// Returns the reason for people, and the service's message if it differs.
    private static func message(_ failure: Failure) -> [UInt8] {
        guard let reason = failure.reason else { return failure.message }
        let words = Array(reason.text.utf8)
        if failure.message.isEmpty || failure.message == words { return words }
        return words + Array(" (the service says: ".utf8) + failure.message + [UInt8(ascii: ")")]
    }

    /// Returns the fields of a record as a row.
    private static func row(_ record: JSONValue, _ fields: [[UInt8]]) -> [UInt8] {
        var row: [UInt8] = []
        for index in fields.indices {
            if index > 0 { row.append(UInt8(ascii: ",")) }
            for member in record.members where member.key == fields[index] {
                appendQuoted(member.value.words, to: &row)
                break
            }
        }
        return row
    }

    private static func appendQuoted(_ cell: [UInt8], to row: inout [UInt8]) {
        let quote = UInt8(ascii: "\"")
        row.append(quote)
        for byte in cell {
            if byte == quote { row.append(quote) }
            row.append(byte)
        }
        row.append(quote)
    }

    fileprivate init(_ form: SourceForm, isForExcel: Bool) {
        writer = SourceWriter(form, isForExcel: isForExcel)
        fields = nil
    }

    fileprivate init(fields: [[UInt8]], isForExcel: Bool) {
        var form = SourceForm()
        for name in fields {
            if !form.head.isEmpty { form.head.append(UInt8(ascii: ",")) }
            Self.appendQuoted(name, to: &form.head)
        }
        form.lineEnd = .crlf
        writer = SourceWriter(form, isForExcel: isForExcel)
        self.fields = fields
    }
}

extension Journal {
    /// Returns the file of an import's rows in some states.
    ///
    /// - Parameter isForExcel: whether Excel must recognize the encoding.
    public func failureFile(
        of importID: Int64, _ states: RowStates, isForExcel: Bool
    ) throws(MateoError) -> FailureFile {
        let forms = try sources(of: importID)
        var isOne = !forms.isEmpty
        for form in forms where form != forms.first { isOne = false }
        if isOne { isOne = try !hasRowsWithoutSource(importID, states) }
        if isOne, let form = forms.first { return FailureFile(form, isForExcel: isForExcel) }
        var fields: [[UInt8]] = []
        var last: Failure?
        while true {
            let page = try failures(of: importID, after: last, limit: 200, states)
            guard !page.isEmpty else { break }
            for failure in page {
                guard let record = JSONValue(failure.input) else { continue }
                for member in record.members where fields.count < Self.mostFields {
                    let name = member.key
                    if !fields.contains(name) { fields.append(name) }
                }
            }
            last = page.last
        }
        return FailureFile(fields: fields, isForExcel: isForExcel)
    }

    /// The most columns.
    private static var mostFields: Int { 2000 }
}
