// Texts that are compared byte by byte. `==` on strings takes canonically equal texts for the same, which names and
// identifiers are not, and brings the tables of Unicode normalization into the library.

extension Span where Element == UInt8 {
    /// Whether these are the same bytes.
    public func equals(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in indices where self[index] != other[index] { return false }
        return true
    }

    /// Whether these are the bytes of the text.
    public func equals(_ text: StaticString) -> Bool {
        equals(unsafe Span(_unsafeStart: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Whether the bytes of another text stand somewhere in this one.
    func contains(_ other: Span<UInt8>) -> Bool {
        guard count >= other.count else { return false }
        for start in 0...count - other.count where extracting(start..<start + other.count).equals(other) { return true }
        return false
    }

    /// Whether the text stands somewhere in this one.
    func contains(_ text: StaticString) -> Bool {
        contains(unsafe Span(_unsafeStart: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}

extension [UInt8] {
    /// Whether these are the bytes of the text.
    public func equals(_ text: StaticString) -> Bool { span.equals(text) }
}

extension String {
    /// Whether two texts are the same bytes.
    @inline(never)
    public func isIdentical(to other: String) -> Bool {
        // Walking over two texts side by side takes ten times as much code as copying them.
        Array(utf8) == Array(other.utf8)
    }
}
