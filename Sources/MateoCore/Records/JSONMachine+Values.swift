extension JSONMachine {
    /// Handles bytes between the values of a record.
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
        if depth == 1 && keyCheck != .none { see(first: byte) }
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
            emit(byte, record)
            return .endOfWindow
        }
        state = .literal
        literalAt = 1
        emit(byte, record)
        return .endOfWindow
    }

    /// Checks the text of a field. 64 bytes behind it are readable.
    @inline(__always)
    mutating func see(_ text: UnsafePointer<UInt8>, _ count: Int, _ check: CheckedField) {
        if count == 0 || !CleanText.isSure(text, count, check) {
            isSuspicious = true
        } else if check.isIdentifier {
            hasIdentifier = true
            if check == .externalID { hasExternalID = true }
        }
    }

    /// Checks the first byte of a field's value. A text is checked once it is complete.
    private mutating func see(first byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "n"): break
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            if keyCheck.isIdentifier && keyCheck != .email {
                hasIdentifier = true
                if keyCheck == .externalID { hasExternalID = true }
            } else {
                isSuspicious = true
            }
        default: isSuspicious = true
        }
    }

    /// Opens an object or an array.
    mutating func open(isObject: Bool, _ record: UnsafeMutablePointer<UInt8>) -> Stop {
        if depth >= Self.deepest { return .tooDeep }
        if isObject && depth == 2 && objects & 1 == 0 { hasObjects = true }
        objects = objects << 1 | (isObject ? 1 : 0)
        depth &+= 1
        emit(isObject ? UInt8(ascii: "{") : UInt8(ascii: "["), record)
        state = isObject ? .firstKey : .firstValue
        return .endOfWindow
    }

    /// Closes the innermost bracket.
    private mutating func close(_ byte: UInt8, _ record: UnsafeMutablePointer<UInt8>) -> Stop {
        objects >>= 1
        depth &-= 1
        emit(byte, record)
        if depth == 0 {
            record[at] = UInt8(ascii: ",")
            at &+= 1
            endRecord()
            return .endOfRecord
        }
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
