/// What the headings of a CSV input become.
enum Headings {
    /// Field names, whatever they are.
    case names
    /// Field names that the service may have, its own without regard to case and to blanks around them.
    case fields
    /// Headings of cells that a mapping takes.
    case cells
}

extension CSVColumns {
    /// The column of a name, counted from 1.
    func number(of name: Span<UInt8>) -> Int {
        var written = Bytes(capacity: 256)
        do throws(MateoError) { try written.appendEscaped(name) } catch { return 1 }
        for column in 0..<count {
            let other = self.name(column)
            if hasHeadings ? other.equals(name) : other.equals(written.span) { return column + 1 }
        }
        return 1
    }

    /// Keeps a heading in mind that was taken as a field of another case.
    mutating func note(heading: Span<UInt8>, takenAs field: Span<UInt8>) throws(MateoError) {
        if heading.equals(field) { return }
        try otherCases.append(otherCases.count > 0 ? ", \"" : "\"")
        try otherCases.append(heading)
        try otherCases.append(otherCases.count > heading.count + 1 ? "\" as " : "\" is taken as ")
        try otherCases.append(field)
    }

    /// Which headings were taken as fields of another case; nil when none was. Once.
    mutating func caseNotice() -> Text? {
        if otherCases.count == 0 { return nil }
        let notice = otherCases.span.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        otherCases.count = 0
        return "\(notice)"
    }
}

extension Mapping {
    /// Whether anything is made of the column with a heading.
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
