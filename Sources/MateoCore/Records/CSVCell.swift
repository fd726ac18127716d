/// A cell that is unchanged in a window: its text is the text of the value.
struct CSVCell: BitwiseCopyable {
    var start: UInt32
    var length: UInt32

    @inline(__always)
    init(start: Int, length: Int) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.length = UInt32(truncatingIfNeeded: length)
    }
}

/// The cells of a column that are words for "no value".
struct NullCount: BitwiseCopyable {
    var count: Int64 = 0
    /// The last one as it is in JSON, from the lowest byte up.
    var word: UInt64 = 0

    /// The last word.
    var text: Text {
        var (bytes, rest) = ([UInt8](), word)
        while rest > 0 {
            bytes.append(UInt8(truncatingIfNeeded: rest))
            rest &>>= 8
        }
        return Text(stringLiteral: String(decoding: bytes, as: UTF8.self))
    }
}

/// The checks of a row's values.
struct CSVChecks: BitwiseCopyable {
    /// The columns, and the numbers of the columns to check.
    let columns: UnsafeMutablePointer<CSVColumns.Column>
    let checked: UnsafePointer<Int64>
    let count: Int

    /// The results for a row.
    struct Found: BitwiseCopyable {
        /// Not 0 if a value needs an inspection.
        var doubts = 0
        var hasExternalID = false
    }

    /// Checks the cells of a row in some columns.
    ///
    /// - Parameter found: the results of the columns before.
    @inline(never)
    func look(_ source: UnsafePointer<UInt8>, _ range: Range<Int>, _ found: Found) -> Found {
        var found = found
        for index in 0..<count {
            let number = Int(checked[index])
            if number < range.lowerBound { continue }
            if number >= range.upperBound { break }
            let column = columns + number
            let (length, field) = (Int(column.pointee.cell.length), column.pointee.field)
            if field == .externalID && length > 0 { found.hasExternalID = true }
            let isSure = CleanText.isSure(source + Int(column.pointee.cell.start), length, field)
            found.doubts |= (isSure ? 0 : 1) & (length == 0 ? 0 : 1)
        }
        return found
    }
}
