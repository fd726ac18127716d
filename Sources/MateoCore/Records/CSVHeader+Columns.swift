extension CSVHeader {
    /// How headings are used.
    struct Naming {
        let type: RecordType
        let headings: Headings
        let mapping: Mapping?

        /// Whether to leave out columns without a name, or with an unusable one.
        var leavesOut: Bool { headings == .cells && mapping?.isOnlyMapped == true }
    }

    /// Returns the columns of the header line, or the given ones.
    ///
    /// Columns without a heading at the beginning or at the end stay nameless if they are empty in the rows.
    func columns(_ naming: Naming, given: [[UInt8]], delimiter: UInt8) throws(MateoError) -> CSVColumns {
        let wanted = wanted(delimiter, given.count)
        let rows = rows(delimiter, wanted)
        let hasRows = rows.count > 0
        var columns = CSVColumns()
        var names = KeySet()
        var impossible: [Int] = []
        if !hasNoHeader { try checkForm() }
        if hasNoHeader {
            let notes = noteColumns(delimiter, given.count)
            let edges = edges(rows, notes, delimiter, wanted)
            if edges.hasLeading { try appendNameless(to: &columns, naming) }
            for name in given {
                try append(name.span.extracting(Blank.trim(name.span)), to: &columns, naming, &names, &impossible)
            }
            if edges.hasTrailing { try appendNameless(to: &columns, naming) }
            for _ in 0..<notes { try appendNote(to: &columns, naming) }
        } else {
            try checkText()
            try readNames(into: &columns, naming, delimiter, &names, &impossible)
            columns.hasEdge = hasRows && rows.hasTrailing
            if columns.hasEdge { try appendNameless(to: &columns, naming) }
        }
        if let first = impossible.first {
            let heading = naming.type == .contacts ? cell(first - 1, delimiter) : []
            throw Field.impossible(impossible, heading, line, advice(delimiter)).with(excerpt: split(delimiter))
        }
        if !columns.hasIdentifier { throw noIdentifier(naming.type, delimiter) }
        return columns
    }

    /// Returns whether rows have an empty column before the given ones, and behind them.
    private func edges(
        _ rows: Rows, _ notes: Int, _ delimiter: UInt8, _ wanted: Int
    ) -> (hasLeading: Bool, hasTrailing: Bool) {
        guard rows.count > 0 else { return (false, false) }
        guard notes > 0 else {
            return (rows.hasLeading || rows.hasBoth, !rows.hasLeading && (rows.hasTrailing || rows.hasBoth))
        }
        // The columns of the list are behind such a column.
        let line = cut(at: 0, delimiter)
        let extra = line.delimiters - wanted
        let hasLeading = extra > 0 && line.isLeading
        return (hasLeading, extra > (hasLeading ? 1 : 0))
    }

    private func noIdentifier(_ type: RecordType, _ delimiter: UInt8) -> MateoError {
        if hasNoHeader {
            return MateoError(
                .csv,
                "no column in the list of columns identifies a record; one of these is required: \(type.identifierList)"
            )
        }
        return MateoError(
            .csv,
            Field.place(line, advice(delimiter))
                + "no column of the header identifies a record; one of these is required: \(type.identifierList). Map a column to external_id in the mapping"
        ).with(excerpt: split(delimiter))
    }

    /// Returns what may be wrong with the whole header line, or an empty text if it looks correct.
    func advice(_ delimiter: UInt8) -> Text {
        if hasNoHeader { return "" }
        if filledCells(delimiter) == 1 {
            return
                "line \(line) has text in one cell only. If it is a title, set \"skip_lines\" to \(line) in the mapping. If another character separates the cells, set \"delimiter\" to it in the mapping"
        }
        var isStart = true
        for index in 0..<end {
            let byte = text.span[index]
            if byte == UInt8(ascii: "@") || (isStart && byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")) {
                return
                    "line \(line) looks like a row. If the file has no header line, set \"columns\" to their names in the mapping"
            }
            isStart = byte == delimiter || (isStart && (byte == quote || Self.isBlank(byte)))
        }
        return ""
    }

    /// Returns the cells of the header line as one text, for people.
    func split(_ delimiter: UInt8) -> [UInt8] {
        if hasNoHeader { return [] }
        var list: [UInt8] = []
        for column in 0...cut(at: 0, delimiter).delimiters where list.count < 300 {
            if column > 0 {
                list.append(0x20)
                list.append(UInt8(ascii: "|"))
                list.append(0x20)
            }
            list += cell(column, delimiter)
        }
        return list
    }

    /// Returns a cell of the header line without blanks around it, or no bytes if it cannot be read.
    private func cell(_ column: Int, _ delimiter: UInt8) -> [UInt8] {
        var name = Bytes(capacity: 256)
        var index = -1
        do throws(MateoError) {
            for number in 0...max(column, 0) where index < end {
                index = try readCell(at: index + 1, delimiter: delimiter, into: &name, number: number + 1)
            }
        } catch { return [] }
        return name.span.extracting(Blank.trim(name.span)).withUnsafeBufferPointer { Array($0) }
    }

    private func checkText() throws(MateoError) {
        let line = text.span.extracting(0..<end)
        if let fault = UTF8Check.firstFault(in: line) {
            throw MateoError(
                .encoding,
                "line \(self.line): the header is not UTF-8 (byte offset \(fault)). \(Encoding.advice(line[fault]))"
            )
        }
        for index in line.indices where line[index] == 0 {
            throw MateoError(
                .encoding,
                "line \(self.line): the header holds a NUL byte (byte offset \(index)). If the file is UTF-16, set \"encoding\" to \"utf-16\" in the mapping"
            )
        }
    }

    /// Refuses JSON, and text whose byte order mark was decoded.
    private func checkForm() throws(MateoError) {
        let line = text.span.extracting(0..<end)
        // The mark of UTF-8, read as Windows-1252.
        if line.count >= 6, line.extracting(0..<6).equals("\u{EF}\u{BB}\u{BF}") {
            throw MateoError(
                .encoding,
                "line \(self.line): the file begins with the byte order mark of UTF-8; set \"encoding\" to \"utf-8\" in the mapping"
            )
        }
        guard line.count > 0, line[0] == UInt8(ascii: "{") || line[0] == UInt8(ascii: "[") else { return }
        var index = 1
        while index < line.count && (Self.isBlank(line[index]) || line[index] == UInt8(ascii: "{")) { index += 1 }
        guard index == line.count || line[index] == UInt8(ascii: "\"") else { return }
        throw MateoError(.csv, "line \(self.line): this is JSON, not CSV. Read the file as JSON Lines")
    }
}
