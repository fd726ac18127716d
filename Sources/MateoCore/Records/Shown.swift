/// Names as messages may show them.
enum Shown {
    /// A column or field name in quotes if it is short and made of ASCII and Latin letters, as "Straße", else the
    /// words "a field".
    static func name(_ name: Span<UInt8>) -> String {
        guard name.count > 0 && name.count <= 64 else { return "a field" }
        var text = "\""
        var index = 0
        while index < name.count {
            let byte = name[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return "a field"
            case 0x20..<0x7F: text.unicodeScalars.append(Unicode.Scalar(byte))
            case 0xC3...0xC9 where index < name.count && name[index] & 0xC0 == 0x80:
                let value = UInt32(byte & 0x1F) << 6 | UInt32(name[index] & 0x3F)
                text.unicodeScalars.append(Unicode.Scalar(value) ?? "?")
                index += 1
            default: return "a field"
            }
        }
        return text + "\""
    }
}
