/// The first pass over a window of CSV: where the bytes are that are more than text, and is it all UTF-8.
///
/// Sixteen bytes are looked at in a step, without branches; the second pass then goes from one such byte to
/// the next.
struct CSVScan {
    /// The most bytes in a window. Positions in it are 16 bits wide.
    static let window = 4096
    /// How many bytes behind the window must be readable.
    static let slack = 96

    /// The byte between cells.
    let delimiter: UInt8
    /// The state of a UTF-8 sequence that a window's end has split.
    var utf8 = UTF8Check()
    /// Up to where the bytes of this window are known to be UTF-8.
    private var checked = 0

    init(delimiter: UInt8) {
        self.delimiter = delimiter
    }

    /// Finds the positions of delimiters, quotes, backslashes and control characters in a window.
    ///
    /// - Parameters:
    ///   - source: the window; readable for `count + slack` bytes.
    ///   - count: its length, at most `window`.
    ///   - offset: where it stands in the input.
    ///   - marks: receives the positions; room for `window + 64`.
    /// - Returns: how many positions there are, and how many bytes are UTF-8: `count`, or fewer when the text
    ///   is wrong there. The positions are then those of the bytes before.
    @inline(__always)
    mutating func scan(
        _ source: UnsafePointer<UInt8>, count: Int, offset: Int64, marks: UnsafeMutablePointer<UInt16>
    ) -> (marks: Int, valid: Int) {
        checked = 0
        if utf8.isInside && !finishSequence(source, count: count, offset: offset) { return (0, 0) }
        let delimiters = SIMD16(repeating: delimiter)
        var found = 0
        var block = 0
        while block < count {
            var (special, high) = Self.masks(source + block, delimiters: delimiters)
            let length = min(count &- block, 64)
            if length < 64 {
                let inside = (UInt64(1) &<< UInt64(truncatingIfNeeded: length)) &- 1
                special &= inside
                high &= inside
            }
            var wrong = -1
            if high != 0 {
                wrong = check(source, block: block, high: high, count: count, offset: offset)
                if wrong >= 0 { special &= (UInt64(1) &<< UInt64(truncatingIfNeeded: wrong &- block)) &- 1 }
            }
            found = Self.write(special, block: block, to: marks, at: found)
            if wrong >= 0 { return (found, wrong) }
            block &+= 64
        }
        return (found, count)
    }

    /// Writes the positions of the bits of a mask. Eight are written whether there are as many or not, since a
    /// jump that goes wrong costs more; so there must be room for 8 more than there are.
    @inline(__always)
    private static func write(
        _ mask: UInt64, block: Int, to marks: UnsafeMutablePointer<UInt16>, at found: Int
    ) -> Int {
        var rest = mask
        var next = marks + found
        let count = mask.nonzeroBitCount
        for _ in 0..<8 {
            next.pointee = UInt16(truncatingIfNeeded: block &+ rest.trailingZeroBitCount)
            next += 1
            rest &= rest &- 1
        }
        while rest != 0 {
            next.pointee = UInt16(truncatingIfNeeded: block &+ rest.trailingZeroBitCount)
            next += 1
            rest &= rest &- 1
        }
        return found &+ count
    }

    /// Takes the bytes that a sequence begun in an earlier window still lacks. False when they are wrong.
    private mutating func finishSequence(_ source: UnsafePointer<UInt8>, count: Int, offset: Int64) -> Bool {
        while utf8.isInside && checked < count {
            if !utf8.take(source[checked], at: offset &+ Int64(checked)) { return false }
            checked &+= 1
        }
        return true
    }

    /// Checks the sequences that begin in a block; `high` has a bit for each of its bytes that is not ASCII.
    /// Returns -1, or where the first wrong sequence begins.
    @inline(never)
    private mutating func check(
        _ source: UnsafePointer<UInt8>, block: Int, high: UInt64, count: Int, offset: Int64
    ) -> Int {
        var rest = high
        if checked > block {
            if checked >= block &+ 64 { return -1 }
            rest &= ~UInt64(0) &<< UInt64(truncatingIfNeeded: checked &- block)
        }
        while rest != 0 {
            var position = block &+ rest.trailingZeroBitCount
            let lead = source[position]
            if lead >= 0xC2 && lead <= 0xDF && position &+ 1 < count && source[position &+ 1] & 0xC0 == 0x80 {
                position &+= 2
            } else {
                repeat {
                    if !utf8.take(source[position], at: offset &+ Int64(position)) {
                        return Int(utf8.sequenceStart &- offset)
                    }
                    position &+= 1
                } while utf8.isInside && position < count
            }
            checked = position
            if position >= block &+ 64 { return -1 }
            rest &= ~UInt64(0) &<< UInt64(truncatingIfNeeded: position &- block)
        }
        return -1
    }

    /// One bit for each of 64 bytes: does it need to be looked at, is it not ASCII.
    @inline(__always)
    private static func masks(
        _ source: UnsafePointer<UInt8>, delimiters: SIMD16<UInt8>
    ) -> (special: UInt64, high: UInt64) {
        let raw = UnsafeRawPointer(source)
        let a = raw.loadUnaligned(fromByteOffset: 0, as: SIMD16<UInt8>.self)
        let b = raw.loadUnaligned(fromByteOffset: 16, as: SIMD16<UInt8>.self)
        let c = raw.loadUnaligned(fromByteOffset: 32, as: SIMD16<UInt8>.self)
        let d = raw.loadUnaligned(fromByteOffset: 48, as: SIMD16<UInt8>.self)
        let special = gather(
            marked(a, delimiters), marked(b, delimiters), marked(c, delimiters), marked(d, delimiters))
        let any = unsafeBitCast(a | b | c | d, to: SIMD2<UInt64>.self)
        if (any.x | any.y) & 0x8080_8080_8080_8080 == 0 { return (special, 0) }
        return (special, gather(negative(a), negative(b), negative(c), negative(d)))
    }

    /// 255 for each byte that is a delimiter, a quote, a backslash or a control character, else 0.
    ///
    /// Masks become bytes before they are joined: `.|` on masks is a loop over lanes, `|` on bytes is not.
    @inline(__always)
    private static func marked(_ bytes: SIMD16<UInt8>, _ delimiters: SIMD16<UInt8>) -> SIMD16<UInt8> {
        // A quote is 0x22: with that bit turned over it is 0x20, and control characters remain below.
        bits((bytes ^ SIMD16(repeating: 0x02)) .<= SIMD16(repeating: 0x20)) | bits(bytes .== delimiters)
            | bits(bytes .== SIMD16(repeating: UInt8(ascii: "\\")))
    }

    @inline(__always)
    private static func negative(_ bytes: SIMD16<UInt8>) -> SIMD16<UInt8> {
        bits(bytes .> SIMD16(repeating: 0x7F))
    }

    @inline(__always)
    private static func bits(_ mask: SIMDMask<SIMD16<Int8>>) -> SIMD16<UInt8> {
        unsafeBitCast(mask, to: SIMD16<UInt8>.self)
    }

    /// Makes one bit of each of 64 bytes that are 0 or 255. Word k of 8 keeps bit k of each byte; laid over one
    /// another they are the mask with its rows and columns exchanged, which three steps put right.
    @inline(__always)
    private static func gather(
        _ a: SIMD16<UInt8>, _ b: SIMD16<UInt8>, _ c: SIMD16<UInt8>, _ d: SIMD16<UInt8>
    ) -> UInt64 {
        let bits =
            (a & weights(0x0101_0101_0101_0101)) | (b & weights(0x0404_0404_0404_0404))
            | (c & weights(0x1010_1010_1010_1010)) | (d & weights(0x4040_4040_4040_4040))
        let halves = unsafeBitCast(bits, to: SIMD2<UInt64>.self)
        var x = halves.x | halves.y
        var t = (x ^ (x >> 7)) & 0x00AA_00AA_00AA_00AA
        x ^= t ^ (t << 7)
        t = (x ^ (x >> 14)) & 0x0000_CCCC_0000_CCCC
        x ^= t ^ (t << 14)
        t = (x ^ (x >> 28)) & 0x0000_0000_F0F0_F0F0
        return x ^ t ^ (t << 28)
    }

    /// The bit that the first 8 bytes of a vector keep, and the next higher one for the other 8.
    @inline(__always)
    private static func weights(_ low: UInt64) -> SIMD16<UInt8> {
        unsafeBitCast(SIMD2<UInt64>(low, low << 1), to: SIMD16<UInt8>.self)
    }
}
