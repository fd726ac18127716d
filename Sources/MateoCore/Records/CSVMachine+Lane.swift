extension CSVMachine {
    /// Goes through cells that need no care: bare ones, and quoted ones with plain text, up to the last column.
    /// The others are left to `pass`. All that changes is in local variables, since writing the output might,
    /// for all the compiler knows, change what `self` holds.
    ///
    /// - Parameter first: the mark to begin with; `mode` is `.unquoted`.
    /// - Returns: the first mark that is left.
    @inline(__always)
    mutating func lane(_ window: Window, _ target: Target, from first: Int) -> Int {
        let source = window.source
        let marks = window.marks
        let delimiter = delimiter
        let quote = UInt8(ascii: "\"")
        let omitsEmpty = emptyCells == .omit
        let last = target.columns + lastColumn
        var index = first
        var run = self.run
        var out = target.record + at
        var cell = target.record + self.cell
        var content = target.record + self.content
        var info = target.columns + column
        var isIdentified = hasIdentifier
        while index < window.markCount && info < last {
            var end = Int(marks[index])
            var start = run
            var next = index
            if source[end] == quote {
                // A simple quoted cell: the quotes and what ends the cell are three marks in a row.
                guard end == run && out == content && index &+ 2 < window.markCount else { break }
                start = end &+ 1
                end = Int(marks[index &+ 1])
                next = index &+ 2
                guard source[end] == quote && Int(marks[next]) == end &+ 1 else { break }
            }
            copyRun(from: source + start, to: out, count: end &- start)
            let behind = Int(marks[next])
            guard source[behind] == delimiter else { break }
            out += end &- start
            let isEmpty = out == content
            if isEmpty && !omitsEmpty {
                out -= end &- start
                break
            }
            out.pointee = quote
            isIdentified = isIdentified || (!isEmpty && info.pointee.isIdentifier)
            out = isEmpty ? cell : out + 1
            run = behind &+ 1
            index = next &+ 1
            info += 1
            cell = out
            UnsafeMutableRawPointer(out).storeBytes(of: info.pointee.text, as: SIMD32<UInt8>.self)
            let length = Int(info.pointee.length)
            if length > 32 {
                copyRun(from: target.prefixes + Int(info.pointee.start), to: out, count: length)
            }
            out += length
            content = out
        }
        self.run = run
        at = out - target.record
        self.cell = cell - target.record
        self.content = content - target.record
        column = info - target.columns
        hasIdentifier = isIdentified
        return index
    }
}
