/// The fields that records of a type can have in an account. It finds records that will fail.
package struct AccountFields: Sendable {
    /// What is known about a field's name.
    private enum Meaning {
        /// Every account has the field.
        case builtIn
        case own(AccountFieldType)
        case unknown
    }

    private let type: RecordType
    private let fields: [AccountField]
    private let knowsFields: Bool
    private let knowsChannels: Bool
    /// The meaning of each member so far, by its position in the record. Most records have the same members.
    private var known: [(name: [UInt8], meaning: Meaning)] = []
    /// Names that seem to be no field of the account. Records with them are sent anyway.
    private(set) package var doubtful: [[UInt8]] = []

    /// - Parameters:
    ///   - fields: the account's custom fields and marketing channels.
    ///   - knowsFields: whether all custom fields are known.
    ///   - knowsChannels: whether all marketing channels are known.
    package init(_ type: RecordType, _ fields: [AccountField], knowsFields: Bool, knowsChannels: Bool) {
        self.type = type
        self.fields = fields.filter { $0.owner == type }
        self.knowsFields = knowsFields
        self.knowsChannels = knowsChannels
    }

    /// Returns why a record would fail, or nil if it fits the account.
    ///
    /// - Parameter record: a JSON object in the form of `BatchBuilder.bytes`.
    @inline(never)
    package mutating func fault(in record: Span<UInt8>) throws(MateoError) -> LeftOutRow? {
        try record.withUnsafeBufferPointer { (bytes) throws(MateoError) -> LeftOutRow? in
            guard let source = bytes.baseAddress else { return nil }
            var cursor = RecordCursor(source, count: bytes.count)
            guard cursor.nextRecord() else { return nil }
            var place = 0
            while cursor.nextMember() {
                let name = unsafe Span(_unsafeStart: source + cursor.name.lowerBound, count: cursor.name.count)
                let value = unsafe Span(_unsafeStart: source + cursor.value.lowerBound, count: cursor.value.count)
                let meaning = try meaning(of: name, at: place)
                if let fault = fault(name, value, meaning) { return fault }
                place += 1
            }
            return nil
        }
    }

    private mutating func fault(_ name: Span<UInt8>, _ value: Span<UInt8>, _ meaning: Meaning) -> LeftOutRow? {
        switch meaning {
        case .builtIn: return nil
        case .own(let type):
            if type.takes(value) { return nil }
            let reason: Text = "field \(Shown.name(name)): not \(type.words), as the account requires; correct it"
            return LeftOutRow(.held, code: type == .channel ? "consent" : "field_type", reason: reason.string)
        case .unknown:
            guard knowsFields else { return nil }
            // It may be a channel if the channels are not known.
            let isConsent = value.count > 2 && AccountFieldType.isConsent(value.extracting(1..<value.count - 1))
            if !knowsChannels, isConsent { return nil }
            // It is not documented which fields all deals have.
            guard type != .deals else {
                doubt(name)
                return nil
            }
            let reason: Text =
                "field \(Shown.name(name)): the account has no such field or marketing channel; create it there, or "
                + "leave it out"
            return LeftOutRow(.held, code: "unknown_field", reason: reason.string)
        }
    }

    private mutating func doubt(_ name: Span<UInt8>) {
        guard doubtful.count < 20 else { return }
        let name = name.withUnsafeBufferPointer { Array($0) }
        if !doubtful.contains(name) { doubtful.append(name) }
    }

    private mutating func meaning(of name: Span<UInt8>, at place: Int) throws(MateoError) -> Meaning {
        if place < known.count {
            let entry = known[place]
            if entry.name.span.equals(name) { return entry.meaning }
        }
        var plain = Bytes(capacity: 64)
        try plain.reserve(name.count)
        plain.putUnescaped(name)
        let meaning = try meaning(ofPlain: plain.span)
        let entry = (name: name.withUnsafeBufferPointer { Array($0) }, meaning: meaning)
        if place < known.count {
            known[place] = entry
        } else if place == known.count, place < 1000 {
            known.append(entry)
        }
        return meaning
    }

    private func meaning(ofPlain name: Span<UInt8>) throws(MateoError) -> Meaning {
        for field in fields where field.key.span.equals(name) { return .own(field.type) }
        var spelling = Bytes(capacity: 64)
        let kind = try Field.kind(of: name, type, spelling: &spelling)
        return kind != .custom && spelling.span.equals(name) ? .builtIn : .unknown
    }
}
