/// Tests values quickly. Most are certainly clean, and only the others need an inspection.
enum CleanText {
    /// The longest value to test at once.
    private static let longest = 64

    /// Returns whether an inspection certainly would not change a value nor find a fault. False proves nothing.
    ///
    /// - Parameters:
    ///   - text: the inside of a JSON string without escapes. 64 bytes from its beginning are readable.
    ///   - count: its length. For 0 the result is meaningless.
    ///   - field: a field that is checked.
    @inline(never)
    static func isSure(_ text: UnsafePointer<UInt8>, _ count: Int, _ field: CheckedField) -> Bool {
        if field == .email { return isEmail(text, count) }
        if field == .externalID && TotalRow.mayBegin(text) { return false }
        return field.takesNumbers ? isIdentifier(text, count) : isConsent(text, count, field)
    }

    /// Returns whether an inspection certainly would not change a record nor find a fault.
    ///
    /// - Parameters:
    ///   - record: the record as it is written. 64 bytes behind it are readable.
    ///   - count: its length with the brackets.
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

    /// Returns whether a value is one of the usual consent values, or a time with a zone.
    @inline(never)
    private static func isConsent(_ text: UnsafePointer<UInt8>, _ count: Int, _ field: CheckedField) -> Bool {
        let text = unsafe Span(_unsafeStart: text, count: count)
        if field == .time { return Instant.fault(of: text) == .none }
        return field == .marketing ? text.equals("true") || text.equals("false") : text.equals("legitimate_interest")
    }

    /// Returns whether a value is an identifier without blanks around it, and without a byte that may begin an
    /// invisible character. Conditions on the value are computed without branches.
    @inline(__always)
    private static func isIdentifier(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        let (first, last) = (text[0], text[max(count &- 1, 0)])
        // It may be NULL, undefined, #NAME?, <NA> or a ruler, or begin with a blank. Telephone numbers begin with a plus
        // sign.
        let none =
            (one(count <= 4) & one(first | 0x20 == UInt8(ascii: "n")))
            | (one(count == 9) & one(first | 0x20 == UInt8(ascii: "u")))
            | (one(first < UInt8(ascii: "0")) & one(first != UInt8(ascii: "+")))
            | one(first & 0xFE == UInt8(ascii: "<")) | one(first == UInt8(ascii: "_"))
        var bad = SIMD16(repeating: 0) &- (odd(load(text), 0x3F) & mask(count))
        var index = 16
        while index < count {
            bad &-= odd(load(text + index), 0x3F) & mask(count &- index)
            index &+= 16
        }
        // 1,23E+11 is a number that a spreadsheet rounded.
        let rounded = isExponent(text, count &- 3) | isExponent(text, count &- 4) | isExponent(text, count &- 5)
        return none | rounded | one(last == 0x20) | sum(bad) == 0
    }

    /// Returns 1 if there is an E and a sign at an index.
    @inline(__always)
    private static func isExponent(_ text: UnsafePointer<UInt8>, _ index: Int) -> Int {
        let (letter, sign) = (text[max(index, 0)], text[max(index &+ 1, 0)])
        // The minus sign is two above the plus sign.
        return one(letter | 0x20 == UInt8(ascii: "e")) & one((sign &- UInt8(ascii: "+")) & 0xFD == 0)
    }

    /// Returns 255 for bytes from 0xE0 or up to a limit, with 0x20 added, and for bytes that may begin an invisible
    /// character.
    @inline(__always)
    private static func odd(_ bytes: SIMD16<UInt8>, _ limit: UInt8) -> SIMD16<UInt8> {
        bits((bytes &+ SIMD16(repeating: 0x20)) .<= SIMD16(repeating: limit)) | bits(bytes .== SIMD16(repeating: 0xC2))
    }

    @inline(__always)
    private static func one(_ condition: Bool) -> Int { condition ? 1 : 0 }

    /// Returns whether a value is an address. It has one at sign that is not the first byte, and a dot in the last
    /// eight bytes behind the at sign. No dot is next to another one or directly behind the at sign, and all bytes are
    /// allowed in addresses.
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

    /// The results for an address: for each of 16 places the number of at signs, and of bad bytes.
    private struct Address {
        var signs = SIMD16<UInt8>(repeating: 0)
        var bad = SIMD16<UInt8>(repeating: 0)

        /// Adds up to 16 bytes. The byte behind them is readable.
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

    /// Returns whether a text with one at sign has a dot behind it, in the last eight bytes.
    @inline(__always)
    private static func hasDomain(_ end: UnsafePointer<UInt8>) -> Bool {
        let word = UInt64(littleEndian: UnsafeRawPointer(end - 8).loadUnaligned(as: UInt64.self))
        let (at, dots) = (zeros(word ^ ones &* 0x40), zeros(word ^ ones &* 0x2E))
        // The highest bit of both is a dot, so the dot is behind the at sign.
        return dots > at
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101

    /// Returns the highest bit of each byte that is 0. This is exact only if bytes from 0x80 on are not next to zeros.
    @inline(__always)
    private static func zeros(_ word: UInt64) -> UInt64 {
        let tops = ones &* 0x80
        return ~(((word & ~tops) &+ ~tops) | word | ~tops)
    }

    @inline(__always)
    private static func load(_ text: UnsafePointer<UInt8>) -> SIMD16<UInt8> {
        UnsafeRawPointer(text).loadUnaligned(as: SIMD16<UInt8>.self)
    }

    /// Returns 255 for each of the first `count` bytes, and 0 for the others.
    @inline(__always)
    private static func mask(_ count: Int) -> SIMD16<UInt8> {
        let numbers = SIMD16<UInt8>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
        return bits(numbers .< SIMD16(repeating: UInt8(truncatingIfNeeded: min(count, 16))))
    }

    /// Returns the sum of all bytes, if it is below 256. This is faster than a test of masks, which the compiler splits
    /// up.
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
