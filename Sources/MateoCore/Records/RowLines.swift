/// The lines of their file on which rows begin. It takes memory only for rows that are not on the line after the
/// previous row's.
struct RowLines: ~Copyable {
    private(set) var marks = Buffer<LineMark>(capacity: 64)

    init() {}

    /// Creates a copy that shares the memory. See `Buffer`.
    init(sharing other: borrowing RowLines) {
        marks = Buffer(sharing: other.marks, count: other.marks.count)
    }

    /// Notes the line of a row. Rows come in order. A row without a note is on the line after the previous row's. Line
    /// 0 means that this row and all later ones have no line.
    @inline(never)
    mutating func note(_ line: Int64, of row: Int64) throws(MateoError) {
        if marks.count == 0 ? line > 0 : marks.base[marks.count - 1].line(of: row) != line {
            try marks.append(LineMark(row: row, line: line))
        }
    }

    /// Returns the line on which a row begins, or 0 if it is unknown.
    @inline(never)
    func line(of row: Int64) -> Int64 {
        let mark = firstMark(behind: row)
        return mark > 0 ? marks.base[mark - 1].line(of: row) : 0
    }

    /// Calls `body` with the line of each of `count` rows, in order; 0 for an unknown line.
    func forEachLine(from first: Int64, count: Int, _ body: (Int64) -> Void) {
        var mark = firstMark(behind: first)
        for index in 0..<count {
            let row = first &+ Int64(index)
            while mark < marks.count && marks.base[mark].row <= row { mark += 1 }
            body(mark > 0 ? marks.base[mark - 1].line(of: row) : 0)
        }
    }

    private func firstMark(behind row: Int64) -> Int {
        var (low, high) = (0, marks.count)
        while low < high {
            let middle = (low + high) / 2
            if marks.base[middle].row <= row { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Moves all lines to a list in which the rows have other numbers.
    ///
    /// - Parameter shift: the number to add to the number of a row.
    mutating func move(to other: inout RowLines, shift: Int64) throws(MateoError) {
        for index in 0..<marks.count { try other.note(marks.base[index].line, of: marks.base[index].row &+ shift) }
        marks.count = 0
    }
}

/// The line on which a row begins. Later rows begin on the following lines, up to the next mark.
struct LineMark: BitwiseCopyable {
    var row: Int64
    /// 0 for none.
    var line: Int64

    func line(of row: Int64) -> Int64 {
        line == 0 ? 0 : line &+ row &- self.row
    }
}
