/// Rows as their file has them, in UTF-8, from the first to the last of a batch. Each has its line end, except perhaps the
/// last of the file. Rows from elsewhere, and those that are left out, have no text here.
struct SourceText: ~Copyable {
    /// Where a row stands in the input. The end is behind its line end.
    struct Place: BitwiseCopyable {
        var start: Int64
        var end: Int64
    }

    /// The most bytes of a row.
    static let longestRow = 64 << 20

    /// The text of whole rows, and behind it what was read of the next one.
    private var text = Bytes(capacity: 64 << 10)
    private var wholeEnd = 0
    private var lengths = Buffer<Int>(capacity: 64)
    /// The number of the first row.
    private(set) var firstRow: Int64 = 1

    init() {}

    /// A copy of the whole rows, whose memory is shared. See `Buffer`.
    init(sharing other: borrowing SourceText) {
        text = Buffer(sharing: other.text, count: other.wholeEnd)
        wholeEnd = other.wholeEnd
        lengths = Buffer(sharing: other.lengths, count: other.lengths.count)
        firstRow = other.firstRow
    }

    /// How many bytes all rows have.
    var bytes: Int { wholeEnd }
    /// How many rows there are, with those that have no text.
    var count: Int { lengths.count }

    /// The text of the first rows.
    @_lifetime(borrow self)
    func text(ofFirst rows: Int) -> Span<UInt8> {
        var length = 0
        for index in 0..<min(rows, count) { length += lengths.base[index] }
        return text.span.extracting(0..<length)
    }

    /// A part of the text of all rows.
    @_lifetime(borrow self)
    func text(_ range: Range<Int>) -> Span<UInt8> {
        text.span.extracting(range.clamped(to: 0..<wholeEnd))
    }

    /// How long the text of a row is.
    ///
    /// - Parameter index: counted from 0.
    func length(_ index: Int) -> Int {
        index >= 0 && index < count ? lengths.base[index] : 0
    }

    /// Takes the rows that ended in some bytes of an input, and the beginning of the next one.
    ///
    /// - Parameters:
    ///   - offset: where the bytes stand in the input.
    ///   - places: the rows, in order.
    ///   - row: the number of the first of them.
    ///   - next: where the row behind them begins.
    /// - Throws: `.limit` when that row is too long; `.memory`.
    mutating func take(
        _ bytes: Span<UInt8>, at offset: Int64, _ places: Span<Place>, firstRow row: Int64, next: Int64
    ) throws(MateoError) {
        if places.count > 0 { try pad(to: row) }
        try lengths.reserve(places.count)
        try text.reserve(bytes.count)
        // Rows that follow each other are copied at once.
        var (begin, end) = (0, 0)
        for index in places.indices {
            let place = places[index]
            // What was read of a row before it ended is there already.
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

    /// Adds the text of a row. It has none if it is empty.
    mutating func add(_ row: Int64, _ bytes: Span<UInt8>) throws(MateoError) {
        try pad(to: row)
        try lengths.reserve(1)
        text.count = wholeEnd
        try text.append(bytes)
        lengths.put(bytes.count)
        wholeEnd = text.count
    }

    /// Takes the text of the last row away, and returns it.
    mutating func takeLast() -> [UInt8] {
        guard count > 0 else { return [] }
        let length = lengths.base[count - 1]
        let start = wholeEnd - length
        var last: [UInt8] = []
        last.reserveCapacity(length)
        for index in start..<wholeEnd { last.append(text.base[index]) }
        // What follows it moves up.
        let tail = text.count - wholeEnd
        UnsafeMutableRawPointer(text.base + start).copyMemory(from: text.base + wholeEnd, byteCount: tail)
        text.count = start + tail
        wholeEnd = start
        lengths.base[count - 1] = 0
        return last
    }

    /// Forgets the rows up to one.
    mutating func removeRows(through row: Int64) {
        let gone = Int(min(max(row - firstRow + 1, 0), Int64(count)))
        let length = text(ofFirst: gone).count
        text.removeFirst(length)
        wholeEnd -= length
        lengths.removeFirst(gone)
        firstRow += Int64(gone)
    }

    /// Rows that have no text come before a row.
    private mutating func pad(to row: Int64) throws(MateoError) {
        if count == 0 { firstRow = row }
        while firstRow + Int64(count) < row { try lengths.append(0) }
    }

    /// Copies bytes for which there is room.
    private mutating func copy(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        if !range.isEmpty { text.put(bytes.extracting(range)) }
    }
}
