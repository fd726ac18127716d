/// Takes the API key out of what the service says. Some services repeat a key that they do not know.
public struct KeyMask: Sendable {
    private let key: [UInt8]

    /// A shorter key is no secret, and may be a part of any text.
    private static let shortestKey = 4

    /// A mask for a key.
    public init(_ apiKey: String) {
        key = Array(apiKey.utf8)
    }

    /// The text with asterisks where the key stood.
    @inline(never)
    public func masked(_ text: [UInt8]) -> [UInt8] {
        guard key.count >= Self.shortestKey, text.count >= key.count else { return text }
        var masked = text
        var index = 0
        while index <= text.count - key.count {
            if text[index] == key[0], isKey(text, at: index) {
                for place in index..<index + key.count { masked[place] = UInt8(ascii: "*") }
                index += key.count
            } else {
                index += 1
            }
        }
        return masked
    }

    private func isKey(_ text: [UInt8], at start: Int) -> Bool {
        for index in 1..<key.count where text[start + index] != key[index] { return false }
        return true
    }
}
