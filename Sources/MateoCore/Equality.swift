// Compares texts byte by byte. `==` on strings treats canonically equivalent texts as equal, which is wrong for names
// and identifiers. It also links the tables of Unicode normalization into the library.

extension Span where Element == UInt8 {
    /// Returns whether the bytes are the same.
    public func equals(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in indices where self[index] != other[index] { return false }
        return true
    }

    /// Returns whether these are the bytes of the text.
    public func equals(_ text: StaticString) -> Bool {
        equals(unsafe Span(_unsafeStart: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Returns whether this text contains another one.
    func contains(_ other: Span<UInt8>) -> Bool {
        guard count >= other.count else { return false }
        for start in 0...count - other.count where extracting(start..<start + other.count).equals(other) { return true }
        return false
    }

    /// Returns whether this text contains another one.
    package func contains(_ text: StaticString) -> Bool {
        contains(unsafe Span(_unsafeStart: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}

extension [UInt8] {
    /// Returns whether these are the bytes of the text.
    public func equals(_ text: StaticString) -> Bool { span.equals(text) }
}

extension String {
    /// Returns whether two texts have the same bytes.
    @inline(never)
    public func isIdentical(to other: String) -> Bool {
        // Iterating over two texts side by side takes ten times as much code as copying them.
        Array(utf8) == Array(other.utf8)
    }
}
