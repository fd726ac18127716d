/// The values of a JSON array in order. Each is parsed when it is asked for.
public struct JSONElements: Sequence, IteratorProtocol, Sendable {
    private let body: [UInt8]
    private var index: Int
    private let end: Int

    /// Creates the sequence of values in a part of a text, separated by commas or colons.
    init(_ body: [UInt8], _ place: Range<Int>) {
        self.body = body
        index = place.lowerBound
        end = place.upperBound
    }

    /// The length of the text in bytes.
    var byteCount: Int { body.count }

    /// Returns the value at a place where one was found before.
    func value(at place: Range<Int>) -> JSONValue {
        JSONValue(body, place)
    }

    /// Returns the next value, or nil at the end.
    @inline(never)
    public mutating func next() -> JSONValue? {
        while index < end, Self.isBetween(body[index]) { index += 1 }
        guard index < end else { return nil }
        let start = index
        skipValue()
        return JSONValue(body, start..<index)
    }

    private mutating func skipValue() {
        var depth = 0
        repeat {
            let byte = body[index]
            index += 1
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "\""): skipString()
            default:
                if depth == 0 { return skipScalar() }
            }
        } while depth > 0 && index < end
    }

    /// Moves past the closing quote of a string.
    private mutating func skipString() {
        var place = index
        while place < end {
            let byte = body[place]
            place += byte == UInt8(ascii: "\\") ? 2 : 1
            if byte == UInt8(ascii: "\"") { break }
        }
        index = place < end ? place : end
    }

    private mutating func skipScalar() {
        while index < end, !Self.isBetween(body[index]) { index += 1 }
    }

    @inline(__always)
    private static func isBetween(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: ":") || isBlank(byte)
    }

    /// Returns whether a byte is a blank in JSON.
    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }
}
