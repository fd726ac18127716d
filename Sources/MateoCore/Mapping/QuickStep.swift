/// A step of a mapping in the form that the hot loop needs. An empty cell has no field.
struct QuickStep: BitwiseCopyable {
    /// How the loop writes a cell that is not empty.
    enum Way: UInt8 {
        /// It leaves it to the other code.
        case none
        /// As it is.
        case text
        /// As it is, if it is certainly a clean identifier.
        case identifier
        /// As it is, if it is a whole telephone number.
        case phone
        case date
        /// As the same cell of an earlier row.
        case word
    }

    /// The column; -1 for a step that the loop does not do.
    var column: Int32 = -1
    /// The place of the prefix, and its length. The quote behind it belongs to the prefix, except for words.
    var prefix: Int32 = 0
    var length: Int32 = 0
    var way = Way.none
    /// The identifying field.
    var field = CheckedField.none
    /// Whether to search for numbers that a program has rounded.
    var checksRounding = false
    /// The place of the known words, if there are any.
    var words: Int32 = 0
    var date = DateShape()

    /// Writes the value of a cell that is not empty. Returns the number of bytes, or -1 if the other code must write it.
    ///
    /// - Parameters:
    ///   - text: the cell. 64 bytes from its beginning are readable.
    ///   - known: the known words of all steps.
    @inline(never)
    static func write(
        _ step: UnsafePointer<QuickStep>, _ text: UnsafePointer<UInt8>, _ cell: CSVCell,
        _ known: UnsafePointer<KnownWord>, to out: UnsafeMutablePointer<UInt8>
    ) -> Int {
        var length = cell.count
        switch step.pointee.way {
        case .identifier:
            guard !cell.hasEscapes && CleanText.isSure(text, length, step.pointee.field) else { return -1 }
            copyRun(from: text, to: out, count: length)
        case .phone:
            guard PhoneCell.isComplete(text, length) else { return -1 }
            copyRun(from: text, to: out, count: length)
        case .date:
            guard step.pointee.date.write(text, length, to: out) else { return -1 }
            length = 10
        case .word:
            let word = known + (Int(step.pointee.words) &+ KnownWord.place(text, length))
            guard word.pointee.isWord(text, length) else { return -1 }
            return word.pointee.writeValue(to: out)
        case .none, .text: return -1
        }
        out[length] = UInt8(ascii: "\"")
        return length &+ 1
    }
}

/// A short cell and its value.
struct KnownWord: BitwiseCopyable {
    /// How many there are for a step.
    static let amount = 8
    /// The longest cell.
    private static let longest = 16

    private var length = 0
    private var low: UInt64 = 0
    private var high: UInt64 = 0
    private var valueLength = 0
    private var value = SIMD32<UInt8>()

    init() {}

    /// Returns nil if the cell or the value is too long.
    ///
    /// - Parameters:
    ///   - text: the cell. 16 bytes from its beginning are readable.
    ///   - value: its value in JSON. 32 bytes from its beginning are readable.
    init?(_ text: UnsafePointer<UInt8>, _ count: Int, value: UnsafePointer<UInt8>, _ valueCount: Int) {
        guard count > 0, count <= Self.longest, valueCount <= 32 else { return nil }
        length = count
        (low, high) = Self.key(text, count)
        valueLength = valueCount
        self.value = UnsafeRawPointer(value).loadUnaligned(as: SIMD32<UInt8>.self)
    }

    /// Returns the place of a cell among the known words of its step.
    @inline(__always)
    static func place(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int {
        (Int(text[0]) ^ count) & (amount &- 1)
    }

    @inline(__always)
    func isWord(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        let key = Self.key(text, count)
        return count == length && (key.low ^ low) | (key.high ^ high) == 0
    }

    /// Writes the value. There must be room for 32 bytes.
    @inline(__always)
    func writeValue(to out: UnsafeMutablePointer<UInt8>) -> Int {
        UnsafeMutableRawPointer(out).storeBytes(of: value, as: SIMD32<UInt8>.self)
        return valueLength
    }

    /// Returns the first bytes of a cell, and the next ones.
    @inline(__always)
    private static func key(_ text: UnsafePointer<UInt8>, _ count: Int) -> (low: UInt64, high: UInt64) {
        let raw = UnsafeRawPointer(text)
        return (
            raw.loadUnaligned(as: UInt64.self) & mask(count),
            raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self) & mask(count &- 8)
        )
    }

    /// Returns a mask of the lowest bytes.
    @inline(__always)
    private static func mask(_ bytes: Int) -> UInt64 {
        bytes >= 8 ? .max : (1 &<< UInt64(truncatingIfNeeded: max(bytes, 0) &* 8)) &- 1
    }
}
