/// Collects the header line of a CSV input and finds the delimiter and the column names in it.
struct CSVHeader: ~Copyable {
    /// The most bytes of a header line.
    static let longest = 64 << 10
    /// The most columns; PostgreSQL has a limit of the same size.
    static let mostColumns = 2000
    /// The most bytes of a column's name.
    static let longestName = 255
    /// The delimiters that are looked for, the likeliest first.
    private static let candidates: StaticString = ",;\t|"

    private enum Place { case start, bare, quoted, afterQuote }

    private var text = Bytes(capacity: 1024)
    private let given: UInt8?
    private var place = Place.start
    private var counts = InlineArray<4, Int>(repeating: 0)
    /// Line ends inside of quotes, and blank lines before the header.
    private(set) var extraLines: Int64 = 0
    private var lastWasCR = false
    /// The line on which the header begins.
    private var line: Int64 = 1

    init(delimiter: UInt8?) {
        given = delimiter
    }

    /// Whether nothing but blank lines has been read.
    var isEmpty: Bool { text.count == 0 }

    /// Whether a quote is open.
    var isInsideQuotes: Bool { place == .quoted }

    private var startsWithMark: Bool {
        text.count >= 3 && text.span[0] == 0xEF && text.span[1] == 0xBB && text.span[2] == 0xBF
    }

    /// Takes a byte. True when it ends the header line.
    mutating func take(_ byte: UInt8) throws(MateoError) -> Bool {
        let isLineEnd = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
        let isSecondHalf = lastWasCR && byte == UInt8(ascii: "\n")
        lastWasCR = byte == UInt8(ascii: "\r")
        if isLineEnd && place != .quoted {
            if !isEmpty { return true }
            extraLines += isSecondHalf ? 0 : 1
            line = 1 + extraLines
            return false
        }
        if isLineEnd && !isSecondHalf { extraLines += 1 }
        if text.count >= Self.longest {
            throw MateoError(
                .limit,
                "the header line is longer than \(Self.longest / 1024) KiB; is a quote in it not closed?")
        }
        try text.append(byte)
        if text.count == 3 && startsWithMark {
            // One mark, or several: files that were joined have one each.
            text.count = 0
            place = .start
        } else {
            follow(byte)
        }
        return false
    }

    /// Follows quotes and counts the delimiters outside of them.
    private mutating func follow(_ byte: UInt8) {
        if byte == UInt8(ascii: "\"") {
            switch place {
            case .start, .afterQuote: place = .quoted
            case .quoted: place = .afterQuote
            case .bare: break
            }
            return
        }
        if place == .quoted { return }
        place = .bare
        if let given {
            if byte == given { place = .start }
            return
        }
        for index in 0..<4 where byte == Self.candidates.utf8Start[index] {
            counts[index] += 1
            place = .start
        }
    }

    /// The delimiter: the one given, or the most frequent candidate, or a comma when there is none.
    func delimiter() -> UInt8 {
        if let given { return given }
        var best = 0
        for index in 1..<4 where counts[index] > counts[best] { best = index }
        return Self.candidates.utf8Start[best]
    }

    /// Reads the names.
    func columns(type: RecordType, _ headings: Headings) throws(MateoError) -> CSVColumns {
        try checkText()
        let delimiter = delimiter()
        var columns = CSVColumns()
        var names = KeySet()
        var name = Bytes(capacity: 256)
        var index = 0
        repeat {
            index = try readCell(at: index, delimiter: delimiter, into: &name, number: columns.count + 1)
            try check(name, number: columns.count + 1, in: &names)
            try columns.append(heading: name.span, type, headings)
            index += 1
        } while index <= text.count
        if !columns.hasIdentifier {
            throw MateoError(
                .csv,
                "the header names no column that identifies a record; one of these is needed: "
                    + "\(type.identifierList)")
        }
        return columns
    }

    private func checkText() throws(MateoError) {
        if let fault = UTF8Check.firstFault(in: text.span) {
            throw MateoError(
                .encoding,
                "the header is not UTF-8 (at byte \(fault) of it, counted from 0). \(Encoding.advice(text.span[fault]))"
            )
        }
        for index in 0..<text.count where text.span[index] == 0 {
            throw MateoError(.encoding, "the header holds a NUL byte (at byte \(index) of it)")
        }
    }

    /// Reads the cell at `start`; returns where its delimiter stands, or the end of the text.
    private func readCell(
        at start: Int, delimiter: UInt8, into name: inout Bytes, number: Int
    ) throws(MateoError) -> Int {
        name.count = 0
        let text = text.span
        var index = start
        if index < text.count && text[index] == UInt8(ascii: "\"") {
            index += 1
            while index < text.count {
                if text[index] == UInt8(ascii: "\"") {
                    index += 1
                    guard index < text.count && text[index] == UInt8(ascii: "\"") else { break }
                }
                try name.append(text[index])
                index += 1
            }
            if index < text.count && text[index] != delimiter {
                throw MateoError(.csv, "the header has text behind the closing quote of column \(number)")
            }
            return index
        }
        while index < text.count && text[index] != delimiter {
            try name.append(text[index])
            index += 1
        }
        return index
    }

    private func isBlank(_ name: Span<UInt8>) -> Bool {
        for index in name.indices where name[index] != UInt8(ascii: " ") && name[index] != UInt8(ascii: "\t") {
            return false
        }
        return true
    }

    private func check(_ name: borrowing Bytes, number: Int, in names: inout KeySet) throws(MateoError) {
        if isBlank(name.span) {
            throw MateoError(.csv, "the header has no name for column \(number)")
        }
        if name.count > Self.longestName {
            throw MateoError(
                .limit, "the name of column \(number) in the header is longer than \(Self.longestName) bytes")
        }
        if number > Self.mostColumns {
            throw MateoError(.limit, "the header has more than \(Self.mostColumns) columns")
        }
        try names.reserve(keys: 1, bytes: name.count)
        if !names.insert(name.span, scope: 0) {
            // Without its name: in a file without a header line it is the content of a record.
            let earlier = names.place(of: name.span, scope: 0).place
            throw MateoError(
                .csv,
                "line \(line): columns \(earlier) and \(number) have the same name. Rename one, or add a header "
                    + "line if the file has none")
        }
    }
}
