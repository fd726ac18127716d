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
        // summ, gesa, zwis, ends, insg, tota, subt, gran
        let words = SIMD8<UInt32>(
            0x6D6D_7573, 0x6173_6567, 0x7369_777A, 0x7364_6E65, 0x6773_6E69, 0x6174_6F74, 0x7462_7573, 0x6E61_7267)
        return any(words .== SIMD8(repeating: word))
    }

    /// Returns whether a text is a word for a total, perhaps with more behind a blank or a colon.
    @inline(never)
    static func isWord(_ text: Span<UInt8>) -> Bool {
        let words = words.bytes
        var start = 0
        for end in words.indices where words[end] == UInt8(ascii: ";") {
            let count = end - start
            if text.count >= count, text.extracting(0..<count).equalsIgnoringCase(words.extracting(start..<end)),
                text.count == count || text[count] == 0x20 || text[count] == UInt8(ascii: ":")
            {
                return true
            }
            start = end + 1
        }
        return false
    }

    /// Returns whether a cell may be in the row of a total: a word for it, or a number, with at most three letters for a
    /// currency. A cell without letters and digits is empty.
    @inline(never)
    static func mayHave(_ cell: Span<UInt8>) -> Bool {
        var (digits, letters) = (0, 0)
        for index in cell.indices {
            if cell[index] &- 48 < 10 { digits += 1 }
            if cell[index] >= 0x80 || (cell[index] | 0x20) &- UInt8(ascii: "a") < 26 { letters += 1 }
        }
        return letters == 0 || (letters <= 3 && digits > 0) || isWord(cell)
    }

    /// Returns whether all texts of a record may be in the row of a total.
    static func mayBe(_ record: UnsafePointer<UInt8>, count: Int) -> Bool {
        var cursor = RecordCursor(record, count: count)
        guard cursor.nextRecord() else { return false }
        while cursor.nextMember() {
            let value = cursor.value
            guard value.count > 1, record[value.lowerBound] == UInt8(ascii: "\"") else { continue }
            if !mayHave(RecordInspection.span(record, value.lowerBound + 1..<value.upperBound - 1)) { return false }
        }
        return true
    }
}

extension CSVHeader {
    /// Returns whether the first cells of the collected rows are numbers of records, each with a digit and without blanks,
    /// except for totals and empty cells.
    ///
    /// - Parameter leading: how many columns without a name are before them.
    func hasNumberedRows(_ delimiter: UInt8, leading: Int) -> Bool {
        var index = end
        while index < text.count {
            let line = cut(at: index, delimiter)
            var (start, left) = (index, leading)
            while start < line.end, left > 0 || text.span[start] <= 0x20 || text.span[start] == quote {
                if text.span[start] == delimiter {
                    if left == 0 { break }
                    left -= 1
                }
                start += 1
            }
            var stop = start
            while stop < line.end, text.span[stop] != delimiter, text.span[stop] != quote { stop += 1 }
            let cell = text.span.extracting(start..<stop)
            if cell.count > 0, CSVReader.isFooter(cell.extracting(Blank.trim(cell))), !TotalRow.isWord(cell) {
                return false
            }
            index = line.end + 1
        }
        return true
    }
}
