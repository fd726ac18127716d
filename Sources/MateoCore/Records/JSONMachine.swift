/// Checks JSON byte by byte by RFC 8259, and copies it without white space into a record.
///
/// It builds no tree and does not recurse. A bit for each open bracket stores its kind.
struct JSONMachine: ~Copyable {
    /// The deepest nesting of brackets, including those of the record.
    static let deepest = 32
    private static let mark: StaticString = "\u{FEFF}"

    /// The state, which determines what may come next.
    enum State {
        /// Outside of records: before the first bracket of a document, in its array, behind it; between lines.
        case documentStart, firstRecord, record, afterRecord, documentEnd, lineStart, lineEnd
        /// Inside of a record.
        case firstKey, key, colon, value, firstValue, afterValue
        /// Inside of a value.
        case string, escape, unicode, number, literal
    }

    /// Why a pass ended.
    enum Stop: Equatable {
        case endOfWindow
        case endOfRecord
        case expected(StaticString)
        case lineBreak
        case control
        case notUTF8
        case escape
        case surrogate
        case nul
        case tooDeep
        case duplicate
        case emptyName
        case longName
        case tooManyFields

        static func == (left: Stop, right: Stop) -> Bool {
            switch (left, right) {
            case (.endOfWindow, .endOfWindow), (.endOfRecord, .endOfRecord): true
            default: false
            }
        }
    }

    /// Whether each line is a record. It becomes false if the input turns out to be an array.
    private(set) var isLines: Bool
    let type: RecordType
    var state: State
    /// The number of completed records, the current line, and the line on which the record began.
    var rows: Int64 = 0
    var line: Int64 = 1
    var recordLine: Int64 = 1
    /// The number of bytes taken from the window, and the window's place in the input.
    var index = 0
    var offset: Int64 = 0
    /// The end of the output, counted from the beginning of the record.
    var at = 0
    /// How many bytes of a byte order mark have been skipped.
    private(set) var markBytes = 0
    /// Open brackets, and a bit for each: is it an object.
    var depth = 0
    var objects: UInt64 = 0
    /// The record's own keys.
    var keys = KeySet()
    var fields = JSONFields()
    /// The last key, without escapes.
    var key = Bytes(capacity: 256)
    var isKey = false
    /// The service's check of the field's value.
    var keyCheck = CheckedField.none
    /// Whether the record has an identifier that is certainly clean, whether `external_id` is one, and whether another
    /// value needs an inspection.
    var hasIdentifier = false
    var hasExternalID = false
    var isSuspicious = false
    /// Whether the record contains an escape of U+0000, and whether it contains a list of objects.
    var holdsNUL = false
    var hasObjects = false
    /// Whether objects may span several lines, as the first one did, and whether the fast lane matched the last name.
    private var isSpread = false
    private(set) var isNameMatched = false
    /// The byte at which a pass ended.
    private(set) var oddByte: UInt8 = 0
    /// The start of the current string in the output, and whether it has escapes.
    var stringStart = 0
    var hasEscapes = false
    var utf8 = UTF8Check()
    /// The digits of a `\u` escape so far, and whether the second half of a surrogate pair must follow.
    var unit: UInt16 = 0
    var unitDigits = 0
    var needsLowHalf = false
    var number = JSONNumber.minus
    var literal: StaticString = "null"
    var literalAt = 0

    /// Whether a faulty record is held, so that reading continues.
    let canHold: Bool

    init(type: RecordType, isLines: Bool) {
        self.isLines = isLines
        canHold = isLines
        self.type = type
        state = isLines ? .lineStart : .documentStart
    }

    /// Allocates the memory for the keys in a window of `count` bytes.
    mutating func reserve(_ count: Int) throws(MateoError) {
        try key.reserve(CSVHeader.longestName * Escape.longest)
        try fields.reserve()
        // A key takes at least two quotes and a colon. The first key may have begun earlier, and so may fields that the
        // fast lane matched.
        try keys.reserve(
            keys: count / 3 + 1 + JSONFields.most,
            bytes: count + CSVHeader.longestName + JSONFields.most * JSONFields.longest)
    }

    /// Processes a window up to its end or the end of a record, whichever comes first.
    ///
    /// - Parameters:
    ///   - source: the window of `count` bytes, for which `reserve` was called. The first `index` bytes are already
    ///     taken.
    ///   - record: the target for the record, with room for `count - index + 96` bytes behind `at`.
    mutating func pass(
        _ source: UnsafePointer<UInt8>, count: Int, record: UnsafeMutablePointer<UInt8>
    ) -> Stop {
        while index < count {
            let stop: Stop
            switch state {
            case .string: stop = string(source, count: count, record)
            case .escape: stop = escape(source[index], record)
            case .unicode: stop = unicode(source[index], record)
            case .number: stop = numberByte(source[index], record)
            case .literal: stop = literalByte(source[index], record)
            default:
                if (state == .key || state == .firstKey) && depth == 1 && keys.hasRoom(for: JSONFields.most)
                    && drive(source, count: count, record)
                {
                    isNameMatched = true
                    continue
                }
                let byte = source[index]
                if byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
                    stop = markBytes > 0 ? noMark : space(byte)
                } else if depth == 0 {
                    stop = outside(byte, record)
                } else {
                    stop = structure(byte, record)
                }
            }
            if stop != .endOfWindow {
                oddByte = index < count ? source[index] : 0
                return stop
            }
        }
        return .endOfWindow
    }

    @inline(__always)
    mutating func emit(_ byte: UInt8, _ record: UnsafeMutablePointer<UInt8>) {
        record[at] = byte
        at &+= 1
        index &+= 1
    }

    /// Handles white space. A line end also ends a record of JSON Lines.
    private mutating func space(_ byte: UInt8) -> Stop {
        if byte == 0x0A {
            if isLines && depth > 0 {
                guard rows == 0 || isSpread else { return .lineBreak }
                isSpread = true
            }
            line += 1
            if state == .lineEnd { state = .lineStart }
        }
        index &+= 1
        return .endOfWindow
    }

    /// Handles bytes outside of records.
    private mutating func outside(_ byte: UInt8, _ record: UnsafeMutablePointer<UInt8>) -> Stop {
        if markBytes > 0 || (byte == Self.mark.utf8Start[0] && (state == .lineStart || state == .documentStart)) {
            return markByte(byte)
        }
        switch (state, byte) {
        case (.documentStart, UInt8(ascii: "{")), (.firstRecord, UInt8(ascii: "{")),
            (.record, UInt8(ascii: "{")), (.lineStart, UInt8(ascii: "{")):
            return beginRecord(record)
        case (.documentStart, UInt8(ascii: "[")): state = .firstRecord
        case (.lineStart, UInt8(ascii: "[")) where rows == 0:
            isLines = false
            state = .firstRecord
        case (.firstRecord, UInt8(ascii: "]")), (.afterRecord, UInt8(ascii: "]")): state = .documentEnd
        case (.afterRecord, UInt8(ascii: ",")): state = .record
        default:
            switch state {
            case .documentStart: return .expected("an object or an array of objects")
            case .firstRecord: return .expected("an object or the end of the array")
            case .afterRecord: return .expected("a comma or the end of the array")
            case .documentEnd: return .expected("the end of the input")
            case .lineEnd: return .expected("the end of the line")
            default: return .expected("an object")
            }
        }
        index &+= 1
        return .endOfWindow
    }

    /// Skips a byte order mark: files that were joined have one each.
    private mutating func markByte(_ byte: UInt8) -> Stop {
        guard byte == Self.mark.utf8Start[markBytes] else { return noMark }
        markBytes = markBytes == 2 ? 0 : markBytes &+ 1
        index &+= 1
        return .endOfWindow
    }

    /// The beginning of a byte order mark alone is text where none may be.
    var noMark: Stop { .expected(isLines ? "an object" : "an object or an array of objects") }

    private mutating func beginRecord(_ record: UnsafeMutablePointer<UInt8>) -> Stop {
        at = 0
        recordLine = line
        hasIdentifier = false
        hasExternalID = false
        isSuspicious = false
        keyCheck = .none
        keys.removeAll()
        fields.beginRecord()
        holdsNUL = false
        hasObjects = false
        // A single object is a complete document. An object in an array is not.
        isSingle = state == .documentStart
        return open(isObject: true, record)
    }

    /// Returns the name of the last field, without escapes.
    func copyName() -> [UInt8] {
        if isNameMatched { return fields.lastName }
        return key.span.withUnsafeBufferPointer { Array($0) }
    }

    /// Notes that the name was parsed byte by byte.
    mutating func forgetMatch() { isNameMatched = false }

    /// Whether the record is the whole document.
    private var isSingle = false

    /// Sets the state behind a record.
    mutating func endRecord() {
        state = isLines ? .lineEnd : isSingle ? .documentEnd : .afterRecord
    }
}
