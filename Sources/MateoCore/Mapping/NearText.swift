/// Measures how similar texts are.
enum NearText {
    /// The longest text to compare.
    private static let longest = 64

    /// Returns how many bytes to insert, remove or replace to turn one text into the other; a large number for long
    /// texts.
    @inline(never)
    static func distance(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Int {
        guard one.count <= longest, other.count <= longest else { return longest }
        // The distances of the prefixes of `other` from a prefix of `one`.
        var row = InlineArray<65, Int>(repeating: 0)
        for index in 0...other.count { row[index] = index }
        for index in one.indices {
            var diagonal = row[0]
            row[0] = index + 1
            for place in other.indices {
                let replaced = diagonal + (one[index] == other[place] ? 0 : 1)
                diagonal = row[place + 1]
                row[place + 1] = min(replaced, diagonal + 1, row[place] + 1)
            }
        }
        return row[other.count]
    }
}
