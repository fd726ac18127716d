/// How the headings of a CSV input are used.
enum Headings {
    /// As field names, whatever they are.
    case names
    /// As field names that the service may have. Its own names match independently of case and of blanks around them.
    case fields
    /// As headings of cells for a mapping.
    case cells
}

extension CSVColumns {
    /// Returns the number of a column from its name, counted from 1.
    func number(of name: Span<UInt8>) -> Int {
        var written = Bytes(capacity: 256)
        do throws(MateoError) { try written.appendEscaped(name) } catch { return 1 }
        for column in 0..<count {
            let other = self.name(column)
            if hasHeadings ? other.equals(name) : other.equals(written.span) { return column + 1 }
        }
        return 1
    }

    /// Remembers a heading that differs from its field in case.
    mutating func note(heading: Span<UInt8>, takenAs field: Span<UInt8>) throws(MateoError) {
        if heading.equals(field) { return }
        try otherCases.append(otherCases.count > 0 ? ", \"" : "\"")
        try otherCases.append(heading)
        try otherCases.append(otherCases.count > heading.count + 1 ? "\" as " : "\" is taken as ")
        try otherCases.append(field)
    }

    /// Returns a notice of the headings that differ from their fields in case, or nil. It comes once.
    mutating func caseNotice() -> Text? {
        if otherCases.count == 0 { return nil }
        let notice = otherCases.span.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        otherCases.count = 0
        return "\(notice)"
    }
}

extension Mapping {
    /// Returns whether an entry uses the column with a heading.
    func names(_ heading: Span<UInt8>) -> Bool {
        for entry in entries {
            let source = text(entry.source)
            if entry.role == .column && source.equals(heading) { return true }
            guard entry.role == .template else { continue }
            var open = 0
            for index in source.indices {
                if source[index] == UInt8(ascii: "{") { open = index + 1 }
                guard source[index] == UInt8(ascii: "}"), open > 0, open <= index else { continue }
                let name = source.extracting(open..<index)
                if name.extracting(Blank.trim(name)).equals(heading) { return true }
            }
        }
        return false
    }
}
