extension CSVMachine {
    /// Says where the next record begins.
    @inline(__always)
    mutating func startRecord(at offset: Int64) {
        recordStart = offset
        recordLine = line
    }

    /// Writes the key of the record's first cell.
    @inline(__always)
    mutating func openRecord(_ target: Target) {
        isOpen = true
        mode = .unquoted
        hasIdentifier = false
        column = 0
        extraCells = 0
        at = 0
        openCell(target)
    }

    /// Writes the key of a cell, as if it were not empty.
    @inline(__always)
    private mutating func openCell(_ target: Target) {
        let info = target.columns[column]
        cell = at
        copyRun(
            from: target.prefixes + Int(info.start), to: target.record + at, count: Int(info.length))
        at &+= Int(info.length)
        content = at
    }

    /// Ends a cell and begins the one after it. Cells without a column are counted and forgotten.
    @inline(__always)
    mutating func nextCell(_ target: Target) {
        closeCell(target)
        mode = .unquoted
        if column < lastColumn {
            column &+= 1
            openCell(target)
        } else {
            extraCells &+= 1
            cell = at
            content = at
        }
    }

    /// Ends a cell: closes the quote, or takes back the key if there is nothing in it.
    @inline(__always)
    private mutating func closeCell(_ target: Target) {
        if extraCells > 0 {
            at = cell
            return
        }
        let isEmpty = at == content
        if isEmpty && emptyCells == .null {
            closeNull(target)
            return
        }
        target.record[at] = UInt8(ascii: "\"")
        hasIdentifier = hasIdentifier || (!isEmpty && target.columns[column].identifier != 0)
        at = isEmpty && emptyCells == .omit ? cell : at &+ 1
    }

    /// Replaces the quote that opened an empty value by `null`.
    private mutating func closeNull(_ target: Target) {
        let value = target.record + (content &- 1)
        value[0] = UInt8(ascii: "n")
        value[1] = UInt8(ascii: "u")
        value[2] = UInt8(ascii: "l")
        value[3] = UInt8(ascii: "l")
        at = content &+ 3
    }

    /// Ends a record. Its first comma becomes a brace.
    @inline(__always)
    mutating func closeRecord(_ target: inout Target) -> Stop {
        closeCell(target)
        if column != lastColumn || extraCells > 0 { return .cellCount(column &+ 1 &+ extraCells) }
        if !hasIdentifier { return .noIdentifier }
        target.record[0] = UInt8(ascii: "{")
        target.record[at] = UInt8(ascii: "}")
        target.record[at &+ 1] = UInt8(ascii: ",")
        at &+= 2
        isOpen = false
        mode = .unquoted
        if at &- 1 > target.roomLeft { return at &- 1 > target.largest ? .tooLarge : .overflow }
        rows &+= 1
        target.record += at
        target.roomLeft &-= at
        target.recordsLeft &-= 1
        at = 0
        cell = 0
        content = 0
        return target.recordsLeft <= 0 ? .full : .endOfWindow
    }
}
