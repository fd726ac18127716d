extension JSONReader {
    /// The record that is being read or that is expected next, counted from 1.
    private var row: Int64 { machine.rows + 1 }

    @inline(never)
    func error(_ status: Status, line: Int64, _ message: Text) -> MateoError {
        MateoError(status, "row \(row), line \(line): \(message)", row: row)
    }

    /// The error for a pass that ended at a fault.
    func fault(_ stop: JSONMachine.Stop) -> MateoError {
        let status: Status =
            switch stop {
            case .notUTF8, .nul: .encoding
            case .tooDeep, .longName, .tooManyFields: .limit
            case .duplicate, .emptyName: .record
            default: .json
            }
        return error(status, line: machine.line, reason(stop))
    }

    private func reason(_ stop: JSONMachine.Stop) -> Text {
        let position: Text = " (byte offset \(machine.offset + Int64(machine.index)))"
        switch stop {
        case .expected(let what): return "expected \(what)\(position)"
        case .lineBreak:
            return "the line ends in the middle of a record; in JSON Lines each record is one line"
        case .control: return "a string holds a control character that is not escaped" + position
        case .escape: return "a string holds an escape that JSON has not" + position
        case .surrogate: return "a string holds half of a surrogate pair" + position
        case .notUTF8:
            return
                "the text is not UTF-8 (byte offset \(machine.utf8.sequenceStart)). \(Encoding.advice(machine.utf8.lead))"
        case .nul: return "a string holds a NUL character" + position
        case .tooDeep: return "the record is nested deeper than \(JSONMachine.deepest) levels" + position
        case .duplicate: return duplicate() + position
        case .emptyName: return "the record has a field without a name"
        case .longName: return "a field name is longer than \(CSVHeader.longestName) bytes" + position
        case .tooManyFields: return "the record has more than \(KeySet.capacity) fields"
        case .endOfWindow, .endOfRecord: return "the record cannot be read"
        }
    }

    /// Numbers and no names: a key may be the content of a record.
    private func duplicate() -> Text {
        let (place, count) = machine.keys.place(of: machine.key.span, scope: machine.scopes[machine.depth])
        if machine.depth == 1 { return "field \(count + 1) repeats the name of field \(place)" }
        return "field \(count + 1) of a nested object repeats the name of its field \(place)"
    }

    func tooLarge(_ limits: BatchLimits) -> MateoError {
        error(
            .limit, line: machine.recordLine,
            "the record is larger than a batch may be "
                + "(\(limits.bytes) bytes)")
    }

    /// What is missing when the input ends here; nil when it is complete.
    func unfinished() -> MateoError? {
        if machine.depth > 0 {
            return MateoError(
                .json,
                "row \(row): the input ends inside of the record that begins on line "
                    + "\(machine.recordLine)", row: row)
        }
        switch machine.state {
        case .documentEnd, .lineEnd: return nil
        case .lineStart where machine.rows > 0: return nil
        case .documentStart, .lineStart:
            return MateoError(.json, "the input is empty; an object is needed")
        default:
            return MateoError(
                .json, "the input ends inside of the array, after \(machine.rows) records", row: row)
        }
    }
}
