/// The field names of earlier records, in order. Most records of an import have the same fields in the same order. So a
/// name is compared with the next ones here before it is parsed byte by byte.
///
/// A record's fields go up this list. A matched field is behind `next`, so it cannot match twice.
struct JSONFields: ~Copyable {
    struct Field: BitwiseCopyable {
        /// The name in quotes with a colon behind it, and 255 for each of its bytes.
        var text: SIMD32<UInt8>
        var mask: SIMD32<UInt8>
        var length: Int
        /// The service's check of its value.
        var check: CheckedField
    }

    /// The most names to keep, the longest one with quotes and colon, and the most names to compare with one name.
    static let most = 64
    static let longest = 32
    private static let ahead = 8

    private var fields = Buffer<Field>(capacity: JSONFields.most)
    /// The first field that the record may still match.
    private var next = 0
    /// A bit for each matched field that is not yet among the record's keys.
    private var unsaved: UInt64 = 0

    /// Allocates the memory for all names.
    mutating func reserve() throws(MateoError) {
        try fields.reserve(Self.most - fields.count)
    }

    mutating func beginRecord() {
        next = 0
        unsaved = 0
    }

    /// Matches the next field of the record.
    ///
    /// - Parameter source: the name in quotes with a colon behind it, or something else. `longest` bytes are readable.
    @inline(__always)
    mutating func match(_ source: UnsafePointer<UInt8>) -> UnsafePointer<Field>? {
        let source = UnsafeRawPointer(source)
        let end = min(next &+ Self.ahead, fields.count)
        var number = next
        while number < end {
            let field = fields.base + number
            if Self.isEqual(source, field.pointee) {
                next = number &+ 1
                unsaved |= 1 &<< UInt64(truncatingIfNeeded: number)
                return UnsafePointer(field)
            }
            number &+= 1
        }
        return nil
    }

    /// Compares word by word: operators on a vector of 32 bytes are loops over its bytes.
    @inline(__always)
    private static func isEqual(_ bytes: UnsafeRawPointer, _ field: Field) -> Bool {
        let text = unsafeBitCast(field.text, to: SIMD4<UInt64>.self)
        let mask = unsafeBitCast(field.mask, to: SIMD4<UInt64>.self)
        func difference(_ word: Int) -> UInt64 {
            (bytes.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self) ^ text[word]) & mask[word]
        }
        return difference(0) == 0 && difference(1) | difference(2) | difference(3) == 0
    }

    /// Adds the matched fields to the keys of the record. There must be room for them.
    mutating func save(to keys: inout KeySet) {
        while unsaved != 0 {
            let field = fields.base + unsaved.trailingZeroBitCount
            unsaved &= unsaved &- 1
            withUnsafeBytes(of: field.pointee.text) { bytes in
                let name = Span<UInt8>(
                    _unsafeBytes: UnsafeRawBufferPointer(rebasing: bytes[1..<field.pointee.length - 2]))
                _ = keys.insert(name, scope: 0)
            }
        }
    }

    /// The name of the last matched field.
    var lastName: [UInt8] {
        guard next > 0 && next <= fields.count else { return [] }
        let field = fields.base[next - 1]
        return withUnsafeBytes(of: field.text) { Array($0[1..<max(field.length - 2, 1)]) }
    }

    /// Moves past a field that was parsed byte by byte. All fields before it are saved.
    ///
    /// - Parameter isKept: whether to keep its name for the next records. A name with escapes cannot be kept.
    mutating func pass(_ name: Span<UInt8>, _ check: CheckedField, isKept: Bool) {
        guard name.count <= Self.longest - 3 else { return }
        var field = Field(text: .zero, mask: .zero, length: name.count + 3, check: check)
        field.text[0] = UInt8(ascii: "\"")
        for index in name.indices { field.text[index + 1] = name[index] }
        field.text[name.count + 1] = UInt8(ascii: "\"")
        field.text[name.count + 2] = UInt8(ascii: ":")
        for index in 0..<field.length { field.mask[index] = 0xFF }
        for number in 0..<fields.count where fields.base[number].text == field.text {
            next = max(next, number + 1)
            return
        }
        guard isKept && fields.count < Self.most else { return }
        var number = fields.count
        while number > next {
            fields.base[number] = fields.base[number - 1]
            number -= 1
        }
        fields.base[next] = field
        fields.count += 1
        next += 1
    }
}
