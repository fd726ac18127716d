/// The first pass over a window of CSV. It finds the bytes that are not plain text, and checks UTF-8.
///
/// It tests sixteen bytes in a step, without branches. The second pass then goes from one such byte to the next.
struct CSVScan {
    /// The most bytes in a window. Positions in it are 16 bits wide.
    static let window = 8192
    /// The number of bytes behind the window that must be readable.
    static let slack = 96

    /// The byte between cells.
    let delimiter: UInt8
    /// The state of a UTF-8 sequence that continues in the next window.
    var utf8 = UTF8Check()
    /// The end of the bytes of this window that were checked to be UTF-8.
    private var checked = 0

    init(delimiter: UInt8) {
        self.delimiter = delimiter
    }

    /// Finds the positions of delimiters, quotes, backslashes and control characters in a window.
    ///
    /// - Parameters:
    ///   - source: the window; readable for `count + slack` bytes.
    ///   - count: its length, at most `window`.
    ///   - offset: its place in the input.
    ///   - marks: receives the positions; it has room for `window + 64`.
    /// - Returns: the number of positions, and the number of bytes in valid UTF-8: `count`, or fewer up to an invalid
    ///   sequence. The positions are then those of the bytes before it.
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
            let bytes = ByteBlock(source + block)
            let high = bytes.high
            var (special, amount) = bytes.special(delimiters)
            var wrong = -1
            if count &- block < 64
                || !(high == 0 || (block > 0 && bytes.isPairs(high, behind: source[block &- 1])))
            {
                wrong = check(source, block: block, high: high, count: count, offset: offset)
                special &= Self.lowBits(min(wrong < 0 ? count : wrong, block &+ 64) &- block)
                amount = special.nonzeroBitCount
            }
            Self.write(special, amount, block: block, to: marks + found)
            found &+= amount
            if wrong >= 0 { return (found, wrong) }
            block &+= 64
        }
        return (found, count)
    }

    /// Returns how many bytes before `offset`, where the scan ended, belong to an incomplete sequence. Some of them may
    /// be in earlier windows.
    func incomplete(at offset: Int64) -> Int {
        utf8.isInside ? Int(offset &- utf8.sequenceStart) : 0
    }

    /// Returns a mask with the lowest `count` of 64 bits.
    @inline(__always)
    private static func lowBits(_ count: Int) -> UInt64 {
        count >= 64 ? ~0 : (UInt64(1) &<< UInt64(truncatingIfNeeded: count)) &- 1
    }

    /// Writes the positions of the `amount` bits of a mask. It writes eight at a time even if there are fewer, since a
    /// mispredicted branch costs more. So there must be room for 8 additional positions.
    @inline(__always)
    private static func write(
        _ mask: UInt64, _ amount: Int, block: Int, to marks: UnsafeMutablePointer<UInt16>
    ) {
        var rest = mask
        writeEight(&rest, block: block, to: marks)
        var written = 8
        while written < amount {
            writeEight(&rest, block: block, to: marks + written)
            written &+= 8
        }
    }

    @inline(__always)
    private static func writeEight(
        _ rest: inout UInt64, block: Int, to marks: UnsafeMutablePointer<UInt16>
    ) {
        for number in 0..<8 {
            marks[number] = UInt16(truncatingIfNeeded: block &+ rest.trailingZeroBitCount)
            rest &= rest &- 1
        }
    }

    /// Takes the missing bytes of a sequence from an earlier window. Returns false if they are invalid.
    private mutating func finishSequence(_ source: UnsafePointer<UInt8>, count: Int, offset: Int64) -> Bool {
        while utf8.isInside && checked < count {
            if !utf8.take(source[checked], at: offset &+ Int64(checked)) { return false }
            checked &+= 1
        }
        return true
    }

    /// Checks the sequences that begin in a block. `high` has a bit for each byte outside of ASCII. Returns -1, or the
    /// start of the first invalid sequence.
    @inline(never)
    private mutating func check(
        _ source: UnsafePointer<UInt8>, block: Int, high: UInt64, count: Int, offset: Int64
    ) -> Int {
        var rest = high & Self.lowBits(count &- block)
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
}
