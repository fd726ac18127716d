/// Texts of JSON values, one behind the other. Equal values have the same bytes, in whatever order their members are
/// and however their strings and numbers are written.
struct CanonicalTexts: ~Copyable {
    /// How many digits at the end of a telephone number are compared.
    private static let phoneDigits = 8

    private(set) var bytes = Bytes(capacity: 4096)
    /// The members of the objects in progress, those of inner objects last.
    private var members = Buffer<Piece>(capacity: 64)
    /// A value while its form is changed.
    private var handle = Bytes(capacity: 256)
    /// Members while they are sorted.
    private var sorted = Bytes(capacity: 4096)

    /// Appends the content of a record.
    ///
    /// - Returns: nil if brackets are nested more deeply than in any record that is sent.
    mutating func appendContent(of record: JSONValue, order: Int) throws(MateoError) -> Piece? {
        let start = bytes.count
        if try append(record, depth: 1) { return Piece(from: start, of: bytes, order: order) }
        bytes.count = start
        members.count = 0
        return nil
    }

    /// Appends the `external_id` of a record: the text of a string or number. The piece is empty when there is none.
    mutating func appendID(of record: JSONValue, order: Int) throws(MateoError) -> Piece {
        let start = bytes.count
        if let id = record.member("external_id") {
            switch id.kind {
            case .null: break
            case .string: try id.appendText(to: &bytes)
            case .number: try CanonicalNumber.append(id.raw, to: &bytes)
            default: try bytes.append(id.raw.span)
            }
        }
        return Piece(from: start, of: bytes, order: order)
    }

    /// Appends the other values that identify a record, in the form in which the service compares them, each behind NUL and
    /// the number of its field.
    mutating func appendHandles(of record: JSONValue, order: Int, to pieces: inout Buffer<Piece>) throws(MateoError) {
        try appendHandles(record.member("secondary_external_id"), .secondaryExternalID, order, &pieces)
        try appendHandles(record.member("id"), .id, order, &pieces)
        try appendHandles(record.member("email"), .email, order, &pieces)
        try appendHandles(record.member("whatsapp"), .whatsapp, order, &pieces)
        try appendHandles(record.member("sms"), .sms, order, &pieces)
    }

    private mutating func appendHandles(
        _ value: JSONValue?, _ field: CheckedField, _ order: Int, _ pieces: inout Buffer<Piece>
    ) throws(MateoError) {
        guard let value else { return }
        if value.kind == .string { return try appendHandle(value, field, order, &pieces) }
        for element in value.elements { try appendHandle(element, field, order, &pieces) }
    }

    /// Appends a text. Of a telephone number it takes the last digits: the service may have
    /// replaced what is before them by the calling code of the contact's country.
    private mutating func appendHandle(
        _ value: JSONValue, _ field: CheckedField, _ order: Int, _ pieces: inout Buffer<Piece>
    ) throws(MateoError) {
        handle.count = 0
        try value.appendText(to: &handle)
        if handle.count == 0 { return }
        field.normalize(&handle)
        if field.isPhone, handle.count > Self.phoneDigits, PhoneSpelling.isDigits(handle.span) {
            handle.removeFirst(handle.count - Self.phoneDigits)
        }
        let start = bytes.count
        // No text contains NUL.
        try bytes.append(0)
        try bytes.append(field.rawValue)
        try bytes.append(handle.base, count: handle.count)
        try pieces.append(Piece(from: start, of: bytes, order: order))
    }

    /// Removes the bytes that were appended behind a place.
    mutating func remove(from place: Int) {
        bytes.count = place
    }

    /// Appends a value. Returns false if it is nested more deeply than any record that is sent, which bounds the
    /// recursion.
    private mutating func append(_ value: JSONValue, depth: Int) throws(MateoError) -> Bool {
        let kind = value.kind
        switch kind {
        case .array, .object:
            guard depth <= JSONMachine.deepest else { return false }
            try bytes.append(kind == .array ? UInt8(ascii: "[") : UInt8(ascii: "{"))
            if kind == .array {
                for element in value.elements where try !append(element, depth: depth + 1) { return false }
            } else {
                guard try appendMembers(of: value, depth: depth) else { return false }
            }
            try bytes.append(kind == .array ? UInt8(ascii: "]") : UInt8(ascii: "}"))
        case .string:
            try bytes.append(UInt8(ascii: "\""))
            try value.appendText(to: &bytes)
            // NUL ends the text. `text` never contains it.
            try bytes.append(0)
        case .number:
            try CanonicalNumber.append(value.raw, to: &bytes)
            try bytes.append(0)
        case .null, .bool: try bytes.append(value.raw.first ?? 0)
        }
        return true
    }

    private mutating func appendMembers(of value: JSONValue, depth: Int) throws(MateoError) -> Bool {
        let (start, first) = (bytes.count, members.count)
        for member in value.members {
            let memberStart = bytes.count
            guard try append(member.name, depth: depth), try append(member.value, depth: depth + 1) else {
                return false
            }
            try members.append(Piece(from: memberStart, of: bytes, order: members.count))
        }
        members.sort(from: first, in: bytes.base)
        sorted.count = 0
        for index in first..<members.count {
            let place = members.base[index].place
            try sorted.append(bytes.base + place.lowerBound, count: place.count)
        }
        bytes.count = start
        try bytes.append(sorted.base, count: sorted.count)
        members.count = first
        return true
    }
}
