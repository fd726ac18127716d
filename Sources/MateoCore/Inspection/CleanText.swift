/// A quick test of values: most are surely as they should be, and only the others are inspected.
enum CleanText {
    /// The longest value that is tested at once.
    private static let longest = 64

    /// Whether an inspection surely changes nothing about a value and finds no fault. False is no proof of the contrary.
    ///
    /// - Parameters:
    ///   - text: the inside of a JSON string without escapes. 64 bytes from its beginning are readable.
    ///   - count: how many bytes it has. For 0 the answer has no meaning.
    ///   - field: a field that is checked.
    @inline(never)
    static func isSure(_ text: UnsafePointer<UInt8>, _ count: Int, _ field: CheckedField) -> Bool {
        if field == .email { return isEmail(text, count) }
        return field.isIdentifier ? isIdentifier(text, count) : isConsent(text, count, field)
    }

    /// Whether an inspection surely changes nothing about a record, and finds no fault.
    ///
    /// - Parameters:
    ///   - record: the record as it is written. 64 bytes behind it are readable.
    ///   - count: how long it is with its brackets.
    @inline(never)
    static func isSure(record: UnsafePointer<UInt8>, count: Int, _ type: RecordType) -> Bool {
        var cursor = RecordCursor(record, count: count)
        var hasIdentifier = false
        guard cursor.nextRecord() else { return false }
        while cursor.nextMember() {
            let name = unsafe Span(_unsafeStart: record + cursor.name.lowerBound, count: cursor.name.count)
            let nameEnd = cursor.name.upperBound
            if RecordCursor.special(record, cursor.name.lowerBound, nameEnd) < nameEnd { return false }
            let field = CheckedField(name, type)
            if field == .none { continue }
            let value = cursor.value
            guard value.count > 2, record[value.lowerBound] == UInt8(ascii: "\""),
                RecordCursor.special(record, value.lowerBound + 1, value.upperBound) == value.upperBound - 1,
                isSure(record + value.lowerBound + 1, value.count - 2, field)
            else { return false }
            hasIdentifier = hasIdentifier || field.isIdentifier
        }
        return hasIdentifier
    }

    /// Whether a value is one of the usual words for consent.
    @inline(never)
    private static func isConsent(_ text: UnsafePointer<UInt8>, _ count: Int, _ field: CheckedField) -> Bool {
        let text = unsafe Span(_unsafeStart: text, count: count)
        return field == .marketing ? text.equals("true") || text.equals("false") : text.equals("legitimate_interest")
    }

    /// Whether a value is an identifier without blanks around it, and without a byte that may begin an invisible character.
    /// Conditions that depend on the values are reckoned with and not jumped on.
    @inline(__always)
    private static func isIdentifier(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        let (first, last) = (text[0], text[max(count &- 1, 0)])
        // It may be NULL, #NAME?, undefined or a hyphen.
        let none =
            (one(count <= 4) & one(first | 0x20 == UInt8(ascii: "n")))
            | (one(count <= 9) & one(first == UInt8(ascii: "#")))
            | (one(count == 9) & one(first | 0x20 == UInt8(ascii: "u")))
            | (one(count == 1) & one(first == UInt8(ascii: "-")))
        var bad = SIMD16(repeating: 0) &- (odd(load(text), 0x3F) & mask(count))
        var index = 16
        while index < count {
            bad &-= odd(load(text + index), 0x3F) & mask(count &- index)
            index &+= 16
        }
        // 1,23E+11 is a number that a spreadsheet has rounded.
        let rounded = isExponent(text, count &- 3) | isExponent(text, count &- 4) | isExponent(text, count &- 5)
        return none | rounded | one(first == 0x20) | one(last == 0x20) | sum(bad) == 0
    }

    /// 1 if an E and a sign stand at an index.
    @inline(__always)
    private static func isExponent(_ text: UnsafePointer<UInt8>, _ index: Int) -> Int {
        let (letter, sign) = (text[max(index, 0)], text[max(index &+ 1, 0)])
        // The minus sign is two behind the plus sign.
        return one(letter | 0x20 == UInt8(ascii: "e")) & one((sign &- UInt8(ascii: "+")) & 0xFD == 0)
    }

    /// 255 for bytes from 0xE0 on or up to a limit, with 0x20 added, and those that may begin an invisible character.
    @inline(__always)
    private static func odd(_ bytes: SIMD16<UInt8>, _ limit: UInt8) -> SIMD16<UInt8> {
        bits((bytes &+ SIMD16(repeating: 0x20)) .<= SIMD16(repeating: limit)) | bits(bytes .== SIMD16(repeating: 0xC2))
    }

    @inline(__always)
    private static func one(_ condition: Bool) -> Int { condition ? 1 : 0 }

    /// Whether a value is an address: one at sign that is not the first byte, a dot in the last eight bytes and behind
    /// the at sign, no dot beside another or behind the at sign, and no byte that addresses do not have.
    @inline(__always)
    private static func isEmail(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        if count < 8 || count > longest || text[0] == UInt8(ascii: "@") || text[count &- 1] == UInt8(ascii: ".") {
            return false
        }
        var address = Address()
        address.take(text, count)
        address.take(text + 16, max(count &- 16, 0))
        address.take(text + 32, max(count &- 32, 0))
        var index = 48
        while index < count {
            address.take(text + index, count &- index)
            index &+= 16
        }
        return (sum(address.signs) ^ 1) | sum(address.bad) == 0 && hasDomain(text + count)
    }

    /// What was found in an address: for each of 16 places how many at signs, and how many bytes that are bad.
    private struct Address {
        var signs = SIMD16<UInt8>(repeating: 0)
        var bad = SIMD16<UInt8>(repeating: 0)

        /// Takes up to 16 bytes. The byte behind them is readable.
        @inline(__always)
        mutating func take(_ text: UnsafePointer<UInt8>, _ count: Int) {
            let (bytes, behind) = (CleanText.load(text), CleanText.load(text + 1))
            let mask = CleanText.mask(count)
            let at = CleanText.bits(bytes .== SIMD16(repeating: UInt8(ascii: "@"))) & mask
            let dots = CleanText.bits(bytes .== SIMD16(repeating: UInt8(ascii: ".")))
            let next = CleanText.bits(behind .== SIMD16(repeating: UInt8(ascii: ".")))
            signs &-= at
            // Up to the comma, and from the colon up to the question mark.
            let odd =
                CleanText.odd(bytes, 0x4C)
                | CleanText.bits((bytes &- SIMD16(repeating: UInt8(ascii: ":"))) .<= SIMD16(repeating: 5))
                | CleanText.bits(bytes .== SIMD16(repeating: 0x7F))
            bad &-= mask & (odd | ((at | dots) & next))
        }
    }

    /// Whether a text that has one at sign has a dot behind it, in the last eight bytes.
    @inline(__always)
    private static func hasDomain(_ end: UnsafePointer<UInt8>) -> Bool {
        let word = UInt64(littleEndian: UnsafeRawPointer(end - 8).loadUnaligned(as: UInt64.self))
        let (at, dots) = (zeros(word ^ ones &* 0x40), zeros(word ^ ones &* 0x2E))
        // The highest of both is a dot, so it is behind the at sign.
        return dots > at
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101

    /// The highest bit of each byte that is 0. The bytes are below 0x80 or no neighbours of zeros, or it is not exact.
    @inline(__always)
    private static func zeros(_ word: UInt64) -> UInt64 {
        let tops = ones &* 0x80
        return ~(((word & ~tops) &+ ~tops) | word | ~tops)
    }

    @inline(__always)
    private static func load(_ text: UnsafePointer<UInt8>) -> SIMD16<UInt8> {
        UnsafeRawPointer(text).loadUnaligned(as: SIMD16<UInt8>.self)
    }

    /// 255 for each of the first `count` bytes, else 0.
    @inline(__always)
    private static func mask(_ count: Int) -> SIMD16<UInt8> {
        let numbers = SIMD16<UInt8>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
        return bits(numbers .< SIMD16(repeating: UInt8(truncatingIfNeeded: min(count, 16))))
    }

    /// The sum of all bytes, if it is below 256. Less than a look at masks: the compiler takes these apart.
    @inline(__always)
    private static func sum(_ bytes: SIMD16<UInt8>) -> Int {
        let words = unsafeBitCast(bytes, to: SIMD2<UInt64>.self)
        return Int(truncatingIfNeeded: ((words.x &+ words.y) &* ones) &>> 56)
    }

    @inline(__always)
    private static func bits(_ mask: SIMDMask<SIMD16<Int8>>) -> SIMD16<UInt8> {
        unsafeBitCast(mask, to: SIMD16<UInt8>.self)
    }
}
