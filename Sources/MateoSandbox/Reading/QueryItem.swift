/// A name and a value of a query string.
struct QueryItem: Equatable {
    let name: String
    let value: String

    /// Splits a query string like web servers: a plus sign is a space.
    static func list(_ query: String) -> [QueryItem] {
        query.utf8.split(separator: UInt8(ascii: "&")).map { item in
            let halves = item.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            return QueryItem(name: decoded(halves[0]), value: halves.count > 1 ? decoded(halves[1]) : "")
        }
    }

    private static func decoded(_ text: Substring.UTF8View) -> String {
        var bytes: [UInt8] = []
        var index = text.startIndex
        while index < text.endIndex {
            let byte = text[index]
            let rest = text[text.index(after: index)...]
            if byte == UInt8(ascii: "%"), let high = rest.first.flatMap(JSONReader.hexDigit),
                let low = rest.dropFirst().first.flatMap(JSONReader.hexDigit)
            {
                bytes.append(high << 4 | low)
                index = text.index(index, offsetBy: 3)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
                index = text.index(after: index)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
