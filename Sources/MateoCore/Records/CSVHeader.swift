/// Collects the beginning of a CSV input, the header line and a few rows, and finds the delimiter in them.
struct CSVHeader: ~Copyable {
    /// The most bytes of a header line.
    static let longest = 64 << 10
    /// The most columns. PostgreSQL has a similar limit.
    static let mostColumns = 2000
    /// The most bytes of a column's name.
    static let longestName = 255
    /// The most rows to collect, and the most bytes of them.
    private static let rows = 20
    private static let rowBytes = 16 << 10
    /// The most bytes to keep of the lines above the header line.
    private static let longestHead = 256 << 10

    private enum Place { case start, bare, quoted, afterQuote }

    /// The header line and the text collected behind it.
    var text = Bytes(capacity: 1024)
    /// The end of the header line in `text`, before its line end. 0 if the columns were given.
    private(set) var end = 0
    /// The delimiter, if it was given by the caller or by a `sep=` line, or once it is found.
    var given: UInt8?
    let hasEscapes: Bool
    let quote: UInt8
    /// Whether the first line is a row.
    let hasNoHeader: Bool
    /// The line of the input on which the text begins.
    private(set) var line: Int64 = 1
    /// The number of bytes read.
    private(set) var taken: Int64 = 0
    /// The number of lines to leave out.
    private var linesToSkip: Int
    private var rowCount = 0
    private var place = Place.start
    private var isEscaped = false
    private var lastWasCR = false
    /// Whether the first line ended with CR alone. Then each CR ends a line.
    private(set) var endsAtCR = false
    private var hasLineEnd = false
    private var isFirstEnd = false
    /// Whether the current line has characters other than blanks, delimiters and quotes.
    private var hasText = false
    private(set) var isHeaderOver = false
    /// The lines before the first row, and the beginning of that row; the end of the last line that was left out.
    private var head = Bytes(capacity: 1024)
    private var headEnd = 0
    private var hasMark = false
    private var endsAtCRLF = false

    init(_ options: CSVOptions) {
        given = options.delimiter
        quote = options.quote ?? CSVMachine.noQuote
        hasEscapes = options.hasBackslashEscapes
        hasNoHeader = !options.columns.isEmpty
        linesToSkip = max(options.skipLines, 0)
        isHeaderOver = hasNoHeader
    }

    /// Whether there is no line with text.
    var isEmpty: Bool { text.count == 0 || (!isHeaderOver && !hasText) }

    /// Whether a quote is open in the header line.
    var isInsideQuotes: Bool { !isHeaderOver && place == .quoted }

    /// The form of the input, as far as it is known here.
    var form: SourceForm {
        var form = SourceForm()
        let end = hasNoHeader ? headEnd : head.count
        form.head = head.span.extracting(0..<end).withUnsafeBufferPointer { Array($0) }
        (form.hasMark, form.hasHeader) = (hasMark, !hasNoHeader)
        (form.quote, form.hasEscapes) = (quote, hasEscapes)
        form.lineEnd = endsAtCRLF ? .crlf : endsAtCR ? .cr : .lf
        return form
    }

    private var isMark: Bool {
        text.count == 3 && text.span[0] == 0xEF && text.span[1] == 0xBB && text.span[2] == 0xBF
    }

    /// Takes a byte. Returns true once enough is collected.
    mutating func take(_ byte: UInt8) throws(MateoError) -> Bool {
        taken += 1
        let isLineEnd = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
        let isSecondHalf = lastWasCR && byte == UInt8(ascii: "\n")
        lastWasCR = byte == UInt8(ascii: "\r")
        if isLineEnd && (place != .quoted || linesToSkip > 0) {
            // The second byte of the first line end shows that it is CRLF.
            if !hasLineEnd {
                endsAtCR = lastWasCR
            } else if isSecondHalf && isFirstEnd {
                (endsAtCR, endsAtCRLF) = (false, true)
            }
            isFirstEnd = !hasLineEnd
            hasLineEnd = true
        } else {
            isFirstEnd = false
        }
        if !isHeaderOver || (hasNoHeader && rowCount == 0) { try head.append(byte) }
        if text.count == 0 && (isSecondHalf || linesToSkip > 0) {
            if head.count > Self.longestHead { head.count = 0 }
            headEnd = head.count
            if isLineEnd && !isSecondHalf { linesToSkip -= 1 }
            if isLineEnd && !isSecondHalf { line += 1 }
            return false
        }
        if !isHeaderOver && text.count >= Self.longest {
            throw MateoError(
                .limit,
                "the header line is longer than \(Self.longest / 1024) KiB. Is a quote in it not closed?")
        }
        try text.append(byte)
        if isMark {
            hasMark = true
            head.count -= text.count
            // There may be several marks: concatenated files have one each.
            text.count = 0
            place = .start
            hasText = false
            return false
        }
        if isLineEnd && place != .quoted {
            if !isSecondHalf { endLine() }
        } else {
            follow(byte)
        }
        return isHeaderOver && (rowCount >= Self.rows || text.count - end >= Self.rowBytes)
    }

    /// Ends the input.
    mutating func finish() {
        if !isHeaderOver && hasText && place != .quoted {
            end = text.count
            isHeaderOver = true
        }
    }

    private mutating func endLine() {
        place = .start
        isEscaped = false
        if !isHeaderOver || (hasNoHeader && rowCount == 0) {
            if !hasText || takeSeparator() || (!hasNoHeader && isRule(0..<text.count - 1)) {
                line += 1 + lineEnds(upTo: text.count - 1)
                text.count = 0
                headEnd = head.count
            } else if hasNoHeader {
                rowCount += 1
            } else {
                end = text.count - 1
                isHeaderOver = true
            }
        } else if hasText {
            rowCount += 1
        }
        hasText = false
    }

    /// Returns the number of lines that end in the first bytes of the text.
    func lineEnds(upTo end: Int) -> Int64 {
        var count: Int64 = 0
        for index in 0..<end {
            let byte = text.span[index]
            let isPair = byte == UInt8(ascii: "\n") && index > 0 && text.span[index - 1] == UInt8(ascii: "\r")
            if (byte == UInt8(ascii: "\n") && !isPair) || byte == UInt8(ascii: "\r") { count += 1 }
        }
        return count
    }

    /// Returns whether the last line of the text is `sep=` and a delimiter, as Excel writes it. If so, sets the
    /// delimiter.
    private mutating func takeSeparator() -> Bool {
        var line = text.span.extracting(0..<text.count - 1)
        if line.count == 7, line[0] == UInt8(ascii: "\""), line[6] == line[0] {
            line = line.extracting(1..<6)
        }
        guard line.count == 5, line.extracting(0..<4).equalsIgnoringCase("sep="), line[4] < 0x80 else { return false }
        if given == nil { given = line[4] }
        return true
    }

    /// Tracks quotes, whatever the delimiter is.
    private mutating func follow(_ byte: UInt8) {
        if isEscaped {
            isEscaped = false
            return
        }
        let isBlank = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
        if hasEscapes && byte == UInt8(ascii: "\\") {
            isEscaped = true
            hasText = true
            if place != .quoted { place = .bare }
        } else if byte == quote {
            switch place {
            case .start, .afterQuote: place = .quoted
            case .quoted: place = .afterQuote
            case .bare: break
            }
        } else if place == .quoted {
            hasText = hasText || !isBlank
        } else if isDelimiter(byte) {
            place = .start
        } else if !isBlank {
            place = .bare
            hasText = true
        }
    }

    /// Returns whether a byte is the delimiter, or may turn out to be.
    @inline(never)
    func isDelimiter(_ byte: UInt8) -> Bool {
        if let given { return byte == given }
        for index in 0..<4 where byte == Self.candidates.utf8Start[index] { return true }
        return false
    }
}
