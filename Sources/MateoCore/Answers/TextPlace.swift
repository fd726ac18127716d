/// The place of a value in a text of fewer than 2^32 bytes.
struct TextPlace: BitwiseCopyable, Sendable {
    /// No value, at the start of the text.
    static var nowhere: TextPlace { TextPlace(start: 0, count: 0) }

    private let start: UInt32
    private let count: UInt32

    /// Creates the place of a value.
    init(of value: JSONValue) {
        self.init(
            start: UInt32(truncatingIfNeeded: value.place.lowerBound),
            count: UInt32(truncatingIfNeeded: value.place.count))
    }

    private init(start: UInt32, count: UInt32) {
        self.start = start
        self.count = count
    }

    /// The place of the value's bytes.
    var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
}
