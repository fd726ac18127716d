/// A row as a record of JSON strings, such as `{"1","a@example.org"},`.
struct CSVRow: BitwiseCopyable {
    /// The record. 64 bytes behind it are readable.
    let record: UnsafePointer<UInt8>
    /// The cells, and their number.
    let cells: UnsafePointer<CSVCell>
    let count: Int

    /// The place of the bracket that closes the record.
    var end: Int { count > 0 ? cells[count - 1].place.upperBound + 1 : 1 }

    /// The text of a column's cell, with its escapes.
    @inline(__always) @_lifetime(borrow self)
    func text(_ column: Int) -> Span<UInt8> {
        let place = cells[column].place
        let span = unsafe Span(_unsafeStart: record + place.lowerBound, count: place.count)
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    /// Returns whether only the first of three or more cells has text, and may be a footer.
    var isFooter: Bool {
        guard count >= 3 else { return false }
        for column in 1..<count where cells[column].count > 0 { return false }
        return CSVReader.isFooter(text(0))
    }
}
