extension JSONReader {
    /// The current or next record in the import, counted from 1.
    private var row: Int64 { rowsBefore + machine.rows + 1 }

    @inline(never)
    func error(_ status: Status, line: Int64, _ message: Text) -> MateoError {
        MateoError(status, "row \(row), line \(line): \(message)", row: row)
    }

    /// Returns why the inspected record is held.
    func reason() -> Text {
        let isWrapped = inspection.fault == .noIdentifier && machine.rows == 0 && machine.hasObjects
        return inspection.reason("field")
            + (isWrapped
                ? ". It holds a list of objects: if these are the records, write them at the top of the file, without the object around them"
                : "")
    }

    /// Returns the error for a pass that ended at a fault.
    func fault(_ stop: JSONMachine.Stop) -> MateoError {
        let status: Status =
            switch stop {
            case .notUTF8, .nul: .encoding
            case .tooDeep, .longName, .tooManyFields: .limit
            case .duplicate, .emptyName: .record
            default: .json
            }
        return error(status, line: machine.line, place + reason(stop) + advice(stop))
    }

    /// The field with the invalid value, if it is one of the service's own. Other names may be content of a record.
    private var place: Text {
        let isName =
            machine.isKey && (machine.state == .string || machine.state == .escape || machine.state == .unicode)
        guard machine.depth > 0, machine.objects == 1 << UInt64(machine.depth - 1), !isName,
            machine.state != .key, machine.state != .firstKey
        else { return "" }
        let name = machine.copyName()
        var spelling = Bytes(capacity: 64)
        do throws(MateoError) {
            guard try Field.kind(of: name.span, type, spelling: &spelling) != .custom else { return "" }
        } catch { return "" }
        return "field \(Shown.name(spelling.span)): "
    }

    /// Returns the advice for an unexpected byte.
    private func advice(_ stop: JSONMachine.Stop) -> Text {
        let (state, byte) = (machine.state, machine.oddByte)
        switch stop {
        case .expected
        where machine.rows == 0 && machine.markBytes == 0 && (state == .documentStart || state == .lineStart):
            return ". If it is CSV, read the file as CSV"
        case .expected: break
        case .control where byte == 0x0A || byte == 0x0D:
            return ". The line ends inside a string: close its quote, or write the line break as \\n"
        default: return ""
        }
        switch byte {
        case UInt8(ascii: "'"): return ". JSON needs double quotes, not single ones"
        case UInt8(ascii: "N"), UInt8(ascii: "I"), UInt8(ascii: "a"), UInt8(ascii: "T"), UInt8(ascii: "F"):
            if state == .value || state == .firstValue || state == .number || state == .literal {
                return ". JSON has no NaN, Infinity, None, True or False: write null, true or false"
            }
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            if state == .key || state == .record || (state == .value && machine.objects & 1 == 0) {
                return ". Remove the comma before it"
            }
        case UInt8(ascii: ","):
            if state == .lineEnd {
                return ". JSON Lines have no commas between records: remove them, or put brackets around all records"
            }
        default: break
        }
        return ""
    }

    private func reason(_ stop: JSONMachine.Stop) -> Text {
        let position: Text = " (byte offset \(machine.offset + Int64(machine.index - machine.markBytes)))"
        switch stop {
        case .expected(let what): return "expected \(what)\(position)"
        case .lineBreak:
            return "the line ends inside a record; JSON Lines need one line for each record"
        case .control: return "a string holds a control character that is not escaped" + position
        case .escape: return "invalid escape sequence in a string" + position
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

    /// Returns numbers and no names, since a key may be content of a record.
    private func duplicate() -> Text {
        let (place, count) = machine.keys.place(of: machine.key.span, scope: 0)
        return "field \(count + 1) repeats the name of field \(place)"
    }

    func tooLarge(_ limits: BatchLimits) -> MateoError {
        error(
            .limit, line: machine.recordLine,
            "the record is larger than a batch may be "
                + "(\(limits.bytes) bytes)")
    }

    /// Returns what is missing at the end of the input, or nil if it is complete.
    func unfinished() -> MateoError? {
        if machine.markBytes > 0 { return fault(machine.noMark) }
        if machine.depth > 0 {
            return MateoError(
                .json,
                "row \(row): the input ends inside the record that begins on line "
                    + "\(machine.recordLine)", row: row)
        }
        switch machine.state {
        case .documentEnd, .lineEnd: return nil
        case .lineStart: return nil
        case .documentStart:
            return MateoError(.json, "the input is empty; it needs an object")
        default:
            return MateoError(
                .json, "the input ends inside the array, after \(machine.rows) records", row: row)
        }
    }
}
