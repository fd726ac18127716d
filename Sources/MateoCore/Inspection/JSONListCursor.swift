/// Iterates over the elements of a written list, which has no white space and was checked by the readers.
struct JSONListCursor {
    private let source: UnsafePointer<UInt8>
    private let end: Int
    private var index: Int

    /// Creates a cursor before the first element.
    ///
    /// - Parameters:
    ///   - source: must not move while the cursor is used.
    ///   - list: the place of the list with its brackets.
    init(_ source: UnsafePointer<UInt8>, _ list: Range<Int>) {
        self.source = source
        index = list.lowerBound + 1
        end = max(list.upperBound - 1, index)
    }

    /// Returns the place of the next element, or nil at the end.
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

    /// Moves to the closing quote of a text.
    private mutating func skipText() {
        index = RecordCursor.special(source, index + 1, end)
        while index < end && source[index] == UInt8(ascii: "\\") {
            index = RecordCursor.special(source, index + 2, end)
        }
    }
}
