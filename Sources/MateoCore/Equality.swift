extension String {
    /// Whether two texts are the same bytes.
    ///
    /// `==` takes canonically equal texts for the same, which identifiers are not, and brings the tables of
    /// Unicode normalization into the library.
    @inline(never)
    public func isIdentical(to other: String) -> Bool {
        // Walking over two texts side by side takes ten times as much code as copying them.
        Array(utf8) == Array(other.utf8)
    }
}

extension [UInt8] {
    /// Whether these are the bytes of the text.
    public func equals(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { text in
            for index in 0..<count where self[index] != text[index] { return false }
            return true
        }
    }
}
