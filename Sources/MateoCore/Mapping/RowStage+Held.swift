/// Reads the `external_id` of a row that is held, and finds out whether a row is a total.
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

    /// Returns the `external_id` of a row as text. It is empty if there is none, or an unreadable one.
    ///
    /// - Parameter output: used for working space, and then restored.
    mutating func readExternalID(_ row: CSVRow, _ output: inout Bytes) throws(MateoError) -> [UInt8] {
        let start = output.count
        let fault = faultStep
        defer {
            output.count = start
            faultStep = fault
        }
        try output.reserve(row.end + fixedLength + 80)
        for number in 0..<steps.count where steps.base[number].isExternalID && !steps.base[number].isChained {
            guard try write(number, row, to: &output) == .written else { continue }
            let begin = start + steps.base[number].prefix.place.count
            let value = output.span.extracting(min(begin, output.count)..<output.count)
            return JSONValue(value.withUnsafeBufferPointer { Array($0) })?.words ?? []
        }
        return []
    }
}
