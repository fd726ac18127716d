/// The character encoding of an input: a name, or `auto` to detect it from the bytes.
public struct Encoding: Equatable, Sendable {
    /// Detects the encoding: a byte order mark, NUL bytes in the places of UTF-16, UTF-8, or else Windows-1252.
    public static var auto: Encoding { Encoding("auto") }

    /// The name in lower case, such as `utf-8`, `windows-1252`, `utf-16` or any other that the C library's iconv knows.
    public let name: [UInt8]

    /// Creates an encoding from its name. Case does not matter.
    public init(_ name: String) {
        self.init(Array(name.utf8).span)
    }

    /// Creates an encoding from its name in ASCII.
    public init(_ name: Span<UInt8>) {
        var lower: [UInt8] = []
        for index in name.indices {
            let byte = name[index]
            lower.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
        }
        self.name = lower
    }

    /// Returns what to do about a byte that begins no UTF-8 character.
    static func advice(_ byte: UInt8) -> StaticString {
        switch byte {
        case 0..<0x80, 0x81, 0x8D, 0x8F, 0x90, 0x9D: "Save the file as UTF-8"
        default: "Save the file as UTF-8. If it is Windows-1252, set \"encoding\" to \"windows-1252\" in the mapping"
        }
    }

    /// The kinds that are known without iconv.
    enum Kind { case auto, utf8, utf16, utf32, other }

    var kind: Kind {
        if name.equals("auto") { return .auto }
        if name.equals("utf-8") || name.equals("utf8") || name.equals("ascii") || name.equals("us-ascii") {
            return .utf8
        }
        if name.equals("utf-16") || name.equals("utf16") { return .utf16 }
        if name.equals("utf-32") || name.equals("utf32") { return .utf32 }
        return .other
    }

    /// Whether the encoding can be read here.
    var isKnown: Bool { kind != .other || (isPlain && Decoder.open(name) != nil) }

    /// Whether the name may be passed to iconv. It has letters, digits and a few signs, and no suffix that changes how
    /// iconv treats characters that do not fit.
    var isPlain: Bool {
        guard name.count > 0 && name.count <= 40 else { return false }
        for byte in name {
            switch byte {
            case 0x61...0x7A, 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: ":"), UInt8(ascii: "+"):
                break
            default: return false
            }
        }
        return true
    }
}
