/// Validates the values of fields and converts them.
struct CellRules {
    let entity: Entity
    let payload: Bytes
    /// The start of the current row in the payload.
    let row: Int

    /// Returns the value of a field. The row keeps the text if it differs from the payload.
    func value(
        _ value: JSONReader.Value, for field: Int, in row: inout Row
    ) throws(RowFailure) -> Cell.Value {
        if value.kind == .null { return .null }
        let kind = entity.kinds[field]
        switch kind {
        case .phone: return try phone(value, field, in: &row)
        case .list: return try list(value)
        default: break
        }
        guard value.kind != .object, value.kind != .array else {
            throw RowFailure(
                code: "22023",
                message: "the value of \"\(entity.fields[field].name)\" cannot be an object or an array")
        }
        let text = value.isEscaped ? row.keep(JSONB.string(value, in: payload)) : payload[value.range]
        switch kind {
        case .text(let limit): try checkLength(text, limit)
        case .externalID, .handle:
            guard !text.isEmpty else { throw check(field) }
            try checkLength(text, 255)
        case .email:
            guard Self.isEmail(text) else { throw check(field) }
        case .date: try checkDate(text)
        case .datetime: return .integer(try datetime(text).microseconds)
        case .boolean: return .integer(try boolean(text))
        case .number:
            guard Double(RowFailure.text(text)) != nil else { throw .syntax("numeric", text) }
        case .consent:
            guard ["accepted", "declined", "requested"].contains(where: { text.elementsEqual($0.utf8) })
            else {
                throw RowFailure(
                    code: "22P02",
                    message: "invalid input value for enum marketing_subscription_status: "
                        + "\"\(RowFailure.text(text))\"")
            }
        case .uuid:
            guard UUIDText.canonical(RowFailure.text(text)) != nil else { throw .syntax("uuid", text) }
        case .phone, .list: break
        }
        return .text(text)
    }

    private func check(_ field: Int) -> RowFailure { .check(entity.table, entity.fields[field].name) }

    /// Returns one number, or the first valid one of a list.
    private func phone(
        _ value: JSONReader.Value, _ field: Int, in row: inout Row
    ) throws(RowFailure) -> Cell.Value {
        if value.kind == .string, !value.isEscaped, PhoneNumber.isStored(payload[value.range]) {
            return .text(payload[value.range])
        }
        var numbers = [value]
        if value.kind == .array { numbers = try elements(of: value) }
        if numbers.isEmpty { return .null }
        for number in numbers where number.kind == .string || number.kind == .number {
            if let parsed = PhoneNumber(JSONB.string(number, in: payload)) {
                if let digits = try parsed.international(countries) { return .text(row.keep(digits)) }
            }
        }
        throw check(field)
    }

    /// Returns the `country_codes` of the row. Few rows have any, so they are searched only for a number that needs
    /// them.
    private func countries() throws(RowFailure) -> [String] {
        do {
            var reader = JSONReader(payload, in: row..<payload.buffer.count)
            try reader.enter("{")
            while let key = try reader.key() {
                let value = try reader.value()
                guard payload[key.range].elementsEqual("country_codes".utf8), value.kind == .array else {
                    continue
                }
                return try elements(of: value).map { RowFailure.text(JSONB.string($0, in: payload)) }
            }
            return []
        } catch let failure as RowFailure {
            throw failure
        } catch {
            throw RowFailure(code: "22P02", message: "\(error)")
        }
    }

    private func list(_ value: JSONReader.Value) throws(RowFailure) -> Cell.Value {
        guard value.kind == .array else {
            throw RowFailure(
                code: "22P02",
                message: "malformed array literal: \"\(RowFailure.text(payload[value.range]))\"")
        }
        for element in try elements(of: value) where element.kind == .object || element.kind == .array {
            throw RowFailure(code: "22P02", message: "malformed array literal: an element is no text")
        }
        return .text(payload[value.range])
    }

    func elements(of array: JSONReader.Value) throws(RowFailure) -> [JSONReader.Value] {
        do {
            var reader = JSONReader(payload, in: array.range)
            var elements: [JSONReader.Value] = []
            try reader.enter("[")
            while let element = try reader.element() { elements.append(element) }
            return elements
        } catch {
            throw RowFailure(code: "22P02", message: error.message)
        }
    }

    private func checkLength(_ text: UnsafeBufferPointer<UInt8>, _ limit: Int) throws(RowFailure) {
        guard text.count > limit else { return }
        guard RowFailure.text(text).unicodeScalars.count > limit else { return }
        throw RowFailure(code: "22001", message: "value too long for type character varying(\(limit))")
    }

    /// Returns whether a text is text, an at sign, and a domain of at least two labels, without spaces and control
    /// characters.
    static func isEmail(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count <= 254 else { return false }
        var at: Int?
        var dots = 0
        var previous: UInt8 = 0
        for (index, byte) in text.enumerated() {
            switch byte {
            case 0...0x20, 0x7F, UInt8(ascii: ","), UInt8(ascii: ";"): return false
            case UInt8(ascii: "@"):
                guard at == nil, index > 0 else { return false }
                at = index
            case UInt8(ascii: ".") where at != nil:
                guard previous != UInt8(ascii: "@"), previous != UInt8(ascii: ".") else { return false }
                dots += 1
            default: break
            }
            previous = byte
        }
        return dots > 0 && previous != UInt8(ascii: ".") && previous != UInt8(ascii: "@")
    }

    private func checkDate(_ text: UnsafeBufferPointer<UInt8>) throws(RowFailure) {
        if Timestamp.days(text) == nil { throw dateFailure(text, "date") }
    }

    private func datetime(_ text: UnsafeBufferPointer<UInt8>) throws(RowFailure) -> Timestamp {
        guard let time = Timestamp(RowFailure.text(text)) else {
            throw dateFailure(text, "timestamp with time zone")
        }
        return time
    }

    /// Returns the failure of a date. A date of the right form that does not exist is out of range. Any other text is
    /// not a date.
    private func dateFailure(_ text: UnsafeBufferPointer<UInt8>, _ type: String) -> RowFailure {
        let shape = text.prefix(10).map { $0 &- UInt8(ascii: "0") < 10 ? UInt8(ascii: "9") : $0 }
        guard shape.elementsEqual("9999-99-99".utf8) else {
            return RowFailure(
                code: "22007", message: "invalid input syntax for type \(type): \"\(RowFailure.text(text))\"")
        }
        return RowFailure(
            code: "22008", message: "date/time field value out of range: \"\(RowFailure.text(text))\"")
    }

    private func boolean(_ text: UnsafeBufferPointer<UInt8>) throws(RowFailure) -> Int64 {
        switch RowFailure.text(text).lowercased() {
        case "true", "t", "yes", "y", "on", "1": return 1
        case "false", "f", "no", "n", "off", "0": return 0
        default: throw .syntax("boolean", text)
        }
    }
}
