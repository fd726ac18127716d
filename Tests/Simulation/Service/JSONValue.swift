/// JSON as the simulated service parses it.
indirect enum JSONValue {
    case object([(String, JSONValue)])
    case array([JSONValue])
    case string(String)
    /// Numbers and literals, as they are written.
    case plain(String)

    /// A member of an object.
    subscript(_ key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.0 == key }?.1
    }

    var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    var elements: [JSONValue]? {
        if case .array(let values) = self { values } else { nil }
    }

    var plain: String? {
        if case .plain(let text) = self { text } else { nil }
    }

    /// Returns the value as text, with members in their order or sorted by key.
    func text(sorted: Bool) -> String {
        switch self {
        case .object(let members):
            let ordered = sorted ? members.sorted { $0.0 < $1.0 } : members
            return "{"
                + ordered.map { Self.quoted($0.0) + ":" + $0.1.text(sorted: sorted) }.joined(separator: ",")
                + "}"
        case .array(let values):
            return "[" + values.map { $0.text(sorted: sorted) }.joined(separator: ",") + "]"
        case .string(let text): return Self.quoted(text)
        case .plain(let text): return text
        }
    }

    static func quoted(_ text: String) -> String {
        var result = "\""
        for byte in text.unicodeScalars {
            if byte == "\"" || byte == "\\" { result += "\\" }
            result.unicodeScalars.append(byte)
        }
        return result + "\""
    }

    /// Parses a text. Returns nil if it is not JSON of the kind that records use here.
    static func read(_ bytes: [UInt8]) -> JSONValue? {
        var place = 0
        guard let value = read(bytes, &place) else { return nil }
        skip(bytes, &place)
        return place == bytes.count ? value : nil
    }

    private static func skip(_ bytes: [UInt8], _ place: inout Int) {
        while place < bytes.count, bytes[place] <= 32 { place += 1 }
    }

    private static func take(_ byte: Character, _ bytes: [UInt8], _ place: inout Int) -> Bool {
        skip(bytes, &place)
        guard place < bytes.count, bytes[place] == byte.asciiValue else { return false }
        place += 1
        return true
    }

    private static func read(_ bytes: [UInt8], _ place: inout Int) -> JSONValue? {
        if take("{", bytes, &place) {
            var members: [(String, JSONValue)] = []
            if take("}", bytes, &place) { return .object([]) }
            repeat {
                guard take("\"", bytes, &place), let key = readString(bytes, &place),
                    take(":", bytes, &place), let value = read(bytes, &place)
                else { return nil }
                members.append((key, value))
            } while take(",", bytes, &place)
            return take("}", bytes, &place) ? .object(members) : nil
        }
        if take("[", bytes, &place) {
            var values: [JSONValue] = []
            if take("]", bytes, &place) { return .array([]) }
            repeat {
                guard let value = read(bytes, &place) else { return nil }
                values.append(value)
            } while take(",", bytes, &place)
            return take("]", bytes, &place) ? .array(values) : nil
        }
        if take("\"", bytes, &place) { return readString(bytes, &place).map { .string($0) } }
        let start = place
        while place < bytes.count, bytes[place] > 44 || bytes[place] == 43, bytes[place] != 93,
            bytes[place] != 125
        {
            place += 1
        }
        return place > start ? .plain(String(decoding: bytes[start..<place], as: UTF8.self)) : nil
    }

    /// Reads a string behind its opening quote. Records of the simulator have no escapes except `\"` and `\\`.
    private static func readString(_ bytes: [UInt8], _ place: inout Int) -> String? {
        var text: [UInt8] = []
        while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
            if bytes[place] == UInt8(ascii: "\\") { place += 1 }
            guard place < bytes.count else { return nil }
            text.append(bytes[place])
            place += 1
        }
        guard place < bytes.count else { return nil }
        place += 1
        return String(decoding: text, as: UTF8.self)
    }
}
