/// Writes rows in the form of their file, with additional cells for the state and the reason.
public struct SourceWriter: Sendable {
    /// The additional columns, each with a comma behind it. An import ignores columns with these names.
    private static var columns: StaticString {
        "mateo_row,mateo_line,mateo_state,mateo_code,mateo_message,mateo_retryable,"
    }

    /// The number of additional columns.
    static var columnCount: Int { 6 }

    /// Returns whether a column of a file is one of them.
    static func isColumn(_ name: Span<UInt8>) -> Bool {
        let columns = columns.bytes
        var start = 0
        for index in columns.indices where columns[index] == UInt8(ascii: ",") {
            if name.equals(columns.extracting(start..<index)) { return true }
            start = index + 1
        }
        return false
    }

    /// The state of a row, with the reason.
    public struct Note: Sendable {
        /// The row from 1.
        public var row: Int64
        /// The line of the file on which it begins; 0 if unknown.
        public var line: Int64
        /// The name of the state: `failed`, `held`, `superseded` or `unknown`.
        public var state: StaticString
        /// The code of the reason; empty for none.
        public var code: [UInt8]
        /// The reason as text; empty for none.
        public var message: [UInt8]
        /// Whether the same row may succeed later.
        public var isRetryable: Bool

        /// Creates a note.
        public init(
            row: Int64, line: Int64, state: StaticString, code: [UInt8], message: [UInt8], isRetryable: Bool
        ) {
            self.row = row
            self.line = line
            self.state = state
            self.code = code
            self.message = message
            self.isRetryable = isRetryable
        }
    }

    private let form: SourceForm
    private let hasMark: Bool
    /// The number of delimiters in a row of the file; 0 without a header line.
    private var width = 0

    /// Creates a writer for a file.
    ///
    /// - Parameter isForExcel: whether Excel must recognize the encoding. Unicode then gets a byte order mark.
    public init(_ form: SourceForm, isForExcel: Bool) {
        self.form = form
        let name = form.encoding.span
        let isUnicode = name.count < 3 || name.extracting(0..<3).equalsIgnoringCase("utf")
        hasMark = form.hasMark || isForExcel && isUnicode
        if form.hasHeader {
            let header = Self.withoutLineEnd(form.head)
            width = delimiters(form.hasNotes ? withoutNotes(header) : header).count + (form.hasEdge ? 1 : 0)
        }
    }

    /// Returns the lines before the first row.
    ///
    /// - Throws: `.encoding` if this system's iconv does not have the encoding, `.memory`.
    public func head() throws(MateoError) -> [UInt8] {
        var text: [UInt8] = []
        if hasMark { text.append(contentsOf: [0xEF, 0xBB, 0xBF]) }
        text += Self.withoutLineEnd(form.head)
        if form.hasHeader {
            if form.hasNotes { text = withoutNotes(text) }
            if form.hasEdge { text.append(form.delimiter) }
            text.append(form.delimiter)
            let columns = Self.columns.bytes
            for index in 0..<columns.count - 1 {
                text.append(columns[index] == UInt8(ascii: ",") ? form.delimiter : columns[index])
            }
        }
        if form.hasHeader || !form.head.isEmpty { appendLineEnd(to: &text) }
        return try encoded(text)
    }

    /// Returns a row.
    ///
    /// - Parameter source: the row's text in its file, in UTF-8.
    /// - Throws: the errors of `head`.
    public func row(_ source: [UInt8], _ note: Note) throws(MateoError) -> [UInt8] {
        var text = Self.withoutLineEnd(source)
        if form.hasNotes { text = withoutNotes(text) }
        // The added cells of a row that lacks some stand under their headings, too.
        for _ in 0..<max(width - delimiters(text).count, 0) { text.append(form.delimiter) }
        append(Array(note.row.description.utf8), to: &text)
        append(note.line > 0 ? Array(note.line.description.utf8) : [], to: &text)
        append(note.state.bytes.withUnsafeBufferPointer { Array($0) }, to: &text)
        append(note.code, to: &text)
        append(note.message, to: &text)
        let isRetryable: StaticString = note.isRetryable ? "true" : "false"
        append(isRetryable.bytes.withUnsafeBufferPointer { Array($0) }, to: &text)
        appendLineEnd(to: &text)
        return try encoded(text)
    }

    /// Adds a cell behind a delimiter, on one line, and in a form that no program treats as a formula.
    private func append(_ cell: [UInt8], to text: inout [UInt8]) {
        text.append(form.delimiter)
        guard let first = cell.first else { return }
        let hasQuote = form.quote != CSVMachine.noQuote
        var isQuoted = false
        for byte in cell where byte == form.delimiter || byte == form.quote || byte < 0x20 { isQuoted = hasQuote }
        if isQuoted { text.append(form.quote) }
        switch first {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), UInt8(ascii: "\t"),
            UInt8(ascii: "\r"):
            text.append(UInt8(ascii: "'"))
            if isQuoted && form.quote == UInt8(ascii: "'") { text.append(form.quote) }
        default: break
        }
        for byte in cell {
            if byte < 0x20 || (!hasQuote && byte == form.delimiter) {
                text.append(UInt8(ascii: " "))
                continue
            }
            if byte == form.quote && isQuoted || form.hasEscapes && byte == UInt8(ascii: "\\") { text.append(byte) }
            text.append(byte)
        }
        if isQuoted { text.append(form.quote) }
    }

    /// Returns a line without the cells that an earlier list of failed rows added.
    private func withoutNotes(_ line: [UInt8]) -> [UInt8] {
        let delimiters = delimiters(line)
        let first = delimiters.count - Self.columnCount
        return first >= 0 ? Array(line[..<delimiters[first]]) : line
    }

    /// Returns where the delimiters of the last line stand. A row is one line, and a header line may have others above it.
    private func delimiters(_ text: [UInt8]) -> [Int] {
        var delimiters: [Int] = []
        var (isQuoted, isStart, isEscaped) = (false, true, false)
        for (index, byte) in text.enumerated() {
            if isEscaped {
                isEscaped = false
            } else if form.hasEscapes && byte == UInt8(ascii: "\\") {
                (isEscaped, isStart) = (true, false)
            } else if byte == form.quote && (isQuoted || isStart) {
                // A doubled quote inside quotes closes and opens them again.
                isQuoted.toggle()
                isStart = !isQuoted
            } else if byte == form.delimiter && !isQuoted {
                delimiters.append(index)
                isStart = true
            } else if (byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")) && !isQuoted {
                delimiters.removeAll()
                isStart = true
            } else if byte != UInt8(ascii: " ") && byte != UInt8(ascii: "\t") {
                isStart = false
            }
        }
        return delimiters
    }

    private func appendLineEnd(to text: inout [UInt8]) {
        if form.lineEnd != .lf { text.append(UInt8(ascii: "\r")) }
        if form.lineEnd != .cr { text.append(UInt8(ascii: "\n")) }
    }

    private static func withoutLineEnd(_ text: [UInt8]) -> [UInt8] {
        var text = text
        if text.last == UInt8(ascii: "\n") { text.removeLast() }
        if text.last == UInt8(ascii: "\r") { text.removeLast() }
        return text
    }

    private func encoded(_ text: [UInt8]) throws(MateoError) -> [UInt8] {
        if form.encoding.isEmpty { return text }
        guard let encoder = Encoder.open(form.encoding) else {
            throw MateoError(.encoding, "this system's iconv does not have the encoding of the file")
        }
        return try encoder.encode(text)
    }
}
