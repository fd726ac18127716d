/// Reads the `external_id` of the last row, and finds out whether the row is a total or may be a footer.
extension RowStage {
    /// Returns whether the last row, which has one identifier, is a total.
    func isTotal(_ row: Span<UInt8>) -> Bool {
        guard expectsTotals, !externalID.isEmpty, cells.count > 0 else { return false }
        let first = row.extracting(cells.base[0].start..<cells.base[0].end)
        // The word may have blanks before it.
        let mayBe = row.withUnsafeBufferPointer { bytes in
            bytes.baseAddress.map { $0[cells.base[0].start] <= 0x20 || TotalRow.mayBegin($0 + cells.base[0].start) }
        }
        guard mayBe == true, TotalRow.isWord(first) else { return false }
        for index in 1..<cells.count {
            if !TotalRow.isAmount(row.extracting(cells.base[index].start..<cells.base[index].end)) { return false }
        }
        for number in 0..<steps.count where steps.base[number].isExternalID && steps.base[number].column == 0 {
            return true
        }
        return false
    }

    /// Returns whether only the first of three or more cells of the last row has text, and may be a footer.
    func isFooter(_ row: Span<UInt8>) -> Bool {
        guard cells.count >= 3 else { return false }
        for index in 1..<cells.count where cells.base[index].start < cells.base[index].end { return false }
        return CSVReader.isFooter(row.extracting(cells.base[0].start..<cells.base[0].end))
    }

    /// Returns the `external_id` of the last row as text. It is empty if there is none, or an unreadable one.
    ///
    /// - Parameter output: used for working space, and then restored.
    mutating func readExternalID(_ row: Span<UInt8>, _ output: inout Bytes) throws(MateoError) -> [UInt8] {
        let start = output.count
        let fault = faultStep
        defer {
            output.count = start
            faultStep = fault
        }
        try output.reserve(rowLength + fixedLength + 16)
        for number in 0..<steps.count where steps.base[number].isExternalID && !steps.base[number].isChained {
            guard try write(number, row, to: &output) == .written else { continue }
            let begin = start + steps.base[number].prefix.place.count
            let value = output.span.extracting(min(begin, output.count)..<output.count)
            return JSONValue(value.withUnsafeBufferPointer { Array($0) })?.words ?? []
        }
        return []
    }
}
