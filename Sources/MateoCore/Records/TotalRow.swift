/// Recognizes rows of a file that are totals, not records: `Summe;;;1.234,50`.
///
/// Such a row has a word for a total as its `external_id`, no other identifier, and only numbers in its other cells. The
/// `external_id` is the first column, and the first rows of the file have digits there. In a file that identifies its
/// records by words, `Total` may be a company.
enum TotalRow {
    /// The words in lower case. The beginning of each is in `mayBegin`.
    private static let words: StaticString =
        "summe;gesamt;gesamtsumme;gesamtergebnis;zwischensumme;endsumme;insgesamt;total;totals;subtotal;grand total;"

    /// Returns whether a text may begin with a word for a total. It reads four bytes, whatever the length is.
    @inline(__always)
    static func mayBegin(_ text: UnsafePointer<UInt8>) -> Bool {
        let word = UInt32(littleEndian: UnsafeRawPointer(text).loadUnaligned(as: UInt32.self)) | 0x2020_2020
        // Most identifiers have digits there.
        if word & 0x4040_4040 != 0x4040_4040 { return false }
        // summ, gesa, zwis, ends, insg, tota, subt, gran
        switch word {
        case 0x6D6D_7573, 0x6173_6567, 0x7369_777A, 0x7364_6E65, 0x6773_6E69, 0x6174_6F74, 0x7462_7573, 0x6E61_7267:
            return true
        default: return false
        }
    }

    /// Returns whether a text is a word for a total, with blanks around it. A colon may follow, and then any text, or a
    /// blank and then no letter. `Total Austria` is a company. Behind `Summe`, a name may follow: `Summe Bayern`.
    ///
    /// - Parameter ofGroup: whether a name may follow any word.
    @inline(never)
    static func isWord(_ text: Span<UInt8>, ofGroup: Bool = false) -> Bool {
        let text = text.extracting(Blank.trim(text))
        let words = words.bytes
        var start = 0
        for end in words.indices where words[end] == UInt8(ascii: ";") {
            let count = end - start
            if text.count >= count, text.extracting(0..<count).equalsIgnoringCase(words.extracting(start..<end)),
                text.count == count || text[count] == UInt8(ascii: ":")
                    || (text[count] == 0x20
                        && (ofGroup || words[end - 1] == UInt8(ascii: "e") || !isLetter(text[count + 1])))
            {
                return true
            }
            start = end + 1
        }
        return false
    }

    /// Returns whether a cell beside the word has no letters, or is a number with up to three letters for a currency.
    @inline(never)
    static func isAmount(_ cell: Span<UInt8>) -> Bool {
        var (digits, letters) = (0, 0)
        for index in cell.indices {
            if cell[index] &- 48 < 10 { digits += 1 }
            if isLetter(cell[index]) { letters += 1 }
        }
        return letters == 0 || (letters <= 3 && digits > 0)
    }

    /// Returns whether a byte is an ASCII letter, or a part of any other character.
    private static func isLetter(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (byte | 0x20) &- UInt8(ascii: "a") < 26
    }
}

extension CSVHeader {
    /// Returns whether the first cells of the collected rows are numbers of records, each with a digit and without blanks.
    /// Totals, repeated headings and empty cells do not count, nor do rows behind a total with text in the first cell alone.
    ///
    /// - Parameter leading: how many columns without a name are before them.
    func hasNumberedRows(_ delimiter: UInt8, leading: Int) -> Bool {
        let heading = firstCell(0..<min(end, text.count), delimiter, leading)
        var (index, isBehindTotal) = (end, false)
        while index < text.count {
            let line = index..<cut(at: index, delimiter).end
            index = line.upperBound + 1
            let place = firstCell(line, delimiter, leading)
            let cell = text.span.extracting(place)
            if isRule(line) { continue }
            if TotalRow.isWord(cell) {
                isBehindTotal = true
            } else if cell.count > 0, CSVReader.isFooter(cell.extracting(Blank.trim(cell))),
                !cell.equalsIgnoringCase(text.span.extracting(heading))
            {
                let rest = text.span.extracting(place.upperBound..<line.upperBound)
                let isTotal = TotalRow.isWord(cell, ofGroup: true) && TotalRow.isAmount(rest)
                if !isTotal && !(isBehindTotal && isEmpty(rest, delimiter)) { return false }
            }
        }
        return true
    }

    /// Returns the first cell of a line, without its quotes.
    @inline(never)
    private func firstCell(_ line: Range<Int>, _ delimiter: UInt8, _ leading: Int) -> Range<Int> {
        var (start, left) = (line.lowerBound, leading)
        while start < line.upperBound, left > 0 || text.span[start] <= 0x20 || text.span[start] == quote {
            if text.span[start] == delimiter {
                if left == 0 { break }
                left &-= 1
            }
            start &+= 1
        }
        var stop = start
        while stop < line.upperBound, text.span[stop] != delimiter, text.span[stop] != quote { stop &+= 1 }
        return start..<stop
    }

    /// Returns whether all cells in a part of a line are empty.
    private func isEmpty(_ cells: Span<UInt8>, _ delimiter: UInt8) -> Bool {
        for index in cells.indices where cells[index] > 0x20 && cells[index] != delimiter && cells[index] != quote {
            return false
        }
        return true
    }
}
