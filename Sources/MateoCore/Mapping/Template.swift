/// A text with cells in it: `{Vorname} {Nachname}`. A doubled brace means a single one.
enum Template {
    /// A part of the text.
    struct Part {
        /// The text, or the heading without blanks around it.
        var place: Range<Int>
        /// Where the next part begins.
        var end: Int
        var isCell = false
    }

    /// Returns the part at an index. Returns nil at the end, and at a brace that is not closed.
    @inline(never)
    static func part(_ text: Span<UInt8>, at start: Int) -> Part? {
        guard start < text.count else { return nil }
        var end = start + 1
        let isBrace = isBrace(text[start])
        if isBrace && end < text.count && text[end] == text[start] { return Part(place: start..<end, end: end + 1) }
        guard text[start] == UInt8(ascii: "{") else {
            while end < text.count, !self.isBrace(text[end]) { end += 1 }
            return Part(place: start..<end, end: end)
        }
        while end < text.count, !self.isBrace(text[end]) { end += 1 }
        guard end < text.count, text[end] == UInt8(ascii: "}") else { return nil }
        let place = Blank.trim(text.extracting(start + 1..<end))
        return Part(
            place: start + 1 + place.lowerBound..<start + 1 + place.upperBound, end: end + 1, isCell: true)
    }

    private static func isBrace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") }

    /// Returns whether a text may have parts.
    static func hasBraces(_ text: Span<UInt8>) -> Bool {
        for index in text.indices where isBrace(text[index]) { return true }
        return false
    }

    /// Returns the text itself if it contains no cells, or nil.
    ///
    /// - Throws: `.argument` for a brace that is not closed, and for braces without a heading.
    static func plain(_ text: Span<UInt8>, _ fault: borrowing MappingFault) throws(MateoError) -> [UInt8]? {
        var plain: [UInt8] = []
        var (index, hasCells) = (0, false)
        while let part = part(text, at: index) {
            index = part.end
            if part.isCell && part.place.isEmpty {
                throw fault.error("", "no heading between the braces; write {{ for a brace")
            }
            hasCells = hasCells || part.isCell
            for place in part.place { plain.append(text[place]) }
        }
        guard index == text.count else {
            throw fault.error("", "a brace is not closed; {HEADING} stands for a cell, and {{ for a brace")
        }
        return hasCells ? nil : plain
    }
}
