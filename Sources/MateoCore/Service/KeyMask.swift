/// Removes the API key from the service's texts. Some services repeat a key that they do not know.
public struct KeyMask: Sendable {
    private let key: [UInt8]

    /// The shortest key to mask. A shorter one is not secret, and may occur in any text.
    private static let shortestKey = 4

    /// Creates a mask for a key.
    public init(_ apiKey: String) {
        key = Array(apiKey.utf8)
    }

    /// Returns the text with asterisks in place of the key, in any form in which JSON can write it.
    @inline(never)
    public func masked(_ text: [UInt8]) -> [UInt8] {
        guard key.count >= Self.shortestKey else { return text }
        var masked = text
        var index = 0
        while index < text.count {
            if text[index] == key[0] || text[index] == UInt8(ascii: "\\"),
                let end = end(of: text, from: index)
            {
                for place in index..<end { masked[place] = UInt8(ascii: "*") }
                index = end
            } else {
                index += 1
            }
        }
        return masked
    }

    /// Returns the end of the key that begins at an index, or nil if there is none.
    private func end(of text: [UInt8], from start: Int) -> Int? {
        var index = start
        for byte in key {
            guard index < text.count else { return nil }
            if text[index] == byte, byte != UInt8(ascii: "\\") {
                index += 1
            } else if let length = escape(of: byte, in: text, at: index) {
                index += length
            } else {
                return nil
            }
        }
        return index
    }

    /// Returns the length of an escape that means a byte at an index, or nil if there is none.
    private func escape(of byte: UInt8, in text: [UInt8], at index: Int) -> Int? {
        guard index + 1 < text.count, text[index] == UInt8(ascii: "\\") else { return nil }
        if text[index + 1] == byte { return 2 }
        guard text[index + 1] == UInt8(ascii: "u"), index + 5 < text.count else { return nil }
        var value = 0
        for place in index + 2...index + 5 {
            guard let digit = Self.digit(text[place]) else { return nil }
            value = value * 16 + digit
        }
        return value == Int(byte) ? 6 : nil
    }

    private static func digit(_ byte: UInt8) -> Int? {
        switch byte {
        case 48...57: Int(byte) - 48
        case 65...70: Int(byte) - 55
        case 97...102: Int(byte) - 87
        default: nil
        }
    }
}
