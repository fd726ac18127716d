/// How the text of a cell becomes the value of a field.
enum FieldType: UInt8 {
    case text, number, boolean, date, datetime, list, phone, consent

    private static let count: UInt8 = 8

    var name: StaticString {
        switch self {
        case .text: "text"
        case .number: "number"
        case .boolean: "boolean"
        case .date: "date"
        case .datetime: "datetime"
        case .list: "list"
        case .phone: "phone"
        case .consent: "consent"
        }
    }

    /// Whether an empty text is a value of the type.
    var hasEmptyText: Bool { self == .text || self == .list || self == .phone }

    /// Returns the type with a name.
    static func named(_ name: Span<UInt8>) -> FieldType? {
        for number in 0..<count {
            if let type = FieldType(rawValue: number), name.equals(type.name) { return type }
        }
        return nil
    }

    /// Returns why parameters do not fit the type, or nil. Those of `datetime` come without the zone.
    @inline(never)
    func fault(in parameters: Span<UInt8>) -> StaticString? {
        switch self {
        case .text: parameters.count == 0 ? nil : "text has no parameters"
        case .number:
            parameters.count == 0 || parameters.equals(",") || parameters.equals(".")
                ? nil : "the decimal separator must be , or . as in number(,)"
        case .boolean:
            Words.areValid(parameters, Words.booleans)
                ? nil : "write each word once, as in boolean(aktiv=true, inaktiv=false)"
        case .consent:
            Words.areValid(parameters, Words.consents)
                ? nil : "write each word once, as in consent(ja=accepted, nein=declined). The third status is requested"
        case .date, .datetime:
            DateFormat.isValid(parameters)
                ? nil
                : "write the form with D or DD, M or MM, YY or YYYY, HH, mm, ss, as in DD.MM.YYYY, or write excel"
        case .list: parameters.count > 0 ? nil : "the separator is missing, as in list(;)"
        case .phone:
            parameters.count == 0 || CallingCode.find(parameters) != nil
                ? nil : "unknown country; write two capital letters, as in phone(DE)"
        }
    }

    /// Writes the value of a cell as JSON, with a comma before it if there are `elements` before it.
    ///
    /// - Parameters:
    ///   - cell: its text in UTF-8, without escapes.
    ///   - zone: an offset or the bytes of a zone's file, for `datetime`.
    ///   - elements: the number of values written for this field so far.
    /// - Returns: the result. Unless it is `.written`, nothing was written.
    @inline(never)
    func write(
        _ cell: Span<UInt8>, _ parameters: Span<UInt8>, zone: Span<UInt8>, to output: inout Bytes,
        elements: inout Int
    ) throws(MateoError) -> Conversion {
        let before = (output.count, elements)
        let place = Blank.trim(cell)
        let cell = self == .text ? cell : cell.extracting(place)
        var result = Conversion.empty
        if !place.isEmpty || (parameters.count > 0 && (self == .boolean || self == .consent)) {
            // The most that any type needs, except texts and lists. These reserve their own room.
            try output.reserve(128)
            if elements > 0 { output.put(UInt8(ascii: ",")) }
            switch self {
            case .text:
                result = NumberCell.isRounded(cell) ? .rounded : .written
                try output.appendQuoted(cell)
            case .number:
                result = NumberCell.write(cell, decimal: parameters.count > 0 ? parameters[0] : 0, to: &output)
            case .boolean: result = Words.writeBoolean(cell, parameters, to: &output)
            case .consent: result = Words.writeConsent(cell, parameters, to: &output)
            case .date: result = DateCell.write(cell, parameters, to: &output)
            case .datetime: result = DateCell.write(cell, parameters, zone: zone, to: &output)
            case .list: return try ListCell.write(cell, parameters, to: &output, elements: &elements)
            case .phone: result = try PhoneCell.write(cell, parameters, to: &output, elements: &elements)
            }
        }
        if result == .written {
            if self != .phone { elements += 1 }
        } else {
            (output.count, elements) = before
        }
        return result
    }
}

extension Buffer where Element == UInt8 {
    /// Appends a text as a JSON string, with its quotes.
    @inline(never)
    mutating func appendQuoted(_ text: Span<UInt8>) throws(MateoError) {
        try append(UInt8(ascii: "\""))
        try appendEscaped(text)
        try append(UInt8(ascii: "\""))
    }

    /// Appends the digits of a number below 2^32, with leading zeros. There must be room for them.
    @inline(never)
    mutating func putDigits(_ number: Int, _ amount: Int) {
        var (rest, left) = (UInt64(UInt32(truncatingIfNeeded: number)), amount)
        while left > 0 {
            left -= 1
            // A tenth, exact below 2^32. A division is slow.
            let tenth = (rest &* 0xCCCC_CCCD) &>> 35
            base[count &+ left] = UInt8(truncatingIfNeeded: 48 &+ rest &- tenth &* 10)
            rest = tenth
        }
        count &+= amount
    }
}
