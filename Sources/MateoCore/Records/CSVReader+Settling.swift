/// What is left to do after a pass over a window.
extension CSVReader {
    /// Marks the quote too, which the scan does not know when it is another one.
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

    /// Does what is left to do after a pass. The last `rest` bytes are a character that is not whole.
    @_optimize(size)
    mutating func settle(
        _ stop: CSVMachine.Stop, rest: Int, isWrong: Bool, _ batch: inout BatchBuilder
    ) throws(MateoError) {
        switch stop {
        case .full: break
        case .overflow:
            guard batch.commitRecord() else { throw tooLarge(batch.limits) }
            machine.startOver()
            machine.rows += 1
        case .endOfWindow:
            guard batch.continueRecord(length: machine.recordLength(without: rest)) else {
                throw tooLarge(batch.limits)
            }
            if isWrong { throw notUTF8() }
        default:
            guard machine.recordLength() <= batch.limits.bytes else { throw tooLarge(batch.limits) }
            try settle(fault: stop, &batch)
        }
    }

    /// Holds a row with a fault, or throws.
    @_optimize(size)
    private mutating func settle(
        fault stop: CSVMachine.Stop, _ batch: inout BatchBuilder
    ) throws(MateoError) {
        switch stop {
        case .cellCount(1) where options.ragged == .refuse:
            awaitsEnd = true
        case .cellCount(let cells) where options.ragged == .hold:
            try hold(LeftOutRow(.held, code: "ragged", reason: raggedReason(cells).string), &batch)
        case .noIdentifier:
            try hold(LeftOutRow.noIdentifier(type), &batch)
        default: throw fault(stop)
        }
    }

    @_optimize(size)
    private mutating func hold(_ why: LeftOutRow, _ batch: inout BatchBuilder) throws(MateoError) {
        var why = why
        why.line = machine.faultLine
        let length = machine.recordLength()
        machine.startOver()
        try batch.leaveOutRecord(why, length: length)
        machine.rows += 1
    }
}
