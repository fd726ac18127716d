/// Reads the reason in a list of failed rows.
extension CSVMachine {
    /// Finds out how many cells a row had when it was held because it lacked others, `heldCells`, and how many it has up to
    /// the last one with text, `filledCells`. The list has empty cells instead of the missing ones.
    ///
    /// - Parameter record: the record, whose last cell is the current one.
    @inline(never)
    mutating func followNotes(_ record: UnsafePointer<UInt8>) {
        if notes != SourceWriter.columnCount || extraCells > 0 { return }
        let cell = unsafe Span(_unsafeStart: record + content, count: at &- content)
        switch lastColumn &- column {
        case notes...: if cell.count > 0 { filledCells = column &+ 1 }
        case 2: heldCells = cell.equals("ragged") ? -1 : 0
        case 1 where heldCells < 0:
            let cells = Self.cells(cell)
            if cells <= lastColumn &- notes { heldCells = cells }
        default: break
        }
    }

    /// Returns the last number of cells in a reason, such as `the row has 2 cells`.
    private static func cells(_ reason: Span<UInt8>) -> Int {
        var (cells, number) = (0, 0)
        for index in reason.indices {
            let digit = Int(reason[index] &- 48)
            if digit < 10 {
                number = number &* 10 &+ digit
            } else {
                let word = reason.extracting(index..<min(index + 5, reason.count))
                if number > 0 && word.equals(" cell") { cells = number }
                number = 0
            }
        }
        return cells
    }
}
