/// Checks values independently of their source.
public enum RowChecks {
    /// Returns the fault of a field's value as a code for programs, or nil.
    ///
    /// - Parameters:
    ///   - field: one of the service's own fields.
    ///   - value: its text in UTF-8, without blanks around it.
    public static func fault(
        of field: Span<UInt8>, _ type: RecordType, value: Span<UInt8>
    ) throws(MateoError) -> StaticString? {
        var spelling = Bytes(capacity: 64)
        let fault = fault(of: try Field.kind(of: field, type, spelling: &spelling), value)
        return fault == .written ? nil : fault.code
    }

    /// Returns the fault of a value that is not empty, or `.written`.
    @inline(never)
    static func fault(of kind: FieldKind, _ value: Span<UInt8>) -> Conversion {
        guard kind.isIdentifier else { return .written }
        if Blank.hides(in: value) { return kind == .email ? .email : .identifier }
        if kind != .email && isFormula(value) { return .formula }
        if kind != .email && isRounded(value) { return .rounded }
        return kind != .email || isEmail(value) ? .written : .email
    }

    /// Returns whether a value has what keeps a text from being read as a number: `="00123"` or `'00123`.
    @inline(never)
    static func isFormula(_ value: Span<UInt8>) -> Bool {
        value.count > 1
            && (value[0] == UInt8(ascii: "'") || value[0] == UInt8(ascii: "=") && value[1] == UInt8(ascii: "\""))
    }

    /// Returns whether a spreadsheet rounded a number, or wrote number signs in its place because its column is too narrow.
    @inline(never)
    static func isRounded(_ value: Span<UInt8>) -> Bool {
        for index in value.indices where value[index] != UInt8(ascii: "#") { return NumberCell.isRounded(value) }
        return value.count > 1
    }

    /// Returns whether an identifier means "no value" although its cell is not empty. Databases and spreadsheets write
    /// such words. Lists as text have rulers such as `-----`.
    @inline(never)
    static func isNone(_ value: Span<UInt8>) -> Bool {
        guard value.count > 0 else { return false }
        switch value[0] | 0x20 {
        case UInt8(ascii: "n"), UInt8(ascii: "u"), UInt8(ascii: "#"), UInt8(ascii: "<"), UInt8(ascii: "\\") | 0x20:
            return value.count <= 9 && isAmong(value)
        default: return isRuler(value)
        }
    }

    private static func isRuler(_ value: Span<UInt8>) -> Bool {
        for index in value.indices {
            switch value[index] {
            case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "="), UInt8(ascii: "."), UInt8(ascii: "*"): break
            default: return false
            }
        }
        return true
    }

    /// The words for "no value", in their usual case. A blank follows each.
    private static let nones: StaticString =
        "NULL NaN None N/A <NA> undefined \\N #NV #N/A #REF! #VALUE! #NAME? #NUM! #DIV/0! #WERT! #BEZUG! #ZAHL! "

    private static func isAmong(_ value: Span<UInt8>) -> Bool {
        let words = nones.bytes
        var start = 0
        for end in words.indices where words[end] == 0x20 {
            if words.extracting(start..<end).equalsIgnoringCase(value) { return true }
            start = end + 1
        }
        return false
    }

    /// Returns whether a text has the form of an address: one at sign, text before it, a dot in the rest, and no
    /// blanks, quotes, angle brackets, commas, semicolons or colons.
    private static func isEmail(_ text: Span<UInt8>) -> Bool {
        var at = -1
        var dot = -1
        for index in text.indices {
            switch text[index] {
            case UInt8(ascii: "@"):
                if at >= 0 || index == 0 || text[0] == UInt8(ascii: "=") { return false }
                at = index
                dot = index
            case UInt8(ascii: "."):
                // A dot must not follow the at sign, or another dot of the domain.
                if at >= 0 && dot == index - 1 { return false }
                if at >= 0 { dot = index }
            case 0...0x20, 0x7F, UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: ","),
                UInt8(ascii: ";"),
                UInt8(ascii: ":"):
                return false
            default: break
            }
        }
        return at > 0 && dot > at && dot < text.count - 1 && text.count <= 254
    }
}
