extension JSONMachine {
    mutating func beginString(isKey: Bool, _ record: UnsafeMutablePointer<UInt8>) {
        self.isKey = isKey
        emit(UInt8(ascii: "\""), record)
        stringStart = at
        hasEscapes = false
        needsLowHalf = false
        state = .string
    }

    /// Handles the inside of a string: a run of plain bytes, and the byte that ends it.
    mutating func string(
        _ source: UnsafePointer<UInt8>, count: Int, _ record: UnsafeMutablePointer<UInt8>
    ) -> Stop {
        var byte: UInt8
        repeat {
            if index == count { return .endOfWindow }
            if !needsLowHalf && !utf8.isInside {
                let length = copyPlain(from: source + index, to: record + at, count: count &- index)
                index &+= length
                at &+= length
                if index == count { return .endOfWindow }
            }
            byte = source[index]
            guard byte >= 0x80 || utf8.isInside else { break }
            if needsLowHalf { return .surrogate }
            guard utf8.take(byte, at: offset &+ Int64(index)) else { return .notUTF8 }
            emit(byte, record)
        } while true
        if byte == UInt8(ascii: "\\") {
            hasEscapes = true
            state = .escape
            emit(byte, record)
            return .endOfWindow
        }
        if needsLowHalf { return .surrogate }
        if byte == UInt8(ascii: "\"") { return endString(record) }
        return byte == 0 ? .nul : .control
    }

    private mutating func endString(_ record: UnsafeMutablePointer<UInt8>) -> Stop {
        if !isKey {
            if depth == 1 && keyCheck != .none {
                if hasEscapes { isSuspicious = true } else { see(record + stringStart, at - stringStart, keyCheck) }
            }
            emit(UInt8(ascii: "\""), record)
            state = .afterValue
            return .endOfWindow
        }
        let stop = endKey(Span(_unsafeStart: record + stringStart, count: at - stringStart))
        if stop != .endOfWindow { return stop }
        emit(UInt8(ascii: "\""), record)
        state = .colon
        return .endOfWindow
    }

    private mutating func endKey(_ written: Span<UInt8>) -> Stop {
        key.count = 0
        forgetMatch()
        // An escape is at most six times as long as its character.
        if written.count > CSVHeader.longestName * (hasEscapes ? Escape.longest : 1) { return .longName }
        if hasEscapes {
            key.putUnescaped(written)
        } else {
            key.put(written)
        }
        if key.count > CSVHeader.longestName { return .longName }
        // The service checks the keys of inner objects.
        if depth > 1 { return .endOfWindow }
        if key.count == 0 { return .emptyName }
        keyCheck = CheckedField(key.span, type)
        fields.save(to: &keys)
        if keys.isFull { return .tooManyFields }
        // A span of `key.span` would borrow all of self.
        let name = Span(_unsafeStart: UnsafePointer(key.base), count: key.count)
        guard keys.insert(name, scope: 0) else { return .duplicate }
        fields.pass(name, keyCheck, isKept: !hasEscapes)
        return .endOfWindow
    }

    /// Handles the byte behind a backslash.
    mutating func escape(_ byte: UInt8, _ record: UnsafeMutablePointer<UInt8>) -> Stop {
        switch byte {
        case UInt8(ascii: "u"):
            unit = 0
            unitDigits = 0
            state = .unicode
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            if needsLowHalf { return .surrogate }
            state = .string
        default: return .escape
        }
        emit(byte, record)
        return .endOfWindow
    }

    /// Handles one of the four digits behind `\u`.
    mutating func unicode(_ byte: UInt8, _ record: UnsafeMutablePointer<UInt8>) -> Stop {
        guard let digit = Hexadecimal.value(of: byte) else { return .escape }
        unit = unit << 4 | UInt16(digit)
        unitDigits &+= 1
        if unitDigits == 4 {
            let isLowHalf = unit & 0xFC00 == 0xDC00
            if isLowHalf != needsLowHalf { return .surrogate }
            if unit == 0 {
                guard canHold else { return .nul }
                holdsNUL = true
            }
            needsLowHalf = unit & 0xFC00 == 0xD800
            state = .string
        }
        emit(byte, record)
        return .endOfWindow
    }
}
