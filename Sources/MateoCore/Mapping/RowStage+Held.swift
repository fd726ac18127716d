extension RowStage {
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
