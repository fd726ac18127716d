extension JSONReader {
    /// The record that is being read or that is expected next, counted from 1.
    private var row: Int64 { machine.rows + 1 }

    private var place: Text { "row \(row), line \(machine.line)" }

    private func error(_ status: Status, _ message: Text) -> MateoError {
        MateoError(status, message, row: row)
    }

    /// The error for a pass that ended at a fault.
    func fault(_ stop: JSONMachine.Stop) -> MateoError {
        let position: Text = "byte offset \(machine.offset + Int64(machine.index))"
        switch stop {
        case .expected(let what): return error(.json, "\(place): expected \(what) (\(position))")
        case .lineBreak:
            return error(
                .json,
                "\(place): the line ends in the middle of a record; in JSON Lines each record is one line")
        case .control:
            return error(
                .json, "\(place): a string holds a control character that is not escaped (\(position))")
        case .escape:
            return error(.json, "\(place): a string holds an escape that JSON has not (\(position))")
        case .surrogate:
            return error(.json, "\(place): a string holds half of a surrogate pair (\(position))")
        case .notUTF8:
            return error(
                .encoding, "\(place): the text is not UTF-8 (byte offset \(machine.utf8.sequenceStart))")
        case .nul: return error(.encoding, "\(place): a string holds a NUL character (\(position))")
        case .tooDeep:
            return error(
                .limit,
                "\(place): the record is nested deeper than \(JSONMachine.deepest) levels (\(position))")
        case .duplicate:
            return error(.record, "\(place): the record gives \(Shown.name(machine.key.span)) twice")
        case .emptyName: return error(.record, "\(place): the record has a field without a name")
        case .longName:
            return error(
                .limit, "\(place): a field name is longer than \(CSVHeader.longestName) bytes (\(position))")
        case .tooManyFields:
            return error(.limit, "\(place): the record has more than \(KeySet.capacity) fields")
        case .endOfWindow, .endOfRecord: return error(.json, "\(place): the record cannot be read")
        }
    }

    func noIdentifier() -> MateoError {
        error(
            .record,
            "row \(row), line \(machine.recordLine): the record has no value in any field that identifies it "
                + "(\(type.identifierList))")
    }

    func tooLarge(_ limits: BatchLimits) -> MateoError {
        error(
            .limit,
            "row \(row), line \(machine.recordLine): the record is larger than a batch may be "
                + "(\(limits.bytes) bytes)")
    }

    /// What is missing when the input ends here; nil when it is complete.
    func unfinished() -> MateoError? {
        if machine.depth > 0 {
            return error(
                .json,
                "row \(row): the input ends inside of the record that begins on line "
                    + "\(machine.recordLine)")
        }
        switch machine.state {
        case .documentEnd, .lineEnd: return nil
        case .lineStart where machine.rows > 0: return nil
        case .documentStart, .lineStart:
            return MateoError(.json, "the input is empty; an object is needed")
        default: return error(.json, "the input ends inside of the array, after \(machine.rows) records")
        }
    }
}
