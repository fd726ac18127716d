/// Maps words to values: `aktiv=true, inaktiv=false`.
enum Words {
    /// The values of a boolean, and the words for them without a mapping.
    static let booleans: StaticString = """
        true=true,false=false,wahr=true,falsch=false,ja=true,nein=false,yes=true,no=false,x=true,1=true,0=false,\
        j=true,n=false,y=true
        """
    /// The statuses of a marketing subscription.
    static let consents: StaticString = "accepted=accepted,declined=declined,requested=requested"

    /// Writes true or false for a word.
    static func writeBoolean(_ cell: Span<UInt8>, _ words: Span<UInt8>, to output: inout Bytes) -> Conversion {
        let own = booleans.bytes
        let words = words.count > 0 ? words : own
        guard let place = find(cell, words) else { return cell.count == 0 ? .empty : .boolean }
        output.put(words.extracting(place))
        return .written
    }

    /// Writes the status for a word. Without a mapping, the words are the statuses.
    static func writeConsent(_ cell: Span<UInt8>, _ words: Span<UInt8>, to output: inout Bytes) -> Conversion {
        let own = consents.bytes
        let words = words.count > 0 ? words : own
        guard let place = find(cell, words) else { return cell.count == 0 ? .empty : .consent }
        output.put(UInt8(ascii: "\""))
        output.put(words.extracting(place))
        output.put(UInt8(ascii: "\""))
        return .written
    }

    /// Returns whether a cell is a word for true or false.
    static func isBoolean(_ cell: Span<UInt8>) -> Bool { find(cell, booleans.bytes) != nil }

    /// Returns whether words are in the right form, have only values of another list, and do not repeat.
    @inline(never)
    static func areValid(_ words: Span<UInt8>, _ allowed: StaticString) -> Bool {
        let allowed = allowed.bytes
        var start = 0
        while start < words.count {
            let entry = entry(words, at: start)
            guard entry.hasValue, let place = find(words.extracting(entry.value), allowed),
                allowed.extracting(place).equals(words.extracting(entry.value)),
                find(words.extracting(entry.word), words.extracting(0..<start)) == nil
            else { return false }
            start = entry.end
        }
        return true
    }

    /// Returns whether a value is mapped to an empty cell.
    static func haveEmpty(_ words: Span<UInt8>) -> Bool { find(Span(), words) != nil }

    /// Returns the place of a word's value, or nil if the word is missing.
    @inline(never)
    private static func find(_ word: Span<UInt8>, _ words: Span<UInt8>) -> Range<Int>? {
        // A missing word has an equals sign in its place.
        let initial = word.count > 0 ? word[0] : UInt8(ascii: "=")
        var start = 0
        while start < words.count {
            let byte = words[start]
            // Passes by words that begin with another letter, and blanks.
            if byte &- 0x20 < 0x60 && (byte ^ initial) & 0xDF != 0 {
                if byte != 0x20 { start = end(words, from: start) }
                start += 1
                continue
            }
            let entry = entry(words, at: start)
            if words.extracting(entry.word).equalsIgnoringCase(word) { return entry.value }
            start = entry.end
        }
        return nil
    }

    /// Returns the entry at an index: the word, its value, and the start of the next entry.
    private static func entry(
        _ words: Span<UInt8>, at start: Int
    ) -> (word: Range<Int>, value: Range<Int>, hasValue: Bool, end: Int) {
        let end = end(words, from: start)
        var equals = -1
        for index in start..<end where words[index] == UInt8(ascii: "=") { equals = index }
        let word = trim(words, start..<(equals < 0 ? end : equals))
        return (word, trim(words, (equals < 0 ? end : equals + 1)..<end), equals >= 0, min(end + 1, words.count))
    }

    private static func end(_ words: Span<UInt8>, from start: Int) -> Int {
        var end = start
        while end < words.count, words[end] != UInt8(ascii: ",") { end += 1 }
        return end
    }

    private static func trim(_ text: Span<UInt8>, _ place: Range<Int>) -> Range<Int> {
        let trimmed = Blank.trim(text.extracting(place))
        return place.lowerBound + trimmed.lowerBound..<place.lowerBound + trimmed.upperBound
    }

}
