extension CSVHeader {
    /// The columns that the header line names, or those that were given.
    ///
    /// Columns at the beginning or at the end that have no name, and are empty in the rows, get no name.
    @_optimize(size)
    func columns(
        type: RecordType, _ headings: Headings, given: [[UInt8]], delimiter: UInt8
    ) throws(MateoError) -> CSVColumns {
        let wanted = wanted(delimiter, given.count)
        let rows = rows(delimiter, wanted)
        let hasRows = rows.count > 0
        var columns = CSVColumns()
        var names = KeySet()
        if hasNoHeader {
            if hasRows && (rows.hasLeading || rows.hasBoth) { try columns.appendUnnamed() }
            for name in given { try append(name.span, to: &columns, type, headings, &names) }
            if hasRows && !rows.hasLeading && (rows.hasTrailing || rows.hasBoth) { try columns.appendUnnamed() }
        } else {
            try checkText()
            try readNames(into: &columns, type, headings, delimiter, &names)
            if hasRows && rows.hasTrailing { try columns.appendUnnamed() }
        }
        if !columns.hasIdentifier { throw noIdentifier(type, delimiter) }
        return columns
    }

    @_optimize(size)
    private func noIdentifier(_ type: RecordType, _ delimiter: UInt8) -> MateoError {
        let advice: Text =
            !hasNoHeader && filledCells(delimiter) == 1
            ? ". Line \(line) has text in one cell only. If it is a title, leave it out: --skip-lines \(line)" : ""
        return MateoError(
            .csv,
            "the header names no column that identifies a record; one of these is needed: \(type.identifierList)"
                + advice)
    }

    @_optimize(size)
    private func checkText() throws(MateoError) {
        let line = text.span.extracting(0..<end)
        if let fault = UTF8Check.firstFault(in: line) {
            throw MateoError(
                .encoding,
                "the header is not UTF-8 (at byte \(fault) of it, counted from 0). \(Encoding.advice(line[fault]))"
            )
        }
        for index in line.indices where line[index] == 0 {
            throw MateoError(.encoding, "the header holds a NUL byte (at byte \(index) of it)")
        }
    }

    /// Reads the names of the header line.
    @_optimize(size)
    private func readNames(
        into columns: inout CSVColumns, _ type: RecordType, _ headings: Headings, _ delimiter: UInt8,
        _ names: inout KeySet
    ) throws(MateoError) {
        var name = Bytes(capacity: 256)
        var index = 0
        // Columns without a name; another one behind them shows that they are no empty ones at the end.
        var unnamed = 0
        repeat {
            index = try readCell(at: index, delimiter: delimiter, into: &name, number: columns.count + unnamed + 1)
            index += 1
            let trimmed = Self.trimmed(name.span)
            if trimmed.count == 0 {
                unnamed += 1
                continue
            }
            if columns.hasNames && unnamed > 0 {
                throw MateoError(.csv, "the header has no name for column \(columns.count + 1)")
            }
            while unnamed > 0 {
                try columns.appendUnnamed()
                unnamed -= 1
            }
            try append(trimmed, to: &columns, type, headings, &names)
        } while index <= end
        while unnamed > 0 {
            try columns.appendUnnamed()
            unnamed -= 1
        }
    }

    @_lifetime(copy name)
    @_optimize(size)
    private static func trimmed(_ name: Span<UInt8>) -> Span<UInt8> {
        var (start, end) = (0, name.count)
        while start < end && isBlank(name[start]) { start += 1 }
        while start < end && isBlank(name[end - 1]) { end -= 1 }
        return name.extracting(start..<end)
    }

    /// Reads the cell at `start`; returns where its delimiter stands, or the end of the line.
    @_optimize(size)
    private func readCell(
        at start: Int, delimiter: UInt8, into name: inout Bytes, number: Int
    ) throws(MateoError) -> Int {
        name.count = 0
        let text = text.span
        var index = start
        while index < end && Self.isBlank(text[index]) && text[index] != delimiter { index += 1 }
        if index < end && text[index] == quote {
            index += 1
            while index < end {
                if text[index] == quote {
                    index += 1
                    guard index < end && text[index] == quote else { break }
                } else if hasEscapes && text[index] == UInt8(ascii: "\\") && index + 1 < end {
                    index += 1
                }
                try name.append(text[index])
                index += 1
            }
            while index < end && Self.isBlank(text[index]) && text[index] != delimiter { index += 1 }
            if index < end && text[index] != delimiter {
                throw MateoError(.csv, "the header has text behind the closing quote of column \(number)")
            }
            return index
        }
        while index < end && text[index] != delimiter {
            if hasEscapes && text[index] == UInt8(ascii: "\\") && index + 1 < end { index += 1 }
            try name.append(text[index])
            index += 1
        }
        return index
    }

    /// Adds a column with a name.
    @_optimize(size)
    private func append(
        _ name: Span<UInt8>, to columns: inout CSVColumns, _ type: RecordType, _ headings: Headings,
        _ names: inout KeySet
    ) throws(MateoError) {
        let number = columns.count + 1
        if name.count == 0 || UTF8Check.firstFault(in: name) != nil {
            throw MateoError(.argument, "the name that was given for column \(number) is empty or not UTF-8")
        }
        if name.count > Self.longestName {
            throw MateoError(
                .limit, "the name of column \(number) in the header is longer than \(Self.longestName) bytes")
        }
        if number > Self.mostColumns {
            throw MateoError(.limit, "the header has more than \(Self.mostColumns) columns")
        }
        try names.reserve(keys: 1, bytes: name.count)
        if !names.insert(name, scope: 0) {
            // Without its name: in a file without a header line it is the content of a record.
            let earlier = names.place(of: name, scope: 0).place + columns.leading
            throw MateoError(
                .csv,
                "line \(line): columns \(earlier) and \(number) have the same name. Rename one, or add a header "
                    + "line if the file has none")
        }
        try columns.append(heading: name, type, headings)
    }
}
