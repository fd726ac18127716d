/// The place of a cell's text.
struct CSVCell: BitwiseCopyable {
    /// Its start in the record, and its length with its escapes.
    private let start: UInt32
    private let length: UInt32
    /// Its start in the window, if it is unchanged there.
    private let source: UInt16
    /// Whether the text has escapes.
    let hasEscapes: Bool

    /// A cell that is unchanged in a window.
    @inline(__always)
    init(at start: Int, length: Int, source: Int = 0, hasEscapes: Bool = false) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.length = UInt32(truncatingIfNeeded: length)
        self.source = UInt16(truncatingIfNeeded: source)
        self.hasEscapes = hasEscapes
    }

    @inline(__always) var count: Int { Int(length) }
    @inline(__always) var place: Range<Int> { Range(uncheckedBounds: (Int(start), Int(start) &+ Int(length))) }
    @inline(__always) var placeInWindow: Int { Int(source) }
}

/// The cells of a column that are words for "no value".
struct NullCount: BitwiseCopyable {
    var count: Int64 = 0
    /// The last one as it is in JSON, from the lowest byte up.
    var word: UInt64 = 0

    /// Whether the last word is `\N`, which databases write for no value where a backslash is an escape.
    var isEscape: Bool { word == 0x4E5C5C }

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
    /// The check of a column's values.
    struct Check: BitwiseCopyable {
        let column: Int32
        let field: CheckedField
        /// -1 if a value identifies the record, otherwise 0. For a mapping, each does.
        let identifies: Int8
    }

    let checks: UnsafePointer<Check>
    let count: Int

    /// The results for a row.
    struct Found: BitwiseCopyable {
        /// Not 0 if a value needs an inspection.
        var doubts = 0
        /// -1 if the record has an `external_id`, otherwise 0.
        var hasExternalID = 0
        /// -1 if the record certainly has an identifier. 0 proves nothing.
        var hasIdentifier = 0
    }

    /// Checks the cells of a row in some columns.
    ///
    /// - Parameters:
    ///   - cells: the row's cells, which are unchanged in the window.
    ///   - found: the results of the columns before.
    @inline(never) @_optimize(speed)
    func look(
        _ source: UnsafePointer<UInt8>, _ cells: UnsafePointer<CSVCell>, _ range: Range<Int>, _ found: Found
    ) -> Found {
        var (doubts, hasExternalID, hasIdentifier) = (found.doubts, found.hasExternalID, found.hasIdentifier)
        for index in 0..<count {
            let check = checks[index]
            let number = Int(check.column)
            if number < range.lowerBound { continue }
            if number >= range.upperBound { break }
            let (length, text) = (cells[number].count, source + cells[number].placeInWindow)
            // Without branches, since empty cells are unpredictable.
            let filled = (0 &- length) &>> 63
            hasIdentifier |= filled & (0x20 &- Int(text.pointee)) &>> 63 & Int(check.identifies)
            if check.field == .none {
                // A row of a mapping needs one text.
                if hasIdentifier != 0 { break }
                continue
            }
            if check.field == .externalID { hasExternalID |= filled }
            doubts |= filled & (CleanText.isSure(text, length, check.field) ? 0 : 1)
        }
        return Found(doubts: doubts, hasExternalID: hasExternalID, hasIdentifier: hasIdentifier)
    }
}
