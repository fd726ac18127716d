import CSystem

/// Finds out which of the records that were sent the failures in a service's list are about.
///
/// Equal content is matched first, as often as it was sent; then equal `external_id`. Time is n log n. Memory is a few
/// times that of list and batch, and there being too little of it is an error.
struct RecordMatch: ~Copyable {
    /// No batch has more records, so nothing is lost by reading no more failures.
    private static var mostEntries: Int { Int(Bounds.batch.upperBound) }
    /// Larger texts might have more than 2^32 bytes when they are put in order. Answers and batches are far smaller.
    private static let mostBytes = 1 << 28
    private static let none = UInt32.max

    /// A failure, or a record that was sent and whose `external_id` is in the list too.
    private struct Side: BitwiseCopyable {
        let place: TextPlace
        /// The place in the batch of a record that was sent.
        let position: Int32
        /// The number of its partner on the other side.
        var partner = RecordMatch.none

        init(_ value: JSONValue, position: Int32 = -1) {
            place = TextPlace(of: value)
            self.position = position
        }
    }

    private var texts = CanonicalTexts()
    private var entries = Buffer<Side>(capacity: 64)
    private var entryIDs = Buffer<Piece>(capacity: 64)
    private var entryContents = Buffer<Piece>(capacity: 64)
    private var candidates = Buffer<Side>(capacity: 64)
    private var candidateIDs = Buffer<Piece>(capacity: 64)
    private var candidateContents = Buffer<Piece>(capacity: 64)

    /// Matches failures with the records of a batch.
    ///
    /// - Parameters:
    ///   - payload: the records, with commas between them.
    ///   - limit: the most failures to give.
    ///   - mostEntries: the most failures to read.
    static func matches(
        of list: JSONElements, among payload: [UInt8], atMost limit: Int,
        reading mostEntries: Int = RecordMatch.mostEntries
    ) throws(MateoError) -> MatchedFailures {
        guard list.byteCount <= mostBytes, payload.count <= mostBytes else { throw MateoError.noMemory() }
        var match = RecordMatch()
        try match.read(list, mostEntries)
        match.entryIDs.sort(in: match.texts.bytes.base)
        if JSONCheck.acceptsList(payload.span) { try match.readSent(payload) }
        match.pairAll()
        return MatchedFailures(list, payload, try match.result(atMost: limit))
    }

    private mutating func read(_ list: JSONElements, _ mostEntries: Int) throws(MateoError) {
        for value in list where value.kind == .object && entries.count < mostEntries {
            let record = FailureReport.record(in: value) ?? value
            try entryIDs.append(texts.appendID(of: record, order: entries.count))
            if let content = try texts.appendContent(of: record, order: entries.count) {
                try entryContents.append(content)
            }
            try entries.append(Side(value))
        }
    }

    /// Equal records have equal external ids, so the others of the batch need not be compared.
    private mutating func readSent(_ payload: [UInt8]) throws(MateoError) {
        var position: Int32 = 0
        for record in JSONElements(payload, 0..<payload.count) {
            let id = try texts.appendID(of: record, order: candidates.count)
            let known = entryIDs.first(equalTo: id, in: texts.bytes.base)
            texts.removeLast(id)
            if let known {
                try candidateIDs.append(Piece(known, order: candidates.count))
                if let content = try texts.appendContent(of: record, order: candidates.count) {
                    try candidateContents.append(content)
                }
                try candidates.append(Side(record, position: position))
            }
            position += 1
        }
    }

    private mutating func pairAll() {
        let texts = UnsafePointer(self.texts.bytes.base)
        entryContents.sort(in: texts)
        candidateContents.sort(in: texts)
        candidateIDs.sort(in: texts)
        Self.pair(entryContents, &entries, candidateContents, &candidates, texts)
        Self.pair(entryIDs, &entries, candidateIDs, &candidates, texts)
    }

    /// Pairs failures and candidates that have no partner yet and the same text, in their order.
    @inline(never)
    private static func pair(
        _ theirs: borrowing Buffer<Piece>, _ entries: inout Buffer<Side>,
        _ ours: borrowing Buffer<Piece>, _ candidates: inout Buffer<Side>, _ texts: UnsafePointer<UInt8>
    ) {
        var (index, other) = (0, 0)
        while index < theirs.count, other < ours.count {
            let (their, our) = (theirs.base[index], ours.base[other])
            let (entry, candidate) = (Int(their.order), Int(our.order))
            let order = their.compared(to: our, in: texts)
            if their.count == 0 || entries.base[entry].partner != none || order < 0 {
                index += 1
            } else if candidates.base[candidate].partner != none || order > 0 {
                other += 1
            } else {
                entries.base[entry].partner = our.order
                candidates.base[candidate].partner = their.order
                index += 1
                other += 1
            }
        }
    }

    private borrowing func result(atMost limit: Int) throws(MateoError) -> [MatchedFailures.Match] {
        let total = min(entries.count, max(limit, 0))
        var largest = 0
        for index in 0..<entries.count { largest = max(largest, entries.base[index].place.range.count) }
        for index in 0..<candidates.count { largest = max(largest, candidates.base[index].place.range.count) }
        // Each failure is copied in parts when it is asked for.
        let bytes = total * MemoryLayout<MatchedFailures.Match>.stride
        guard mateo_has_room(bytes + largest * 3) else { throw MateoError.noMemory() }
        return Array(unsafeUninitializedCapacity: total) { output, count in
            for isKnown in [true, false] {
                for index in 0..<entries.count where count < total {
                    let entry = entries.base[index]
                    guard (entry.partner != Self.none) == isKnown else { continue }
                    output[count] = match(of: entry)
                    count += 1
                }
            }
        }
    }

    private borrowing func match(of entry: Side) -> MatchedFailures.Match {
        guard entry.partner != Self.none else {
            return MatchedFailures.Match(entry: entry.place, sent: .nowhere, position: -1)
        }
        let candidate = candidates.base[Int(entry.partner)]
        return MatchedFailures.Match(
            entry: entry.place, sent: candidate.place, position: candidate.position)
    }
}
