/// Matches failures without an `external_id` by the other values that identify a record.
extension RecordMatch {
    /// Pairs failures with the records that have one of their values, if there are as many of these. The service may return a
    /// part of a record, one element of a list, or a telephone number in another form.
    mutating func pairHandles(_ payload: [UInt8]) throws(MateoError) {
        entryHandles.sort(in: texts.bytes.base)
        var ours = Buffer<Piece>(capacity: 64)
        try readHandles(payload, &ours)
        ours.sort(in: texts.bytes.base)
        // The surest field first.
        for field in CheckedField.secondaryExternalID.rawValue...CheckedField.sms.rawValue { pair(ours, of: field) }
    }

    private mutating func pair(_ ours: borrowing Buffer<Piece>, of field: UInt8) {
        let bytes = UnsafePointer(texts.bytes.base)
        var (index, other) = (0, 0)
        while index < entryHandles.count, other < ours.count {
            let order = entryHandles.base[index].compared(to: ours.base[other], in: bytes)
            if order < 0 {
                index += 1
            } else if order > 0 {
                other += 1
            } else {
                let (end, otherEnd) = (Self.end(entryHandles, index, bytes), Self.end(ours, other, bytes))
                if end - index == otherEnd - other, bytes[ours.base[other].place.lowerBound + 1] == field {
                    for number in 0..<end - index { pair(entryHandles.base[index + number], ours.base[other + number]) }
                }
                (index, other) = (end, otherEnd)
            }
        }
    }

    private mutating func pair(_ their: Piece, _ our: Piece) {
        let (entry, candidate) = (Int(their.order), Int(our.order))
        guard entries.base[entry].partner == Self.none, candidates.base[candidate].partner == Self.none else { return }
        entries.base[entry].partner = our.order
        candidates.base[candidate].partner = their.order
    }

    /// Returns the place behind the pieces that are equal to one, in sorted pieces.
    private static func end(_ pieces: borrowing Buffer<Piece>, _ first: Int, _ texts: UnsafePointer<UInt8>) -> Int {
        var index = first + 1
        while index < pieces.count, pieces.base[index].compared(to: pieces.base[first], in: texts) == 0 { index += 1 }
        return index
    }

    /// Reads the records without a partner that have a value of the list.
    private mutating func readHandles(_ payload: [UInt8], _ ours: inout Buffer<Piece>) throws(MateoError) {
        if entryHandles.count == 0 { return }
        var position: Int32 = 0
        // The candidates so far, in the order of their positions.
        var (next, known) = (0, candidates.count)
        for record in JSONElements(payload, 0..<payload.count) {
            defer { position += 1 }
            while next < known && candidates.base[next].position < position { next += 1 }
            if next < known && candidates.base[next].position == position && candidates.base[next].partner != Self.none
            {
                continue
            }
            let (start, first) = (texts.bytes.count, ours.count)
            try texts.appendHandles(of: record, order: candidates.count, to: &ours)
            var count = first
            for number in first..<ours.count {
                guard let equal = entryHandles.first(equalTo: ours.base[number], in: texts.bytes.base) else { continue }
                ours.base[count] = Piece(equal, order: candidates.count)
                count += 1
            }
            ours.count = count
            texts.remove(from: start)
            if count > first { try candidates.append(Side(record, position: position)) }
        }
    }
}
