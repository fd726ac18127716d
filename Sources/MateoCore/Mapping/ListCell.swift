/// Converts cells that contain several texts.
enum ListCell {
    /// Writes the texts between separators, without blanks around them. It leaves out empty texts.
    @inline(never)
    static func write(
        _ cell: Span<UInt8>, _ separator: Span<UInt8>, to output: inout Bytes, elements: inout Int
    ) throws(MateoError) -> Conversion {
        // The comma before the first text is already written.
        let before = elements
        var start = 0
        var index = 0
        while index <= cell.count {
            let isEnd = index == cell.count
            guard isEnd || isSeparator(cell, at: index, separator) else {
                index += 1
                continue
            }
            let part = cell.extracting(start..<index)
            let text = Blank.trim(part)
            if !text.isEmpty {
                if elements > before { try output.append(UInt8(ascii: ",")) }
                try output.appendQuoted(part.extracting(text))
                elements += 1
            }
            index += isEnd ? 1 : separator.count
            start = index
        }
        if elements == before && before > 0 { output.count -= 1 }
        return elements > before ? .written : .empty
    }

    private static func isSeparator(_ cell: Span<UInt8>, at index: Int, _ separator: Span<UInt8>) -> Bool {
        guard separator.count > 0, cell.count - index >= separator.count else { return false }
        return cell.extracting(index..<index + separator.count).equals(separator)
    }
}
