extension JSONMachine {
    /// Bytes between the values of a record.
    mutating func structure(_ byte: UInt8, _ record: UnsafeMutablePointer<UInt8>) -> Stop {
        switch state {
        case .firstKey where byte == UInt8(ascii: "}"): return close(byte, record)
        case .firstKey, .key:
            guard byte == UInt8(ascii: "\"") else { return .expected("a field name in quotes") }
            beginString(isKey: true, record)
        case .colon:
            guard byte == UInt8(ascii: ":") else { return .expected("a colon") }
            emit(byte, record)
            state = .value
        case .firstValue where byte == UInt8(ascii: "]"): return close(byte, record)
        case .value, .firstValue: return beginValue(byte, record)
        default: return afterValue(byte, record)
        }
        return .endOfWindow
    }

    private mutating func afterValue(_ byte: UInt8, _ record: UnsafeMutablePointer<UInt8>) -> Stop {
        let isObject = objects & 1 == 1
        if byte == UInt8(ascii: ",") {
            emit(byte, record)
            state = isObject ? .key : .value
            return .endOfWindow
        }
        if byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) { return close(byte, record) }
        return .expected(isObject ? "a comma or the end of the object" : "a comma or the end of the array")
    }

    private mutating func beginValue(_ byte: UInt8, _ record: UnsafeMutablePointer<UInt8>) -> Stop {
        switch byte {
        case UInt8(ascii: "\""):
            beginString(isKey: false, record)
            return .endOfWindow
        case UInt8(ascii: "{"): return open(isObject: true, record)
        case UInt8(ascii: "["): return open(isObject: false, record)
        case UInt8(ascii: "t"): literal = "true"
        case UInt8(ascii: "f"): literal = "false"
        case UInt8(ascii: "n"): literal = "null"
        default:
            guard let first = JSONNumber(first: byte) else { return .expected("a value") }
            number = first
            state = .number
            identify()
            emit(byte, record)
            return .endOfWindow
        }
        if byte != UInt8(ascii: "n") { identify() }
        state = .literal
        literalAt = 1
        emit(byte, record)
        return .endOfWindow
    }

    /// The current field has a value; if it is an identifier the record has one.
    @inline(__always)
    mutating func identify() {
        if depth == 1 && isIdentifierKey { hasIdentifier = true }
    }

    /// Opens an object or an array.
    mutating func open(isObject: Bool, _ record: UnsafeMutablePointer<UInt8>) -> Stop {
        if depth >= Self.deepest { return .tooDeep }
        objects = objects << 1 | (isObject ? 1 : 0)
        depth &+= 1
        scopes[depth] = scopeCount
        scopeCount &+= 1
        emit(isObject ? UInt8(ascii: "{") : UInt8(ascii: "["), record)
        state = isObject ? .firstKey : .firstValue
        return .endOfWindow
    }

    /// Closes the innermost bracket.
    private mutating func close(_ byte: UInt8, _ record: UnsafeMutablePointer<UInt8>) -> Stop {
        let isEmpty = state == .firstKey || state == .firstValue
        objects >>= 1
        depth &-= 1
        emit(byte, record)
        if depth == 0 {
            record[at] = UInt8(ascii: ",")
            at &+= 1
            endRecord()
            return .endOfRecord
        }
        if !isEmpty { identify() }
        state = .afterValue
        return .endOfWindow
    }

    mutating func numberByte(_ byte: UInt8, _ record: UnsafeMutablePointer<UInt8>) -> Stop {
        if let next = number.next(byte) {
            number = next
            emit(byte, record)
            return .endOfWindow
        }
        guard number.isComplete else { return .expected("a digit") }
        state = .afterValue
        return .endOfWindow
    }

    mutating func literalByte(_ byte: UInt8, _ record: UnsafeMutablePointer<UInt8>) -> Stop {
        guard byte == literal.utf8Start[literalAt] else { return .expected("true, false or null") }
        literalAt &+= 1
        if literalAt == literal.utf8CodeUnitCount { state = .afterValue }
        emit(byte, record)
        return .endOfWindow
    }
}
