/// The file's text of a batch's rows, in UTF-8. Each row includes its line end, except perhaps the last row of the
/// file. Rows without a file, and rows that are left out, have no text here.
struct SourceText: ~Copyable {
    /// The place of a row in the input. It ends behind the line end.
    struct Place: BitwiseCopyable {
        var start: Int64
        var end: Int64
    }

    /// The most bytes of a row.
    static let longestRow = 64 << 20

    /// The text of complete rows, and behind it the part of the next row that was read.
    private var text = Bytes(capacity: 64 << 10)
    private var wholeEnd = 0
    private var lengths = Buffer<Int>(capacity: 64)
    /// The number of the first row.
    private(set) var firstRow: Int64 = 1

    init() {}

    /// Creates a copy of the complete rows that shares the memory. See `Buffer`.
    init(sharing other: borrowing SourceText) {
        text = Buffer(sharing: other.text, count: other.wholeEnd)
        wholeEnd = other.wholeEnd
        lengths = Buffer(sharing: other.lengths, count: other.lengths.count)
        firstRow = other.firstRow
    }

    /// The length of all rows in bytes.
    var bytes: Int { wholeEnd }
    /// The number of rows, including those without text.
    var count: Int { lengths.count }

    /// Returns the text of the first rows.
    @_lifetime(borrow self)
    func text(ofFirst rows: Int) -> Span<UInt8> {
        var length = 0
        for index in 0..<min(rows, count) { length += lengths.base[index] }
        return text.span.extracting(0..<length)
    }

    /// Returns a part of the text of all rows.
    @_lifetime(borrow self)
    func text(_ range: Range<Int>) -> Span<UInt8> {
        text.span.extracting(range.clamped(to: 0..<wholeEnd))
    }

    /// Returns the length of a row's text.
    ///
    /// - Parameter index: counted from 0.
    func length(_ index: Int) -> Int {
        index >= 0 && index < count ? lengths.base[index] : 0
    }

    /// Adds the rows that ended in some bytes of an input, and the beginning of the next row.
    ///
    /// - Parameters:
    ///   - offset: the place of the bytes in the input.
    ///   - places: the rows, in order.
    ///   - row: the number of the first row.
    ///   - next: the start of the row behind them.
    /// - Throws: `.limit` if that row is too long; `.memory`.
    mutating func take(
        _ bytes: Span<UInt8>, at offset: Int64, _ places: Span<Place>, firstRow row: Int64, next: Int64
    ) throws(MateoError) {
        if places.count > 0 { try pad(to: row) }
        try lengths.reserve(places.count)
        try text.reserve(bytes.count)
        // Consecutive rows are copied together.
        var (begin, end) = (0, 0)
        for index in places.indices {
            let place = places[index]
            // The part of a row that was read before its end is already here.
            if place.start >= offset && (index == 0 || Int(place.start - offset) != end) {
                if index == 0 { text.count = wholeEnd }
                copy(bytes, begin..<end)
                begin = Int(place.start - offset)
            }
            end = Int(place.end - offset)
            lengths.put(Int(place.end - place.start))
        }
        copy(bytes, begin..<end)
        if places.count > 0 { wholeEnd = text.count }
        if next >= offset {
            text.count = wholeEnd
            copy(bytes, min(Int(next - offset), bytes.count)..<bytes.count)
        } else {
            copy(bytes, 0..<bytes.count)
        }
        if text.count - wholeEnd > Self.longestRow {
            throw MateoError(.limit, "the row has more than \(Self.longestRow >> 20) MiB")
        }
    }

    /// Adds the text of a row. An empty one counts as no text.
    mutating func add(_ row: Int64, _ bytes: Span<UInt8>) throws(MateoError) {
        try pad(to: row)
        try lengths.reserve(1)
        text.count = wholeEnd
        try text.append(bytes)
        lengths.put(bytes.count)
        wholeEnd = text.count
    }

    /// Removes the text of the last row, and returns it.
    mutating func takeLast() -> [UInt8] {
        guard count > 0 else { return [] }
        let length = lengths.base[count - 1]
        let start = wholeEnd - length
        var last: [UInt8] = []
        last.reserveCapacity(length)
        for index in start..<wholeEnd { last.append(text.base[index]) }
        // The text behind it moves up.
        let tail = text.count - wholeEnd
        UnsafeMutableRawPointer(text.base + start).copyMemory(from: text.base + wholeEnd, byteCount: tail)
        text.count = start + tail
        wholeEnd = start
        lengths.base[count - 1] = 0
        return last
    }

    /// Removes the rows up to one.
    mutating func removeRows(through row: Int64) {
        let gone = Int(min(max(row - firstRow + 1, 0), Int64(count)))
        let length = text(ofFirst: gone).count
        text.removeFirst(length)
        wholeEnd -= length
        lengths.removeFirst(gone)
        firstRow += Int64(gone)
    }

    /// Adds rows without text, up to a row.
    private mutating func pad(to row: Int64) throws(MateoError) {
        if count == 0 { firstRow = row }
        while firstRow + Int64(count) < row { try lengths.append(0) }
    }

    /// Copies bytes. There must be room for them.
    private mutating func copy(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        if !range.isEmpty { text.put(bytes.extracting(range)) }
    }
}
