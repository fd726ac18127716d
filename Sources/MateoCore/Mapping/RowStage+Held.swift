extension RowStage {
    /// The `external_id` of the row that was split last, as text; empty when it has none that can be read.
    ///
    /// - Parameter output: what is written behind it is taken back.
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
