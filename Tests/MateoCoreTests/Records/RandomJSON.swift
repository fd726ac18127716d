/// Random JSON: records with nested values, as a document or as lines.
struct RandomJSON {
    var random: Numbers

    mutating func file(_ form: JSONForm) -> [UInt8] {
        let records = (0...random.next(4)).map { _ in record() }
        let text =
            switch form {
            case .lines: records.joined(separator: ["\n", "\r\n", "\n \n"][random.next(3)])
            case .document where random.next(4) == 0: records[0]
            case .document: "[" + records.joined(separator: [",", " ,\n"][random.next(2)]) + "]"
            }
        let marks: [[UInt8]] = [[0xEF, 0xBB, 0xBF], [0xEF, 0xBB], [0xEF]]
        return (random.next(6) == 0 ? marks[random.next(3)] : []) + Array(text.utf8)
    }

    enum JSONForm { case lines, document }

    private mutating func record() -> String {
        var fields = random.next(16) == 0 ? [] : ["\"id\":\(value(9))"]
        for number in 0..<random.next(4) {
            let name = random.next(12) == 0 ? "id" : "\(text())\(number)"
            fields.append("\"\(name)\"\(space()):\(space())\(value(0))")
        }
        return "{" + space() + fields.joined(separator: ",") + "}"
    }

    private mutating func space() -> String { ["", "", "", " ", "\t"][random.next(5)] }

    private mutating func value(_ depth: Int) -> String {
        switch random.next(depth > 2 ? 4 : 7) {
        case 0: ["1", "-0.5e+3", "10", "0"][random.next(4)]
        case 1: ["true", "false", "null"][random.next(3)]
        case 4: "[" + (0..<random.next(3)).map { _ in value(depth + 1) }.joined(separator: ",") + "]"
        case 5: "{\"a\":\(value(depth + 1)),\"b\":\(value(depth + 1))}"
        default: "\"" + text() + "\""
        }
    }

    private mutating func text() -> String {
        let parts = [
            "a", "é", "€", "😀", #"\n"#, #"\""#, #"\\"#, #"\/"#, #"\u00e4"#, #"\ud83d\ude00"#,
            "0123456789abcdef",
        ]
        return (0..<random.next(4)).map { _ in parts[random.next(parts.count)] }.joined()
    }

    /// Changes a few bytes.
    mutating func damage(_ text: [UInt8]) -> [UInt8] {
        var text = text
        let odd: [UInt8] = [
            0x22, 0x22, 0x5C, 0x7B, 0x7D, 0x5B, 0x5D, 0x2C, 0x3A, 0x0A, 0x00, 0x01, 0x75, 0x64, 0x78, 0xC3,
            0xE2,
            0x82, 0xAC, 0xED, 0xA0, 0xF0, 0x9F, 0xFF, 0x30, 0x2E,
        ]
        for _ in 0...random.next(3) {
            let position = random.next(text.count + 1)
            switch random.next(4) {
            case 0 where position < text.count: text.remove(at: position)
            case 1 where position < text.count: text[position] = odd[random.next(odd.count)]
            case 2 where random.next(4) == 0: text.removeLast(text.count - position)
            default: text.insert(odd[random.next(odd.count)], at: position)
            }
        }
        return text
    }
}
