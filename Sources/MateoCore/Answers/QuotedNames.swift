/// The quoted texts of a PostgreSQL message, and the column that it names.
struct QuotedNames {
    /// The most texts to keep.
    private static let most = 8
    /// The first quoted texts in order.
    private(set) var texts: [[UInt8]] = []
    /// The column, if the message is about one.
    private(set) var column: [UInt8]?
    /// Whether it names a key and a value that another record has or lacks: `Key (email)=(…)`.
    private(set) var hasKey = false
    /// The message without values. Names stay, and other quoted texts become dots.
    private(set) var masked: [UInt8] = []

    init(_ message: [UInt8]) {
        var index = 0
        while index < message.count {
            let byte = message[index]
            masked.append(byte)
            index += 1
            if byte == UInt8(ascii: "\"") {
                let end = message[index...].firstIndex(of: UInt8(ascii: "\"")) ?? message.count
                take(Array(message[index..<end]))
                index = end
                if index < message.count {
                    masked.append(UInt8(ascii: "\""))
                    index += 1
                }
            } else if byte == UInt8(ascii: "("), masked.ends(with: "Key (") {
                let end = message[index...].firstIndex(of: UInt8(ascii: ")")) ?? message.count
                let name = Array(message[index..<end])
                masked += name
                index = end
                if Self.isName(name) { column = column ?? name }
                hasKey = message.span.contains("already exists")
            } else if byte == UInt8(ascii: "("), masked.ends(with: ")=(") {
                masked += Array("…".utf8)
                index = message[index...].firstIndex(of: UInt8(ascii: ")")) ?? message.count
            }
        }
    }

    private mutating func take(_ text: [UInt8]) {
        let isColumn = masked.ends(with: "column \"")
        if isColumn && Self.isName(text) { column = column ?? text }
        if texts.count < Self.most { texts.append(text) }
        masked += Self.isName(text) ? text : Array("…".utf8)
    }

    /// Returns whether a text looks like the name of a field, table or constraint, and not like a value.
    private static func isName(_ text: [UInt8]) -> Bool {
        guard let first = text.first, first >= UInt8(ascii: "a"), first <= UInt8(ascii: "z") else { return false }
        for byte in text {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): break
            default: return false
            }
        }
        return true
    }
}

extension [UInt8] {
    fileprivate func ends(with text: StaticString) -> Bool {
        let start = count - text.utf8CodeUnitCount
        return start >= 0 && span.extracting(start..<count).equals(text)
    }
}
