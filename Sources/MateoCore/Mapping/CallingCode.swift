/// The international form of a country's telephone numbers.
enum CallingCode {
    /// The country, its calling code, and the prefix of a national number that is dropped in the international form.
    private static let countries: StaticString = """
        DE49-0,AT43-0,CH41-0,LI423-,LU352-,NL31-0,BE32-0,FR33-0,IT39-,ES34-,PT351-,GB44-0,IE353-0,DK45-,NO47-,SE46-0,\
        FI358-0,IS354-,PL48-,CZ420-,SK421-0,HU36-06,SI386-0,HR385-0,BA387-0,RS381-0,ME382-0,MK389-0,AL355-0,BG359-0,\
        RO40-0,GR30-,CY357-,MT356-,TR90-0,UA380-0,MD373-0,EE372-,LV371-,LT370-0,MC377-,SM378-,XK383-0,US1-1,CA1-1,\
        AU61-0,NZ64-0,IL972-0,AE971-0,IN91-0,ZA27-0,JP81-0,CN86-0,BR55-0,EG20-0,\
        MY60-0,ID62-0,PH63-0,TH66-0,KR82-0,VN84-0,IR98-0,
        """

    /// The text in which `find` returns places.
    static var text: Span<UInt8> {
        @_lifetime(immortal) get { countries.bytes }
    }

    /// Returns the place of the digits to drop from an international number, such as the 0 in `+49 0170`. They are the
    /// prefix of its country behind the calling code. North America has no prefix that could be mistaken.
    @inline(never)
    static func trunk(in digits: InlineArray<24, UInt8>, _ count: Int) -> Range<Int> {
        let text = text
        var start = 0
        for end in text.indices where text[end] == UInt8(ascii: ",") {
            var (place, length, codeEnd) = (start + 2, 0, 0)
            start = end + 1
            while place < end, length < count {
                if text[place] == UInt8(ascii: "-") {
                    codeEnd = length
                } else if text[place] == digits[length] {
                    length += 1
                } else {
                    break
                }
                place += 1
            }
            if place == end, codeEnd > 0, length > codeEnd, digits[codeEnd] == 48 { return codeEnd..<length }
        }
        return 0..<0
    }

    /// Returns whether digits are the calling code of Italy, San Marino or the Vatican. Their numbers keep the 0.
    static func keepsZero(_ digits: InlineArray<24, UInt8>, _ count: Int) -> Bool {
        guard digits[0] == UInt8(ascii: "3") else { return false }
        if count == 2 { return digits[1] == UInt8(ascii: "9") }
        return count == 3 && digits[1] == UInt8(ascii: "7")
            && (digits[2] == UInt8(ascii: "8") || digits[2] == UInt8(ascii: "9"))
    }

    /// Returns the places of the calling code and the prefix, or nil for an unknown country.
    @inline(never)
    static func find(_ country: Span<UInt8>) -> (code: Range<Int>, trunk: Range<Int>)? {
        guard country.count == 2 else { return nil }
        let text = text
        var (start, hyphen) = (0, 0)
        for index in text.indices {
            if text[index] == UInt8(ascii: "-") { hyphen = index }
            guard text[index] == UInt8(ascii: ",") else { continue }
            if text[start] == country[0] && text[start + 1] == country[1] {
                return (start + 2..<hyphen, hyphen + 1..<index)
            }
            start = index + 1
        }
        return nil
    }
}
