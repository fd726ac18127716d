/// JSON text that is being written.
struct JSONText {
    private(set) var bytes: [UInt8] = []

    /// The text as a string.
    var string: String { String(decoding: bytes, as: UTF8.self) }

    mutating func append(raw text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func append(raw text: some Sequence<UInt8>) { bytes.append(contentsOf: text) }

    mutating func append(string text: String) {
        bytes.append(UInt8(ascii: "\""))
        escape(text.utf8)
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func append(string text: some Sequence<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        escape(text)
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func append(string text: String?) {
        if let text { append(string: text) } else { append(raw: "null") }
    }

    private mutating func escape(_ text: some Sequence<UInt8>) {
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""): append(raw: "\\\"")
            case UInt8(ascii: "\\"): append(raw: "\\\\")
            case 0x0A: append(raw: "\\n")
            case 0x0D: append(raw: "\\r")
            case 0x09: append(raw: "\\t")
            case 0..<0x20:
                append(raw: "\\u00")
                for nibble in [byte >> 4, byte & 15] {
                    bytes.append(nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10)
                }
            default: bytes.append(byte)
            }
        }
    }
}
