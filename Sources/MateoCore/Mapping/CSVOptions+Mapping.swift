extension CSVOptions {
    /// Sets the mapping and the other settings of a JSON document. `mateo help mapping` describes it.
    ///
    /// - Throws: `.json` with the line if it is not JSON, `.argument` with the place of the mistake, `.limit`. The
    ///   options are then unchanged.
    public mutating func setMapping(_ json: [UInt8]) throws(MateoError) {
        var options = self
        options.mapping = try Mapping(json, &options)
        if let fault = CSVReader.fault(options) { throw MateoError(.argument, "mapping: \(fault.message)") }
        self = options
    }

    /// Sets the value of a member of the document. The member is given by the number of its name.
    @inline(never)
    mutating func set(_ member: UInt32, _ value: JSONValue) throws(MateoError) {
        let fault = MappingFault("", 0)
        let text = value.text
        switch member {
        case 6: delimiter = try Self.byte(text, "delimiter")
        case 7: emptyCells = try Mapping.emptyCells(text, fault)
        case 8:
            encoding = Encoding(text.span)
            guard encoding.isKnown else {
                throw fault.error(
                    "encoding", "unknown here; write utf-8, windows-1252, utf-16 or another name that 'iconv -l' lists",
                    found: text.span)
            }
        case 9: quote = value.kind == .null || text.equals("none") ? nil : try Self.byte(text, "quote")
        case 10:
            guard let number = Mapping.place(of: text.span, in: "none;backslash;") else {
                throw fault.error("escape", "must be none or backslash", found: text.span)
            }
            hasBackslashEscapes = number == 1
        case 11:
            guard let number = value.integer, number <= 1000 else {
                throw fault.error("skip_lines", "must be a number from 0 to 1000")
            }
            skipLines = Int(number)
        case 12:
            columns = try Self.texts(value, "columns")
            for name in columns where name.isEmpty { throw fault.error("columns", "a name is empty") }
        case 13: nulls = try Self.texts(value, "null")
        case 15: break
        default:
            guard let number = Mapping.place(of: text.span, in: "refuse;hold;"),
                let rows = RaggedRows(rawValue: Int32(number))
            else { throw fault.error("ragged", "must be refuse or hold", found: text.span) }
            ragged = rows
        }
    }

    private static func byte(_ text: [UInt8], _ member: StaticString) throws(MateoError) -> UInt8 {
        guard let byte = character(text) else {
            throw MappingFault("", 0).error(member, "must be one ASCII character")
        }
        return byte
    }

    /// Returns the byte of an ASCII character: the character itself, `tab`, or its number as `U+001F` or `\u001F`.
    @inline(never)
    public static func character(_ text: [UInt8]) -> UInt8? {
        if text.count == 1 { return text[0] < 0x80 ? text[0] : nil }
        if text.equals("tab") || text.equals("\\t") { return 9 }
        guard text.count == 6 else { return nil }
        let start = text.span.extracting(0..<4)
        guard start.equalsIgnoringCase("U+00") || start.equalsIgnoringCase("\\u00") else { return nil }
        var number: UInt8 = 0
        for byte in text[4...] {
            guard number < 8, let digit = Hexadecimal.value(of: byte) else { return nil }
            number = number << 4 | digit
        }
        return number
    }

    private static func texts(_ value: JSONValue, _ member: StaticString) throws(MateoError) -> [[UInt8]] {
        var texts: [[UInt8]] = []
        var isRight = value.kind == .array
        for element in value.elements {
            if element.kind != .string { isRight = false }
            texts.append(element.text)
        }
        guard isRight, !texts.isEmpty else {
            throw MappingFault("", 0).error(member, "must be an array of texts")
        }
        return texts
    }
}
