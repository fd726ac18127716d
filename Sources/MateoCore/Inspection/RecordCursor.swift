/// Iterates over written records: objects with commas between them and without white space, as checked by the readers.
/// Other bytes end it early and do no harm.
struct RecordCursor {
    private let source: UnsafePointer<UInt8>
    private let end: Int
    private var index = 0
    /// The start of the record, and its end once the cursor has passed all of its members.
    private(set) var record = 0..<0
    /// The member's name, between its quotes.
    private(set) var name = 0..<0
    /// The member's value. A text includes its quotes.
    private(set) var value = 0..<0

    /// Creates a cursor before the first record.
    ///
    /// - Parameter source: must not move while the cursor is used.
    init(_ source: UnsafePointer<UInt8>, count: Int) {
        self.source = source
        end = count
    }

    /// Moves to the next record. The cursor must have passed all members of the current one.
    mutating func nextRecord() -> Bool {
        if index < end && source[index] == UInt8(ascii: ",") { index &+= 1 }
        guard index < end, source[index] == UInt8(ascii: "{") else { return false }
        record = index..<index &+ 1
        return true
    }

    /// Moves to the next member of the record.
    @inline(__always)
    mutating func nextMember() -> Bool {
        // A bracket or a comma is before a member.
        index &+= 1
        guard index < end, source[index] == UInt8(ascii: "\"") else {
            // A record without members has its closing bracket here. Other records had it before.
            if index < end && source[index] == UInt8(ascii: "}") && index == record.lowerBound &+ 1 { index &+= 1 }
            record = record.lowerBound..<min(index, end)
            return false
        }
        let start = index &+ 1
        skipText()
        name = start..<max(index &- 1, start)
        index &+= 1
        let valueStart = min(index, end)
        skipValue()
        index = min(index, end)
        value = valueStart..<index
        return true
    }

    /// Moves past the closing quote of a text.
    @inline(__always)
    private mutating func skipText() {
        index = Self.special(source, index &+ 1, end)
        while index < end && source[index] == UInt8(ascii: "\\") { index = Self.special(source, index &+ 2, end) }
        index &+= 1
    }

    @inline(__always)
    private mutating func skipValue() {
        guard index < end else { return }
        switch source[index] {
        case UInt8(ascii: "\""): skipText()
        case UInt8(ascii: "{"), UInt8(ascii: "["): skipBrackets()
        default:
            while index < end && source[index] != UInt8(ascii: ",") && source[index] != UInt8(ascii: "}") {
                index &+= 1
            }
        }
    }

    @inline(never)
    private mutating func skipBrackets() {
        var depth = 0
        repeat {
            switch source[index] {
            case UInt8(ascii: "\""):
                skipText()
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth &+= 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth &-= 1
            default: break
            }
            index &+= 1
        } while depth > 0 && index < end
    }

    /// Returns the index of the next quote or backslash, or `count`.
    @inline(__always)
    static func special(_ source: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var index = start
        while index &+ 8 <= count {
            let word = UnsafeRawPointer(source + index).loadUnaligned(as: UInt64.self)
            let quote = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
            let backslash = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
            let found =
                (((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)) & 0x8080_8080_8080_8080
            if found != 0 { return index &+ found.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < count && source[index] != UInt8(ascii: "\"") && source[index] != UInt8(ascii: "\\") {
            index &+= 1
        }
        return min(index, count)
    }
}
