import CSystem

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
    @inline(never) @_optimize(speed)
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
        // It may be NULL, undefined, #NAME?, <NA> or a ruler, or begin with a blank. Telephone numbers begin with a plus
        // sign.
        let none = Int(starts.utf8Start[Int(text[0])]) & (1 | one(count <= 4) &<< 1 | one(count == 9) &<< 2)
        var bad = mateo_top_bits(odd(load(text), 0x3F)) & mask(count)
        var index = 16
        while index < count {
            bad |= mateo_top_bits(odd(load(text + index), 0x3F)) & mask(count &- index)
            index &+= 16
        }
        // The last eight bytes, with the last one at the top.
        let end =
            UInt64(littleEndian: UnsafeRawPointer(text + max(count &- 8, 0)).loadUnaligned(as: UInt64.self))
            &<< UInt64(truncatingIfNeeded: max(8 &- count, 0) &* 8)
        // 10001.0 is counted.
        return none | one(hasExponent(end)) | one(end &>> 48 == 0x302E) | one(end &>> 56 == 0x20) | Int(bad) == 0
    }

    /// For each byte, whether no identifier begins with it (1), or none of up to four bytes (2), or of nine (4).
    private static let starts: StaticString = """
        1111111111111111111111111111111111111111111011110000000000001100\
        0000000000000020000004000000000100000000000000200000040000000000\
        0000000000000000000000000000000000000000000000000000000000000000\
        0000000000000000000000000000000000000000000000000000000000000000
        """

    /// Returns whether a value may be a number that a program has rounded. It has a sign before its last digits: one of
    /// three bytes is a plus or a minus sign, a slash or a parenthesis.
    @inline(__always)
    static func mayBeRounded(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        let end = UnsafeRawPointer(text + max(count &- 4, 0)).loadUnaligned(as: UInt32.self)
        let others = (end & 0xF9_F9F9) ^ 0x29_2929
        return (others &- 0x01_0101) & ~others & 0x80_8080 != 0
    }

    /// Returns whether an exponent may end the value: 1,23E+11 is a number that a spreadsheet rounded. It has an E and a
    /// sign before its last digits.
    ///
    /// - Parameter end: the last eight bytes.
    @inline(__always)
    private static func hasExponent(_ end: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let letters = (end | ones &* 0x20) ^ (ones &* UInt64(UInt8(ascii: "e")))
        // A plus or a minus sign, a slash or a parenthesis.
        let signs = (end & (ones &* 0xF9)) ^ (ones &* 0x29)
        let zeros = ((letters &- ones) & ~letters) &<< 8 & (signs &- ones) & ~signs
        return zeros & 0x0080_8080_0000_0000 != 0
    }

    /// Returns 255 for bytes from 0xE0 or up to a limit, with 0x20 added, and for bytes that may begin an invisible
    /// character.
    @inline(__always)
    private static func odd(_ bytes: SIMD16<UInt8>, _ limit: UInt8) -> SIMD16<UInt8> {
        mateo_at_most(bytes &+ SIMD16(repeating: 0x20), SIMD16(repeating: limit))
            | mateo_equal(bytes, SIMD16(repeating: 0xC2))
    }

    @inline(__always)
    private static func one(_ condition: Bool) -> Int { condition ? 1 : 0 }

    /// Returns whether a value is an address. It has one at sign that is not the first byte, and a dot behind it. No dot
    /// is next to another one or directly behind the at sign, and all bytes are allowed in addresses.
    @inline(__always)
    private static func isEmail(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        if count > longest { return false }
        let (first, last) = (text[0], text[max(count &- 1, 0)])
        var address = Address()
        address.take(text, at: 0)
        address.take(text, at: 16)
        if count > 32 {
            address.take(text, at: 32)
            address.take(text, at: 48)
        }
        let mask = ~UInt64(0) &>> UInt64(truncatingIfNeeded: 64 &- count)
        let (sign, dots) = (address.signs & mask, address.dots & mask)
        let bad = (address.odd & mask) | ((sign | dots) & (dots &>> 1)) | (sign & (sign &- 1))
        let ends = one(count < 8) | one(first == UInt8(ascii: "@")) | one(last == UInt8(ascii: "."))
        // The highest bit of both is a dot, so a dot is behind the at sign.
        return ends | one(bad != 0) | one(sign == 0) | one(dots <= sign) == 0
    }

    /// One bit for each at sign of an address, for each dot, and for each byte that is not allowed.
    private struct Address {
        var signs: UInt64 = 0
        var dots: UInt64 = 0
        var odd: UInt64 = 0

        /// Adds 16 bytes.
        @inline(__always)
        mutating func take(_ text: UnsafePointer<UInt8>, at index: Int) {
            let bytes = CleanText.load(text + index)
            let shift = UInt64(truncatingIfNeeded: index)
            signs |= UInt64(mateo_top_bits(mateo_equal(bytes, SIMD16(repeating: UInt8(ascii: "@"))))) &<< shift
            dots |= UInt64(mateo_top_bits(mateo_equal(bytes, SIMD16(repeating: UInt8(ascii: "."))))) &<< shift
            // Up to the comma, and from the colon up to the question mark.
            let odd =
                CleanText.odd(bytes, 0x4C)
                | mateo_at_most(bytes &- SIMD16(repeating: UInt8(ascii: ":")), SIMD16(repeating: 5))
                | mateo_equal(bytes, SIMD16(repeating: 0x7F))
            self.odd |= UInt64(mateo_top_bits(odd)) &<< shift
        }
    }

    @inline(__always)
    private static func load(_ text: UnsafePointer<UInt8>) -> SIMD16<UInt8> {
        UnsafeRawPointer(text).loadUnaligned(as: SIMD16<UInt8>.self)
    }

    /// Returns a bit for each of the first `count` of 16 bytes.
    @inline(__always)
    private static func mask(_ count: Int) -> UInt32 {
        (UInt32(1) &<< UInt32(truncatingIfNeeded: min(count, 16))) &- 1
    }
}
