/// Writes the record of a row that is held, and finds out whether a row is a total.
extension RowStage {
    /// Returns whether the last row, which has one identifier, is a total.
    func isTotal(_ row: CSVRow) -> Bool {
        guard expectsTotals, hasExternalID, firstColumn < row.count else { return false }
        let first = row.record + row.cells[firstColumn].place.lowerBound
        // The word may have blanks before it.
        guard first[0] <= 0x20 || TotalRow.mayBegin(first), TotalRow.isWord(row.text(firstColumn)) else { return false }
        for column in firstColumn &+ 1..<max(row.count &- notes, firstColumn &+ 1) {
            if !TotalRow.isAmount(row.text(column)) { return false }
        }
        for number in 0..<steps.count where steps.base[number].isExternalID && steps.base[number].column == firstColumn
        {
            return true
        }
        return false
    }

    /// Returns the record of a row that is held. A value that could not be converted is `{"mateo_cell":"the cell"}`, and so
    /// is a missing one that the mapping requires, and each value of a total.
    ///
    /// - Parameter output: used for working space, and then restored.
    mutating func object(_ row: CSVRow, _ fault: Conversion, _ output: inout Bytes) throws(MateoError) -> [UInt8] {
        let (start, counts) = (output.count, (trimmed, wholes))
        defer {
            output.count = start
            (trimmed, wholes) = counts
        }
        for number in 0..<steps.count where !steps.base[number].isChained {
            try output.reserve(row.end + fixedLength + 80)
            let before = output.count
            let result = try write(number, row, to: &output)
            if result == .empty && !steps.base[number].isRequired { continue }
            if result == .written && (fault != .total || steps.base[number].entry.role == .constant) { continue }
            output.count = before
            try writeCells(number, row, to: &output)
        }
        var object = [UInt8(ascii: "{")]
        for index in start + 1..<max(output.count, start + 1) { object.append(output.base[index]) }
        object.append(UInt8(ascii: "}"))
        return object
    }

    /// Writes a field whose cells are not converted.
    private mutating func writeCells(_ number: Int, _ row: CSVRow, to output: inout Bytes) throws(MateoError) {
        let step = steps.base[number]
        try output.append(text.base + step.prefix.place.lowerBound, count: step.prefix.place.count)
        if step.next >= 0 { try output.append("[") }
        var next = number
        while next >= 0 {
            let part = UnsafePointer(steps.base + next)
            try output.append(next == number ? "{\"mateo_cell\":" : ",{\"mateo_cell\":")
            if part.pointee.column >= 0 {
                try output.append("\"")
                try output.append(row.text(part.pointee.column))
                try output.append("\"")
            } else {
                var elements = 0
                try output.reserve(row.end + fixedLength + 80)
                if try writeTemplate(part, row, to: &output, &elements) == .empty { try output.append("\"\"") }
            }
            try output.append("}")
            next = part.pointee.next
        }
        if step.next >= 0 { try output.append("]") }
    }
}
