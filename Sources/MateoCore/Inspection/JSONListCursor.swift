/// Goes through the elements of a list as it is written: without white space, and checked by the readers.
struct JSONListCursor {
    private let source: UnsafePointer<UInt8>
    private let end: Int
    private var index: Int

    /// A cursor before the first element.
    ///
    /// - Parameters:
    ///   - source: stays where it is while the cursor is used.
    ///   - list: the place of the list with its brackets.
    init(_ source: UnsafePointer<UInt8>, _ list: Range<Int>) {
        self.source = source
        index = list.lowerBound + 1
        end = max(list.upperBound - 1, index)
    }

    /// Where the next element stands; nil when there is none.
    mutating func next() -> Range<Int>? {
        guard index < end else { return nil }
        let start = index
        var depth = 0
        while index < end && (depth > 0 || source[index] != UInt8(ascii: ",")) {
            switch source[index] {
            case UInt8(ascii: "\""): skipText()
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            index += 1
        }
        index = min(index, end)
        let element = start..<index
        index += 1
        return element.isEmpty ? nil : element
    }

    /// Goes to the quote that ends a text.
    private mutating func skipText() {
        index = RecordCursor.special(source, index + 1, end)
        while index < end && source[index] == UInt8(ascii: "\\") {
            index = RecordCursor.special(source, index + 2, end)
        }
    }
}
