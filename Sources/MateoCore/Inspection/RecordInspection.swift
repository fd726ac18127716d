/// Checks the identifiers, the consent fields and the times of records as they are written, before they are sent.
///
/// It cuts blanks and invisible characters around such values. It leaves out a value that is blank, or that is a text
/// with which databases and spreadsheets write "no value". `null` stays: it asks the service to erase the field. Any
/// other fault holds the record, which then stays unchanged.
///
/// A `..._marketing_opt_in` is a boolean. Not all words of a `..._transactional_opt_in` are known, so any that has the form
/// of one passes.
struct RecordInspection: ~Copyable {
    /// The result for a value.
    private enum Verdict {
        case kept
        case cut
        /// There is no value, so it is left out.
        case none
    }

    let type: RecordType
    /// The fault of the last record, and the name of the field.
    private(set) var fault = RecordFault.none
    private var faultName: [UInt8] = []
    private(set) var hasExternalID = false
    /// Whether records may be totals, see `TotalRow`. Whether the last one has a word for it as `external_id`, which is
    /// the first field, and a text that no total has.
    var expectsTotals = false
    private var hasTotal = false
    private var hasText = false
    /// The number of fields and list elements that identify the last record.
    private var identifiers = 0
    private var isChanged = false
    /// Whether the record is being rewritten, and how many bytes of it are written.
    private var isWriting = false
    private var end = 0
    /// A text without escapes.
    private var plain = Bytes(capacity: 256)
    /// The rest of a cut text, with escapes.
    private var rest = Bytes(capacity: 256)
    /// The number of values that were cut, and of values that were left out, for each field.
    private var cuts = InlineArray<14, Int64>(repeating: 0)
    private var nones = InlineArray<14, Int64>(repeating: 0)
    private var told = 0
    /// The number of identifiers such as 10001.0.
    private var wholes: Int64 = 0

    init(type: RecordType) {
        self.type = type
    }

    /// Inspects a record and cleans it in place, unless it has a fault.
    ///
    /// - Parameter count: the length of the record with its brackets.
    /// - Returns: the length of the clean record.
    mutating func inspect(_ record: UnsafeMutablePointer<UInt8>, count: Int) throws(MateoError) -> Int {
        (fault, identifiers, hasExternalID, hasTotal, hasText, isChanged) = (.none, 0, false, false, false, false)
        faultName = []
        _ = try pass(record, count: count, isWriting: false)
        if identifiers == 0 { find(.noIdentifier) }
        if hasTotal && !hasText && identifiers == 1 { find(.total) }
        return fault == .none && isChanged ? try pass(record, count: count, isWriting: true) : count
    }

    /// Returns the fault of the last record as text. It never contains a value.
    ///
    /// - Parameter kind: the input's word for a field: `column` or `field`.
    func reason(_ kind: StaticString) -> Text {
        if fault == .noIdentifier {
            return "no field identifies the record; one of these is required: \(type.identifierList)"
        }
        if fault == .total { return "\(fault.words)" }
        return "\(kind) \(Shown.name(faultName.span)): \(fault.words)"
    }

    /// Returns the next notice about changed values, or nil. Each notice comes once.
    mutating func nextNotice() -> Text? {
        if let notice = Self.wholeNotice(&wholes) { return notice }
        while told < CheckedField.count * 2 {
            let number = told >> 1
            let (isCut, name) = (
                told & 1 == 0, (CheckedField(rawValue: UInt8(truncatingIfNeeded: number)) ?? .none).name
            )
            let count = isCut ? cuts[number] : nones[number]
            told += 1
            if count == 0 { continue }
            let what =
                isCut
                ? "had blanks or invisible characters around them, which were removed"
                : count == 1
                    ? "is blank or a word such as NULL, and left out" : "are blank or a word such as NULL, and left out"
            return "\(name): \(count) \(count == 1 ? "value" : "values") \(what)"
        }
        return nil
    }

    /// Returns a notice about identifiers such as 10001.0, or nil. It comes once.
    @inline(never)
    static func wholeNotice(_ count: inout Int64) -> Text? {
        if count == 0 { return nil }
        defer { count = 0 }
        return
            "identifiers that end in .0, and are sent as such: \(count). pandas writes whole numbers so beside empty cells: convert them with astype(\"Int64\")"
    }

    /// Returns a notice about records without `external_id` if others have one, or nil.
    static func missingNotice(records: Int64, externalIDs: Int64, advice: Text) -> Text? {
        let missing = records - externalIDs
        guard externalIDs > 0, missing > 0 else { return nil }
        return
            "external_id: \(missing) \(missing == 1 ? "row has" : "rows have") no value, and others have one\(advice)"
    }

    // MARK: A record

    /// Goes through a record and rewrites it. The written part never overtakes the part that was read.
    private mutating func pass(
        _ record: UnsafeMutablePointer<UInt8>, count: Int, isWriting: Bool
    ) throws(MateoError) -> Int {
        self.isWriting = isWriting
        end = 1
        var cursor = RecordCursor(record, count: count)
        guard cursor.nextRecord() else { return count }
        while fault == .none && cursor.nextMember() {
            let (start, value, before) = (cursor.name.lowerBound - 1, cursor.value, end)
            guard start > 0, value.upperBound <= count else { break }
            let name = try name(Self.span(record, cursor.name))
            let field = CheckedField(unsafe Span(_unsafeStart: name.start, count: name.count), type)
            if end > 1 { put(UInt8(ascii: ","), record) }
            put(start..<value.lowerBound, record)
            if hasTotal, record[value.lowerBound] == UInt8(ascii: "\""),
                !TotalRow.isAmount(Self.span(record, value))
            {
                hasText = true
            }
            if field == .none {
                put(value, record)
                continue
            }
            let verdict = try check(value, field, record)
            if fault != .none && faultName.isEmpty {
                faultName = Self.span(record, cursor.name).withUnsafeBufferPointer { Array($0) }
            }
            if verdict == .none { end = before }
            if verdict != .kept { isChanged = true }
        }
        put(UInt8(ascii: "}"), record)
        return end
    }

    /// Returns the name of a member without escapes. It is valid until the next text is read.
    private mutating func name(
        _ written: Span<UInt8>
    ) throws(MateoError) -> (start: UnsafePointer<UInt8>, count: Int) {
        plain.count = 0
        try plain.reserve(written.count)
        plain.putUnescaped(written)
        return (UnsafePointer(plain.base), plain.count)
    }

    /// Checks a value of a member and writes what remains of it.
    private mutating func check(
        _ value: Range<Int>, _ field: CheckedField, _ record: UnsafeMutablePointer<UInt8>
    ) throws(MateoError) -> Verdict {
        switch record[value.lowerBound] {
        case UInt8(ascii: "["):
            if field.isPhone { return try checkList(value, field, record) }
            find(field.misfit)
        case UInt8(ascii: "n"): break
        default: return try checkSingle(value, field, record)
        }
        put(value, record)
        return .kept
    }

    /// Checks each element of a list.
    private mutating func checkList(
        _ list: Range<Int>, _ field: CheckedField, _ record: UnsafeMutablePointer<UInt8>
    ) throws(MateoError) -> Verdict {
        var elements = JSONListCursor(record, list)
        var (verdict, count, isAny) = (Verdict.kept, 0, false)
        put(UInt8(ascii: "["), record)
        while fault == .none, let element = elements.next() {
            isAny = true
            let before = end
            if count > 0 { put(UInt8(ascii: ","), record) }
            let isNull = record[element.lowerBound] == UInt8(ascii: "n")
            if isNull { leaveOut(field) }
            let found = isNull ? .none : try checkSingle(element, field, record)
            if found != .kept { verdict = .cut }
            if found == .none { end = before } else { count += 1 }
        }
        put(UInt8(ascii: "]"), record)
        return isAny && count == 0 ? .none : verdict
    }

    /// Checks a value other than a list or null, and writes what remains of it.
    private mutating func checkSingle(
        _ value: Range<Int>, _ field: CheckedField, _ record: UnsafeMutablePointer<UInt8>
    ) throws(MateoError) -> Verdict {
        let first = record[value.lowerBound]
        if first == UInt8(ascii: "\"") { return try checkText(value, field, record) }
        let isNumber = first == UInt8(ascii: "-") || (first >= UInt8(ascii: "0") && first <= UInt8(ascii: "9"))
        let isBoolean = first == UInt8(ascii: "t") || first == UInt8(ascii: "f")
        if field.takesNumbers && isNumber {
            identify(field)
        } else if field != .marketing || !isBoolean {
            find(field.misfit)
        }
        put(value, record)
        return .kept
    }

    /// Checks a text and writes what remains of it.
    private mutating func checkText(
        _ value: Range<Int>, _ field: CheckedField, _ record: UnsafeMutablePointer<UInt8>
    ) throws(MateoError) -> Verdict {
        plain.count = 0
        try plain.reserve(value.count)
        plain.putUnescaped(Self.span(record, value.lowerBound + 1..<max(value.upperBound - 1, value.lowerBound + 1)))
        let place = Blank.trim(plain.span)
        // Through a pointer: a span would borrow all of self.
        let text = unsafe Span(_unsafeStart: UnsafePointer(plain.base + place.lowerBound), count: place.count)
        if text.count == 0 || RowChecks.isNone(text) {
            leaveOut(field)
            return .none
        }
        judge(text, field)
        guard text.count < plain.count else {
            put(value, record)
            return .kept
        }
        guard isWriting else { return .cut }
        cuts[Int(field.rawValue)] &+= 1
        rest.count = 0
        try rest.appendQuoted(text)
        // It is not longer than the value was, since escapes never become longer.
        let length = min(rest.count, value.count)
        UnsafeMutableRawPointer(record + end).copyMemory(from: rest.base, byteCount: length)
        end += length
        return .cut
    }

    /// Finds the fault of a text that is not blank and has no blanks around it.
    private mutating func judge(_ text: Span<UInt8>, _ field: CheckedField) {
        switch field {
        case .marketing, .transactional, .time, .reference: find(Self.fault(of: text, field))
        default:
            switch RowChecks.fault(of: field == .email ? .email : .identifier, text) {
            case .rounded: find(.rounded)
            case .written:
                if !isWriting && NumberCell.isWhole(text) { wholes &+= 1 }
                identify(field)
                if field == .externalID { hasTotal = expectsTotals && TotalRow.isWord(text) }
            case .email: find(.email)
            case .formula: find(.formula)
            default: find(.hidden)
            }
        }
    }

    /// Returns the fault of a text in a checked field that is no identifier of the record.
    static func fault(of text: Span<UInt8>, _ field: CheckedField) -> RecordFault {
        switch field {
        case .reference:
            Blank.hides(in: text)
                ? .hidden : RowChecks.isFormula(text) ? .formula : RowChecks.isRounded(text) ? .rounded : .none
        case .time: Instant.fault(of: text)
        case .transactional: isBasis(text) ? .none : .transactional
        default: text.equalsIgnoringCase("true") || text.equalsIgnoringCase("false") ? .none : .marketing
        }
    }

    /// Returns whether a text has the form of a legal basis: lower-case letters and underscores, but not true or false.
    private static func isBasis(_ text: Span<UInt8>) -> Bool {
        for index in text.indices {
            let byte = text[index]
            guard byte == UInt8(ascii: "_") || (byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")) else {
                return false
            }
        }
        return !text.equals("true") && !text.equals("false")
    }

    private mutating func leaveOut(_ field: CheckedField) {
        if isWriting { nones[Int(field.rawValue)] &+= 1 }
    }

    private mutating func identify(_ field: CheckedField) {
        if field.isIdentifier { identifiers += 1 }
        if field == .externalID { hasExternalID = true }
    }

    private mutating func find(_ fault: RecordFault) {
        if self.fault == .none { self.fault = fault }
    }

    // MARK: Bytes

    @_lifetime(immortal)
    static func span(_ record: UnsafePointer<UInt8>, _ range: Range<Int>) -> Span<UInt8> {
        let span = unsafe Span(_unsafeStart: record + range.lowerBound, count: range.count)
        return unsafe _overrideLifetime(span, copying: ())
    }

    private mutating func put(_ byte: UInt8, _ record: UnsafeMutablePointer<UInt8>) {
        if isWriting { record[end] = byte }
        end += 1
    }

    /// Copies bytes of the record to the end of the written part.
    private mutating func put(_ range: Range<Int>, _ record: UnsafeMutablePointer<UInt8>) {
        if isWriting && end != range.lowerBound {
            UnsafeMutableRawPointer(record + end).copyMemory(from: record + range.lowerBound, byteCount: range.count)
        }
        end += range.count
    }
}
