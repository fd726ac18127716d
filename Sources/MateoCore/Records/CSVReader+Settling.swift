/// Completes a pass over a window.
extension CSVReader {
    /// Marks the quote too. The scan does not know a quote other than the default.
    func remark(_ source: UnsafePointer<UInt8>, count: Int) -> Int {
        var found = 0
        for index in 0..<count {
            let byte = source[index]
            if byte == machine.delimiter || byte == machine.quote || Escape.isNeeded(byte) {
                marks.base[found] = UInt16(truncatingIfNeeded: index)
                found &+= 1
            }
        }
        return found
    }

    /// Completes a pass. The last `rest` bytes are an incomplete character.
    mutating func settle(
        _ stop: CSVMachine.Stop, rest: Int, isWrong: Bool, _ batch: inout BatchBuilder
    ) throws(MateoError) {
        switch stop {
        case .full: break
        case .overflow:
            try commit(writtenAs: machine.at + machine.cut, &batch)
            machine.externalIDs &-= Int64(machine.found.hasExternalID)
        case .inspect: try inspect(&batch)
        case .endOfWindow:
            guard batch.continueRecord(length: machine.recordLength(without: rest)) else {
                throw tooLarge(batch.limits, batch.output.base + batch.wholeEnd)
            }
            if isWrong {
                found = read(batch.output.base + batch.wholeEnd, from: machine.content)
                throw notUTF8()
            }
        default:
            let row = UnsafePointer(batch.output.base + batch.wholeEnd)
            guard machine.recordLength() <= batch.limits.bytes else { throw tooLarge(batch.limits, row) }
            found = read(row, from: stop == .textAfterQuote ? machine.content : 1)
            try settle(fault: stop, &batch)
        }
    }

    /// Adds the completed record to the batch.
    private mutating func commit(writtenAs length: Int, _ batch: inout BatchBuilder) throws(MateoError) {
        guard batch.commitRecord(writtenAs: length) else {
            throw tooLarge(batch.limits, batch.output.base + batch.wholeEnd)
        }
        machine.startOver()
        machine.rows += 1
    }

    /// Checks the completed record, and adds it to the batch or holds it.
    private mutating func inspect(_ batch: inout BatchBuilder) throws(MateoError) {
        let record = batch.output.base + batch.wholeEnd
        if columns.notes > 0 {
            let length = try inspection.readLists(record, count: machine.at - 1)
            machine.cut += machine.at - 1 - length
            machine.at = length + 1
            record[length] = UInt8(ascii: ",")
            batch.output.count = batch.wholeEnd + machine.at
        }
        let length = try inspection.inspect(record, count: machine.at - 1)
        if inspection.fault != .none {
            let code = inspection.fault.code.description
            return try hold(code, inspection.reason("column"), length: machine.at - 1 + machine.cut, &batch)
        }
        if inspection.hasExternalID { machine.externalIDs += 1 }
        record[length] = UInt8(ascii: ",")
        batch.output.count = batch.wholeEnd + length + 1
        try commit(writtenAs: machine.at + machine.cut, &batch)
    }

    /// Holds a faulty row, or throws.
    private mutating func settle(
        fault stop: CSVMachine.Stop, _ batch: inout BatchBuilder
    ) throws(MateoError) {
        switch stop {
        case .cellCount(1) where options.ragged == .refuse:
            awaitsEnd = true
        case .cellCount(let cells) where options.ragged == .hold:
            try hold("ragged", raggedReason(cells), length: machine.recordLength(), &batch)
        case .holdsNUL:
            try hold(
                "nul", "\(place(machine.nulColumn)): \(RecordFault.nul.words)", length: machine.recordLength(), &batch)
        case .header:
            try hold(
                "header", "\(RecordFault.header.words)", length: machine.recordLength(), &batch)
        case .stillShort(let cells):
            try hold(
                "ragged", raggedReason(cells) + ". Complete it, or empty mateo_code",
                length: machine.recordLength(), &batch)
        default: throw fault(stop)
        }
    }

    /// Holds the last row.
    private mutating func hold(
        _ code: String, _ reason: Text, length: Int, _ batch: inout BatchBuilder
    ) throws(MateoError) {
        if batch.isStrict || options.mapping?.isStrict == true {
            throw error(.record, line: machine.faultLine, reason)
        }
        let input = try rowObject(batch.output.base + batch.wholeEnd)
        let why = LeftOutRow(
            .held, code: code, reason: reason.string, line: machine.faultLine,
            externalID: FailureReport.externalID(of: input), input: input,
            source: batch.keepsSource ? batch.source.takeLast() : [])
        machine.startOver()
        try batch.leaveOutRecord(why, length: length)
        machine.rows += 1
        heldRows += 1
        heldRow = machine.rows
    }

    /// Returns the written row as a JSON object. The row may lack its brackets.
    private func rowObject(_ row: UnsafeMutablePointer<UInt8>) throws(MateoError) -> [UInt8] {
        if columns.hasHeadings { return try columns.object(cells: row, count: machine.at) }
        let isWhole = machine.at > 1 && row[machine.at - 1] == UInt8(ascii: ",")
        let end = isWhole ? machine.at - 2 : machine.at
        var input = [UInt8(ascii: "{")]
        for index in 1..<max(end, 1) { input.append(row[index]) }
        input.append(UInt8(ascii: "}"))
        return input
    }
}
