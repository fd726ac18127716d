/// Reads the document of a mapping.
extension Mapping {
    /// Reads a mapping from a JSON document.
    ///
    /// - Parameter options: receives the document's settings for reading the file.
    /// - Throws: `.json` with the line if it is not JSON, `.argument` with the place of the mistake, `.limit`.
    init(_ json: [UInt8], _ options: inout CSVOptions) throws(MateoError) {
        self.init()
        guard json.count <= Self.largest else { throw MateoError(.limit, "the mapping is larger than 1 MiB") }
        var json = json
        if json.count >= 3, json[0] == 0xEF, json[1] == 0xBB, json[2] == 0xBF { json.removeFirst(3) }
        if json.contains(0) || UTF8Check.firstFault(in: json.span) != nil {
            throw MateoError(.json, "mapping: the document is not UTF-8; save it as UTF-8")
        }
        guard let root = JSONValue(json) else {
            var line = 1
            for byte in json[..<min(JSONCheck.fault(in: json.span), json.count)] where byte == UInt8(ascii: "\n") {
                line += 1
            }
            throw MateoError(
                .json,
                json.isEmpty
                    ? "the mapping is empty; 'mateo map' proposes one"
                    : "mapping, line \(line): invalid JSON: check the commas, the quotes (\") and the brackets there")
        }
        let fault = MappingFault("", 0)
        guard root.kind == .object, let form = root.member("mateo_mapping")?.integer else {
            throw fault.error("", "the document must be an object that begins with \"mateo_mapping\": 1")
        }
        guard form == Self.form else {
            throw fault.error(
                "mateo_mapping", "unknown version; this library reads version 1. A newer libmateo may read it")
        }
        var seen: UInt32 = 0
        for member in root.members {
            let key = member.key
            guard let number = Self.number(of: key) else {
                throw fault.error("", "unknown member; 'mateo help mapping' lists the members", found: key.span)
            }
            guard seen >> number & 1 == 0 else { throw fault.error("", "duplicate member", found: key.span) }
            seen |= 1 << number
            try set(number, member.value, &options)
        }
    }

    /// The names of the members, each followed by a semicolon.
    private static let members: StaticString = """
        mateo_mapping;fields;set;require;only_mapped;strict;delimiter;empty;encoding;quote;escape;skip_lines;columns;\
        null;ragged;comment;
        """

    private static func number(of key: [UInt8]) -> UInt32? {
        place(of: key.span, in: members)
    }

    /// Returns the number of a word in a list of words, each followed by a semicolon.
    @inline(never)
    static func place(of word: Span<UInt8>, in words: StaticString) -> UInt32? {
        let words = words.bytes
        var (start, number) = (0, UInt32(0))
        for end in words.indices where words[end] == UInt8(ascii: ";") {
            if words.extracting(start..<end).equals(word) { return number }
            (start, number) = (end + 1, number + 1)
        }
        return nil
    }

    @inline(never)
    static func place(of word: [UInt8], in words: StaticString) -> UInt32? { place(of: word.span, in: words) }

    private mutating func set(
        _ member: UInt32, _ value: JSONValue, _ options: inout CSVOptions
    ) throws(MateoError) {
        switch member {
        case 0: break
        case 1:
            guard value.kind == .array else {
                throw MappingFault("", 0).error("fields", "must be an array of objects")
            }
            var number = 0
            for element in value.elements {
                try addField(element, MappingFault("fields", number))
                number += 1
            }
        case 2:
            guard value.kind == .object else {
                throw MappingFault("", 0).error("set", "must be an object with fields and their values")
            }
            var number = 0
            for member in value.members {
                let fault = MappingFault("set", number)
                var entry = MappingEntry(role: .constant)
                try setTarget(member.key.span, of: &entry, fault)
                try setValue(member.value, of: &entry, fault)
                try append(entry, fault)
                number += 1
            }
        case 3:
            guard value.kind == .array else {
                throw MappingFault("", 0).error("require", "must be an array of field names")
            }
            var number = 0
            for element in value.elements {
                try require(element.text, MappingFault("require", number))
                number += 1
            }
        case 4: isOnlyMapped = try Self.flag(value, "only_mapped")
        case 5: isStrict = try Self.flag(value, "strict")
        default: try options.set(member, value)
        }
    }

    static func flag(_ value: JSONValue, _ name: StaticString) throws(MateoError) -> Bool {
        guard value.kind == .bool else { throw MappingFault("", 0).error(name, "must be true or false") }
        return value.raw.count == 4
    }

    private mutating func addField(_ value: JSONValue, _ fault: MappingFault) throws(MateoError) {
        guard value.kind == .object else { throw fault.error("", "must be an object") }
        var entry = MappingEntry(role: .column)
        var seen: UInt32 = 0
        for member in value.members {
            let key = member.key
            let (member, text) = (member.value, member.value.text)
            let number = Self.place(of: key.span, in: "column;field;type;empty;")
            guard let number, seen >> number & 1 == 0 else {
                throw fault.error(
                    "", "an entry has only column, field, type and empty, each at most once", found: key.span)
            }
            guard member.kind == .string || (number == 1 && member.kind == .null) else {
                throw fault.error("", "must be a text", found: key.span)
            }
            seen |= 1 << number
            switch number {
            case 0: try setSource(text.span, of: &entry, fault)
            case 1:
                guard member.kind == .null || !text.isEmpty else {
                    throw fault.error("field", "write null to leave the column out")
                }
                try setTarget(text.span, of: &entry, fault)
            case 2: try setType(text.span, of: &entry, fault)
            default: entry.empty = try Self.emptyCells(text, fault)
            }
        }
        guard seen & 3 == 3 else { throw fault.error("", "column or field is missing") }
        guard entry.empty != .text || entry.type.hasEmptyText else {
            throw fault.error("empty", "this type has no empty text; write omit or null")
        }
        try append(entry, fault)
    }

    @inline(never)
    static func emptyCells(_ text: [UInt8], _ fault: MappingFault) throws(MateoError) -> EmptyCells {
        guard let number = place(of: text.span, in: "omit;null;text;"),
            let cells = EmptyCells(rawValue: Int32(number))
        else { throw fault.error("empty", "must be omit, null or text", found: text.span) }
        return cells
    }
}

extension JSONValue {
    /// The value as a whole number without a sign; nil for other values.
    var integer: Int64? {
        kind == .number ? Bounds.count(Array(raw)) : nil
    }
}
