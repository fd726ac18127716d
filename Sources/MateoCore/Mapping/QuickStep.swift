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
    @inline(never) @_optimize(speed)
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
