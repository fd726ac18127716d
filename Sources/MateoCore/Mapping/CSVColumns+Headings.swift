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
    /// Adds a column with a heading.
    mutating func append(heading: Span<UInt8>, _ type: RecordType, _ headings: Headings) throws(MateoError) {
        switch headings {
        case .names: try append(name: heading, type)
        case .cells: try append(heading: heading)
        case .fields:
            var spelling = Bytes(capacity: 64)
            let name = heading.extracting(Blank.trim(heading))
            let kind = try Field.kind(of: name, type, spelling: &spelling)
            guard kind == .custom else { return try append(name: spelling.span, type) }
            guard Field.isPossible(name) else { throw Field.impossible(name, column: count + 1, type) }
            try append(name: name, type)
        }
    }
}
