/// Reads the names of columns.
extension CSVHeader {
    /// Reads the names of the header line.
    func readNames(
        into columns: inout CSVColumns, _ naming: Naming, _ delimiter: UInt8, _ names: inout KeySet,
        _ impossible: inout [Int]
    ) throws(MateoError) {
        var name = Bytes(capacity: 256)
        var index = 0
        // Columns without a name. If a column with a name follows, they are not empty columns at the end.
        var unnamed = 0
        repeat {
            index = try readCell(at: index, delimiter: delimiter, into: &name, number: columns.count + unnamed + 1)
            index += 1
            let place = naming.headings == .names ? Self.trimmed(name.span) : Blank.trim(name.span)
            let trimmed = name.span.extracting(place)
            if trimmed.count == 0 && naming.leavesOut {
                try columns.append(heading: trimmed)
                continue
            }
            if trimmed.count == 0 {
                unnamed += 1
                continue
            }
            let isNote = SourceWriter.isColumn(trimmed)
            if columns.hasNames && unnamed > 0 && !isNote {
                throw MateoError(
                    .csv,
                    "line \(line): column \(columns.count + 1) has no heading. Name it, set \"only_mapped\" to true in the mapping, or set \"skip_lines\" to the number of lines above the headings in the mapping"
                ).with(excerpt: split(delimiter))
            }
            while unnamed > 0 {
                try columns.appendUnnamed()
                unnamed -= 1
            }
            if isNote {
                try appendNote(to: &columns, naming)
                continue
            }
            columns.notes = 0
            try append(trimmed, to: &columns, naming, &names, &impossible)
        } while index <= end
        if unnamed > 0 { columns.notes = 0 }
        while unnamed > 0 {
            try columns.appendUnnamed()
            unnamed -= 1
        }
    }

    /// Adds a column without a name. Its cells must be empty, or are left out.
    func appendNameless(to columns: inout CSVColumns, _ naming: Naming) throws(MateoError) {
        if naming.leavesOut { try columns.append(heading: Span()) } else { try columns.appendUnnamed() }
    }

    /// Adds a column of a list of failed rows. Its cells are left out.
    func appendNote(to columns: inout CSVColumns, _ naming: Naming) throws(MateoError) {
        columns.notes += 1
        if naming.headings == .cells { try columns.append(heading: Span()) } else { try columns.appendIgnored() }
    }

    private static func trimmed(_ name: Span<UInt8>) -> Range<Int> {
        var (start, end) = (0, name.count)
        while start < end && isBlank(name[start]) { start += 1 }
        while start < end && isBlank(name[end - 1]) { end -= 1 }
        return start..<end
    }

    /// Reads the cell at `start`. Returns the place of its delimiter, or the end of the line.
    func readCell(
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
                throw MateoError(.csv, "line \(line), column \(number): text after the closing quote")
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
    func append(
        _ name: Span<UInt8>, to columns: inout CSVColumns, _ naming: Naming, _ names: inout KeySet,
        _ impossible: inout [Int]
    ) throws(MateoError) {
        let number = columns.count + 1
        if name.count == 0 || UTF8Check.firstFault(in: name) != nil {
            throw MateoError(.argument, "the name of column \(number) is empty or not UTF-8")
        }
        if number > Self.mostColumns {
            throw MateoError(.limit, "line \(line): the header has more than \(Self.mostColumns) columns")
        }
        let canLeaveOut = naming.leavesOut && naming.mapping?.names(name) == false
        if name.count > Self.longestName {
            if canLeaveOut { return try columns.append(heading: Span()) }
            throw MateoError(
                .limit,
                "line \(line): the heading of column \(number) is longer than \(Self.longestName) bytes. Shorten it, or set \"only_mapped\" to true in the mapping"
            )
        }
        var spelling = Bytes(capacity: 64)
        if naming.headings == .fields, try Field.kind(of: name, naming.type, spelling: &spelling) == .custom,
            !Field.isPossible(name)
        {
            impossible.append(number)
        }
        try names.reserve(keys: 1, bytes: Self.longestName)
        // The field counts, not the spelling of its heading.
        let isNew =
            spelling.count > 0 ? names.insert(spelling.span, scope: 0) : names.insert(name, scope: 0)
        if !isNew {
            // A proposal has no entries, and lists the heading.
            if canLeaveOut {
                return try columns.append(heading: naming.mapping?.entries.isEmpty == true ? name : Span())
            }
            let earlier =
                spelling.count > 0 ? columns.number(of: spelling.span) : columns.number(of: name)
            throw sameName(earlier, number, naming)
        }
        if spelling.count > 0 {
            try columns.append(name: spelling.span, naming.type)
            try columns.note(heading: name, takenAs: spelling.span)
        } else if naming.headings == .cells {
            try columns.append(heading: name)
        } else {
            try columns.append(name: name, naming.type)
        }
    }

    /// Returns the error for two columns with one name. It does not quote the name, which is content of a record in a
    /// file without a header line.
    private func sameName(_ earlier: Int, _ number: Int, _ naming: Naming) -> MateoError {
        if hasNoHeader { return MateoError(.csv, "the list of columns: names \(earlier) and \(number) are the same") }
        let advice: Text = naming.leavesOut ? "" : ", set \"only_mapped\" to true in the mapping,"
        return MateoError(
            .csv,
            "line \(line): columns \(earlier) and \(number) have the same name. Rename one\(advice) or name all columns: set \"skip_lines\" to \(line) in the mapping, and set \"columns\" to all names in the mapping"
        )
    }
}
