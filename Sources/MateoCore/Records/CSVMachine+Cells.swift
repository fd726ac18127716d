import CSystem

extension CSVMachine {
    /// Sets the start of the next record.
    @inline(__always)
    mutating func startRecord(at offset: Int64) {
        recordStart = offset
        recordLine = line
    }

    /// Discards the written record.
    mutating func startOver() {
        at = 0
        cell = 0
        content = 0
    }

    /// Writes the key of the record's first cell.
    @inline(__always)
    mutating func openRecord(_ target: inout Target) {
        isOpen = true
        mode = .unquoted
        found = CSVChecks.Found()
        // Lists of failed rows may have lists in their cells.
        if notes > 0 {
            found.doubts = 1
            (filledCells, heldCells) = (0, 0)
        }
        cut = 0
        column = 0
        extraCells = 0
        strokes = 0
        hasExtraText = false
        hasEscapedQuote = false
        unnamedColumn = -1
        nulColumn = -1
        at = 0
        openCell(&target)
    }

    /// Writes the key of a cell as if it were not empty.
    @inline(__always)
    private mutating func openCell(_ target: inout Target) {
        let info = target.columns[column]
        cell = at
        copyRun(
            from: target.prefixes + Int(info.start), to: target.record + at, count: Int(info.length))
        at &+= Int(info.length)
        content = at
        isNull = false
    }

    /// Ends a cell and begins the next one. Cells without a column are counted and discarded.
    @inline(__always)
    mutating func nextCell(_ target: inout Target) {
        closeCell(&target)
        mode = .unquoted
        if column < lastColumn {
            column &+= 1
            openCell(&target)
        } else {
            extraCells &+= 1
            cell = at
            content = at
            isNull = false
        }
    }

    /// Ends a cell: closes the quote, or removes the key if the cell is empty.
    @inline(__always)
    private mutating func closeCell(_ target: inout Target) {
        if isFirstCell && mode == .unquoted { cutMarks(&target) }
        if trimsCells { followRule(target.record) }
        if notes > 0 { followNotes(target.record) }
        if extraCells > 0 || cell == content {
            closeUnnamed(&target)
            return
        }
        if trimsCells && mode == .unquoted { trim(&target) }
        if target.columns[column].isNameless { noteUnnamed(&target) }
        let field = target.columns[column].field
        if isNull && at == content &+ 1 { at = content }
        if target.nullBytes > 0 && isNullText(&target) { at = content }
        if Self.mayBeNull(target.record + content, at &- content) && field == .none { countNull(&target) }
        let isEmpty = at == content
        if !isChecking { noteCell(&target) }
        // An identifier is never erased, and an empty text is not a consent.
        if isEmpty && emptyCells == .null && !field.isIdentifier {
            closeNull(&target)
            return
        }
        target.record[at] = UInt8(ascii: "\"")
        if !isEmpty && target.columns[column].isIdentifier && Self.isSurelyText(target.record[content]) {
            found.hasIdentifier = -1
        }
        if field != .none && !isEmpty { check(field, &target) }
        at = isEmpty && (emptyCells == .omit || field != .none || target.columns[column].hasNoText) ? cell : at &+ 1
    }

    /// Notes the place of a cell for a mapping.
    @inline(never)
    private mutating func noteCell(_ target: inout Target) {
        let length = at &- content
        target.cells[column] = CSVCell(
            at: content, length: length,
            hasEscapes: memchr(target.record + content, Int32(UInt8(ascii: "\\")), length) != nil)
    }

    /// Whether the cell is the first one of its row.
    @inline(__always)
    var isFirstCell: Bool { column == 0 && extraCells == 0 }

    /// Cuts byte order marks at the beginning of a row: files that were joined have one each.
    @inline(__always)
    mutating func cutMarks(_ target: inout Target) {
        while at &- content >= 3 && memcmp(target.record + content, Self.mark.utf8Start, 3) == 0 {
            at &-= 3
            cut &+= 3
            memmove(target.record + content, target.record + content + 3, at &- content)
        }
    }

    /// Finds out whether a value needs an inspection.
    @inline(never)
    private mutating func check(_ field: CheckedField, _ target: inout Target) {
        if field == .externalID { found.hasExternalID = -1 }
        let (text, count) = (target.record + content, at &- content)
        if RecordCursor.special(text, 0, count) < count || !CleanText.isSure(text, count, field) { found.doubts = 1 }
    }

    /// Cuts the blanks around a cell. Lists of SAP pad their columns with blanks.
    private mutating func trim(_ target: inout Target) {
        let (text, count) = (target.record + content, at &- content)
        var (start, end) = (0, count)
        while start < end && text[start] == UInt8(ascii: " ") { start &+= 1 }
        while end > start && text[end &- 1] == UInt8(ascii: " ") { end &-= 1 }
        if start > 0 { UnsafeMutableRawPointer(text).copyMemory(from: text + start, byteCount: end &- start) }
        at = content &+ end &- start
        cut &+= count &- (end &- start)
    }

    /// Replaces the quote that opened an empty value by `null`.
    private mutating func closeNull(_ target: inout Target) {
        let value = target.record + (content &- 1)
        value[0] = UInt8(ascii: "n")
        value[1] = UInt8(ascii: "u")
        value[2] = UInt8(ascii: "l")
        value[3] = UInt8(ascii: "l")
        at = content &+ 3
    }

    /// Ends a cell without a name. Its text is noted and discarded.
    private mutating func closeUnnamed(_ target: inout Target) {
        noteUnnamed(&target)
        at = cell
    }

    /// Notes the text of a cell without a name.
    private mutating func noteUnnamed(_ target: inout Target) {
        if Self.isBlankText(target.record + content, at &- content) { return }
        if extraCells > 0 {
            hasExtraText = true
        } else if unnamedColumn < 0 && !target.columns[column].isIgnored {
            unnamedColumn = column
            unnamedText = InlineArray(repeating: 0)
            for index in 0..<min(at &- content, 64) { unnamedText[index] = target.record[content &+ index] }
        }
    }

    /// Returns whether the first byte of a value shows that the value is not blank.
    @inline(__always)
    private static func isSurelyText(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte != UInt8(ascii: "\\")
    }

    /// Returns whether a text in JSON is empty, or has only blanks and tabs.
    static func isBlankText(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        var index = 0
        while index < count {
            if text[index] == UInt8(ascii: "\\") && index &+ 1 < count && text[index &+ 1] == UInt8(ascii: "t") {
                index &+= 1
            } else if text[index] != UInt8(ascii: " ") {
                return false
            }
            index &+= 1
        }
        return true
    }

    /// Returns whether a value may be a word for "no value". It reads four bytes, whatever the length is. A short cell
    /// that begins like a word is rare. So there is one branch for both conditions.
    @inline(__always)
    static func mayBeNull(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        let isShort = UInt8(truncatingIfNeeded: (count &- (longestNull &+ 1)) &>> 63)
        return nullStarts.utf8Start[Int(text[0])] & isShort & 1 != 0 && isLikelyNull(text, count)
    }

    /// The longest such word.
    private static let longestNull = 8

    /// For each byte, whether such a word may begin with it: n, N, #, < and a backslash.
    private static let nullStarts: StaticString = """
        0000000000000000000000000000000000010000000000000000000000001000\
        0000000000000010000000000000100000000000000000100000000000000000\
        0000000000000000000000000000000000000000000000000000000000000000\
        0000000000000000000000000000000000000000000000000000000000000000
        """

    /// See `mayBeNull`.
    @inline(never)
    private static func isLikelyNull(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        let word = UInt32(littleEndian: UnsafeRawPointer(text).loadUnaligned(as: UInt32.self))
        // null, none, <na>, nan, n/a, and \\N with its escape in JSON. The errors of Excel begin with # and a letter.
        switch (word | 0x2020_2020) & (count == 3 ? 0xFF_FFFF : .max) {
        case 0x6C6C_756E, 0x656E_6F6E, 0x3E61_6E3C, 0x6E_616E, 0x61_2F6E, 0x6E_7C7C: return true
        default: return word & 0x40FF == 0x4023
        }
    }

    /// Counts the value if it is a word for "no value".
    @inline(never)
    private func countNull(_ target: inout Target) {
        let (text, length) = (UnsafePointer(target.record + content), at &- content)
        let isNull = length == 3 && text[0] == UInt8(ascii: "\\") && text[2] == UInt8(ascii: "N")
        guard isNull || RowChecks.isNone(unsafe Span(_unsafeStart: text, count: length)), length <= Self.longestNull
        else { return }
        target.nullCounts[column].count &+= 1
        let word = UInt64(littleEndian: UnsafeRawPointer(text).loadUnaligned(as: UInt64.self))
        target.nullCounts[column].word = word & (.max &>> UInt64(64 &- length &* 8))
    }

    /// Returns whether the value is one of the texts that count as empty.
    private func isNullText(_ target: inout Target) -> Bool {
        let length = at &- content
        var index = 0
        while index < target.nullBytes {
            let count = Int(target.nulls[index]) &* 256 &+ Int(target.nulls[index &+ 1])
            index &+= 2
            if count == length
                && memcmp(target.nulls + index, target.record + content, count) == 0
            {
                return true
            }
            index &+= count
        }
        return false
    }

    /// Returns whether any value of the written record has more than blanks. It is needed only if the cells did not
    /// show that.
    private func hasText(_ target: inout Target) -> Bool {
        var place = 0
        for number in 0...min(column, max(lastColumn - notes, 0)) where place < at {
            let info = target.columns[number]
            // Excludes the quote that opens the value, which may be null.
            let key = Int(info.length) &- 1
            guard key > 0, memcmp(target.record + place, target.prefixes + Int(info.start), key) == 0 else {
                continue
            }
            place &+= key
            if target.record[place] != UInt8(ascii: "\"") {
                place &+= 4
                continue
            }
            place &+= 1
            let start = place
            while place < at && target.record[place] != UInt8(ascii: "\"") {
                place &+= target.record[place] == UInt8(ascii: "\\") ? 2 : 1
            }
            if !Self.isBlankText(target.record + start, place &- start) { return true }
            place &+= 1
        }
        return false
    }

    /// Returns the result for a record that lacks cells or an identifier, or needs an inspection.
    @inline(never)
    private mutating func judge(_ target: inout Target) -> Stop {
        if !hasText(&target) && !hasExtraText && unnamedColumn < 0 { return .blank }
        if column != lastColumn || extraCells > 0 { return .cellCount(column &+ 1 &+ extraCells) }
        if unnamedColumn >= 0 { return .unnamed }
        if nulColumn >= 0 { return .holdsNUL }
        if isHeader(&target) { return .header }
        if heldCells > 0 && filledCells <= heldCells { return .stillShort(heldCells &+ notes) }
        return isChecking ? .inspect : .endOfWindow
    }

    /// Whether all cells are the headings of their columns. An ASCII letter may have the other case. The columns of a list
    /// of failed rows are behind them.
    private func isHeader(_ target: inout Target) -> Bool {
        guard at == target.headerBytes || (notes > 0 && at > target.headerBytes) else { return false }
        for index in 0..<target.headerBytes {
            let (left, right) = (target.record[index], target.header[index])
            let isLetter = left | 0x20 >= UInt8(ascii: "a") && left | 0x20 <= UInt8(ascii: "z")
            if left != right && !(isLetter && left ^ right == 0x20) { return false }
        }
        return true
    }

    /// Counts the strokes of a cell. A quoted cell is not a part of a rule.
    @inline(never)
    mutating func followRule(_ record: UnsafePointer<UInt8>) {
        if strokes >= 0 { strokes &+= mode == .unquoted ? Self.strokes(record + content, at &- content) : -1 << 40 }
    }

    /// Returns how many hyphens and equals signs a part of a rule has, such as `|-----+----|`. Any other text has a
    /// negative number. Three of them in a row make it a rule.
    static func strokes(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int {
        var strokes = 0
        for index in 0..<count {
            switch text[index] {
            case UInt8(ascii: "-"), UInt8(ascii: "="): strokes &+= 1
            case UInt8(ascii: "+"), UInt8(ascii: "|"), UInt8(ascii: "_"), UInt8(ascii: "*"), UInt8(ascii: " "): break
            default: return -1 << 40
            }
        }
        return strokes
    }

    /// Ends a record. Its first comma becomes a brace.
    @inline(__always)
    mutating func closeRecord(_ target: inout Target) -> Stop {
        closeCell(&target)
        if strokes > 2 && lastColumn &+ extraCells > 0 { return .blank }
        var stop = Stop.endOfWindow
        if column != lastColumn || extraCells > 0 || unnamedColumn >= 0 || found.hasIdentifier == 0 || found.doubts != 0
            || at == target.headerBytes
        {
            stop = judge(&target)
            if stop != .endOfWindow && stop != .inspect { return stop }
        }
        noteLine(&target)
        target.record[0] = UInt8(ascii: "{")
        target.record[at] = UInt8(ascii: "}")
        target.record[at &+ 1] = UInt8(ascii: ",")
        at &+= 2
        isOpen = false
        mode = .unquoted
        let length = at &- 1 &+ cut
        if length > target.largest { return .tooLarge }
        if stop == .inspect { return .inspect }
        if length > target.roomLeft { return .overflow }
        externalIDs &-= Int64(found.hasExternalID)
        rows &+= 1
        target.record += at
        target.cells += target.cellsPerRow
        target.roomLeft &-= at
        target.recordsLeft &-= 1
        at = 0
        cell = 0
        content = 0
        return target.recordsLeft <= 0 ? .full : .endOfWindow
    }
}
