extension JSONMachine {
    mutating func beginString(isKey: Bool, _ record: UnsafeMutablePointer<UInt8>) {
        self.isKey = isKey
        emit(UInt8(ascii: "\""), record)
        stringStart = at
        hasEscapes = false
        needsLowHalf = false
        state = .string
    }

    /// The inside of a string: a run of plain bytes, and the byte that ends it.
    mutating func string(
        _ source: UnsafePointer<UInt8>, count: Int, _ record: UnsafeMutablePointer<UInt8>
    ) -> Stop {
        if !needsLowHalf && !utf8.isInside {
            let length = Self.copyPlain(from: source + index, to: record + at, count: count &- index)
            index &+= length
            at &+= length
            if index == count { return .endOfWindow }
        }
        let byte = source[index]
        if byte >= 0x80 || utf8.isInside {
            if needsLowHalf { return .surrogate }
            guard utf8.take(byte, at: offset &+ Int64(index)) else { return .notUTF8 }
            emit(byte, record)
            return .endOfWindow
        }
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

    /// Copies bytes up to the first quote, backslash, control character or byte that is not ASCII. Eight bytes
    /// are written at once, so up to eight bytes behind the run are overwritten.
    @inline(__always)
    private static func copyPlain(
        from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, count: Int
    ) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        var done = 0
        while done &+ 8 <= count {
            let word = UnsafeRawPointer(source + done).loadUnaligned(as: UInt64.self)
            UnsafeMutableRawPointer(target + done).storeBytes(of: word, as: UInt64.self)
            let quote = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
            let backslash = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
            // The lowest bit set is exact; those above it need not be.
            let special =
                (((word &- ones &* 0x20) | (quote &- ones) | (backslash &- ones)) & tops & ~word)
                | (word & tops)
            if special != 0 { return done &+ special.trailingZeroBitCount / 8 }
            done &+= 8
        }
        while done < count && source[done] < 0x80 && !Escape.isNeeded(source[done]) {
            target[done] = source[done]
            done &+= 1
        }
        return done
    }

    private mutating func endString(_ record: UnsafeMutablePointer<UInt8>) -> Stop {
        if !isKey {
            if at > stringStart { identify() }
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
        if hasEscapes {
            key.appendUnescaped(written)
        } else {
            key.append(written)
        }
        if key.count > CSVHeader.longestName { return .longName }
        if depth == 1 {
            if key.count == 0 { return .emptyName }
            isIdentifierKey = RecordType.isOne(of: identifiers, key.span)
        }
        if keys.isFull { return .tooManyFields }
        // A span of `key.span` would borrow all of self.
        let name = Span(_unsafeStart: UnsafePointer(key.base), count: key.count)
        return keys.insert(name, scope: scopes[depth]) ? .endOfWindow : .duplicate
    }

    /// The byte behind a backslash.
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

    /// One of the four digits behind `\u`.
    mutating func unicode(_ byte: UInt8, _ record: UnsafeMutablePointer<UInt8>) -> Stop {
        guard let digit = Unescape.digit(byte) else { return .escape }
        unit = unit << 4 | digit
        unitDigits &+= 1
        if unitDigits == 4 {
            let isLowHalf = unit & 0xFC00 == 0xDC00
            if isLowHalf != needsLowHalf { return .surrogate }
            if unit == 0 { return .nul }
            needsLowHalf = unit & 0xFC00 == 0xD800
            state = .string
        }
        emit(byte, record)
        return .endOfWindow
    }
}
