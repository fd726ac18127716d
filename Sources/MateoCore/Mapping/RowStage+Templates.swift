/// Writes fields that are texts with cells in them.
extension RowStage {
    /// Writes a text with cells in it, without blanks at its ends and without two blanks in a row. Next to an empty
    /// cell, it leaves out separators at the ends of the text and behind other separators. The text is empty if no cell
    /// in it has text.
    mutating func writeTemplate(
        _ step: UnsafePointer<Step>, _ row: CSVRow, to output: inout Bytes, _ elements: inout Int
    ) throws(MateoError) -> Conversion {
        let program = step.pointee.entry.source.place
        let before = output.count
        output.put(UInt8(ascii: "\""))
        let start = output.count
        var hasCell = false
        var (isBehindEmpty, cellEnd) = (false, start)
        var index = program.lowerBound
        while index < program.upperBound {
            let byte = text.base[index]
            try output.reserve(fixedLength + 16)
            if byte == 0 && index + 2 < program.upperBound {
                let value = row.text(Int(text.base[index + 1]) << 8 | Int(text.base[index + 2]))
                let place = Blank.trim(value)
                isBehindEmpty = place.isEmpty
                try output.append(value.extracting(place))
                if !place.isEmpty { (hasCell, cellEnd) = (true, output.count) }
                index += 3
                continue
            }
            index += 1
            if !Self.isSeparator(byte) {
                isBehindEmpty = false
                cellEnd = output.count + 1
            } else if output.count == cellEnd ? isBehindEmpty && cellEnd == start : isBehindEmpty && byte != 0x20 {
                continue
            }
            if byte != 0x20 || (output.count > start && output.base[output.count - 1] != 0x20) { output.put(byte) }
        }
        if isBehindEmpty { output.count = cellEnd }
        while output.count > start && output.base[output.count - 1] == 0x20 { output.count -= 1 }
        if !hasCell {
            output.count = before
            return .empty
        }
        try output.append(UInt8(ascii: "\""))
        elements += 1
        let value = unsafe Span(_unsafeStart: UnsafePointer(output.base + start), count: output.count - start - 1)
        if step.pointee.checked != .none { return Self.fault(of: value, step.pointee.checked) }
        return RowChecks.fault(of: step.pointee.kind, value)
    }

    /// Returns whether a byte is a separator between the parts of a text.
    private static func isSeparator(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "|"): true
        default: false
        }
    }
}
