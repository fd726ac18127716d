/// Writes JSON in the form of PostgreSQL's jsonb. The sandbox returns failed rows in this form. Otherwise a client that
/// compares them byte by byte with the sent rows would work here and fail on the real service.
enum JSONB {
    /// Returns the text: keys sorted by length, then by bytes; the last of repeated keys; a space after colon and
    /// comma.
    static func text(of value: JSONReader.Value, in bytes: Bytes) throws(JSONReader.Malformed) -> [UInt8] {
        var text = JSONText()
        try append(value, in: bytes, to: &text)
        return text.bytes
    }

    /// Returns the text of a string value with its escapes decoded.
    static func string(_ value: JSONReader.Value, in bytes: Bytes) -> [UInt8] {
        guard value.isEscaped else { return Array(bytes[value.range]) }
        let bytes = bytes.buffer
        var text: [UInt8] = []
        text.reserveCapacity(value.range.count)
        var index = value.range.lowerBound
        while index < value.range.upperBound {
            guard bytes[index] == UInt8(ascii: "\\") else {
                text.append(bytes[index])
                index += 1
                continue
            }
            let escape = bytes[index + 1]
            index += 2
            switch escape {
            case UInt8(ascii: "u"):
                appendScalar(at: &index, in: bytes, before: value.range.upperBound, to: &text)
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            default: text.append(escape)
            }
        }
        return text
    }

    private static func appendScalar(
        at index: inout Int, in bytes: UnsafeBufferPointer<UInt8>, before end: Int, to text: inout [UInt8]
    ) {
        var code = hex(at: index, in: bytes)
        index += 4
        if code & 0xFC00 == 0xD800, index + 6 <= end, bytes[index] == UInt8(ascii: "\\"),
            bytes[index + 1] == UInt8(ascii: "u"), hex(at: index + 2, in: bytes) & 0xFC00 == 0xDC00
        {
            code = 0x10000 + (code - 0xD800) << 10 + (hex(at: index + 2, in: bytes) - 0xDC00)
            index += 6
        }
        let scalar = Unicode.Scalar(code) ?? "\u{FFFD}"
        text.append(contentsOf: String(Character(scalar)).utf8)
    }

    private static func hex(at index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
        bytes[index..<index + 4].reduce(0) { $0 << 4 | UInt32(JSONReader.hexDigit($1) ?? 0) }
    }

    private static func append(
        _ value: JSONReader.Value, in bytes: Bytes, to text: inout JSONText
    ) throws(JSONReader.Malformed) {
        switch value.kind {
        case .object: try appendObject(value.range, in: bytes, to: &text)
        case .array: try appendArray(value.range, in: bytes, to: &text)
        case .string: text.append(string: string(value, in: bytes))
        case .number, .boolean, .null: text.append(raw: bytes[value.range])
        }
    }

    private static func appendObject(
        _ range: Range<Int>, in bytes: Bytes, to text: inout JSONText
    ) throws(JSONReader.Malformed) {
        var members: [[UInt8]: JSONReader.Value] = [:]
        var reader = JSONReader(bytes, in: range)
        try reader.enter("{")
        while let key = try reader.key() { members[string(key, in: bytes)] = try reader.value() }
        let keys = members.keys.sorted {
            $0.count == $1.count ? $0.lexicographicallyPrecedes($1) : $0.count < $1.count
        }
        text.append(raw: "{")
        for (index, key) in keys.enumerated() {
            if index > 0 { text.append(raw: ", ") }
            text.append(string: key)
            text.append(raw: ": ")
            if let value = members[key] { try append(value, in: bytes, to: &text) }
        }
        text.append(raw: "}")
    }

    private static func appendArray(
        _ range: Range<Int>, in bytes: Bytes, to text: inout JSONText
    ) throws(JSONReader.Malformed) {
        var reader = JSONReader(bytes, in: range)
        try reader.enter("[")
        text.append(raw: "[")
        var isFirst = true
        while let element = try reader.element() {
            if !isFirst { text.append(raw: ", ") }
            isFirst = false
            try append(element, in: bytes, to: &text)
        }
        text.append(raw: "]")
    }
}
