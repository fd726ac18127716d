import CSystem

/// Matches the failures in a service's list with the records that were sent.
///
/// Records match by equal content first, as often as that content was sent, then by equal `external_id`. Failures without
/// one match by another value that identifies a single record, however the service spells it. It takes n log n time and a
/// few times the memory of list and batch. If memory does not suffice, it throws.
struct RecordMatch: ~Copyable {
    /// No batch has more records, so reading no more failures loses nothing.
    private static var mostEntries: Int { Int(Bounds.batch.upperBound) }
    /// Sorting larger texts might need more than 2^32 bytes. Answers and batches are far smaller.
    private static let mostBytes = 1 << 28
    static let none = UInt32.max

    /// A failure, or a record that was sent and whose identifying values are also in the list.
    struct Side: BitwiseCopyable {
        let place: TextPlace
        /// For a record that was sent, its place in the batch.
        let position: Int32
        /// The number of its partner on the other side.
        var partner = RecordMatch.none

        init(_ value: JSONValue, position: Int32 = -1) {
            place = TextPlace(of: value)
            self.position = position
        }
    }

    var texts = CanonicalTexts()
    var entries = Buffer<Side>(capacity: 64)
    private var entryIDs = Buffer<Piece>(capacity: 64)
    private var entryContents = Buffer<Piece>(capacity: 64)
    /// The other identifying values of failures without an `external_id`.
    var entryHandles = Buffer<Piece>(capacity: 64)
    var candidates = Buffer<Side>(capacity: 64)
    private var candidateIDs = Buffer<Piece>(capacity: 64)
    private var candidateContents = Buffer<Piece>(capacity: 64)

    /// Matches failures with the records of a batch.
    ///
    /// - Parameters:
    ///   - payload: the records, with commas between them.
    ///   - limit: the most failures to return.
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
        if JSONCheck.acceptsList(payload.span) { try match.pairHandles(payload) }
        return MatchedFailures(list, payload, try match.result(atMost: limit))
    }

    private mutating func read(_ list: JSONElements, _ mostEntries: Int) throws(MateoError) {
        for value in list where value.kind == .object && entries.count < mostEntries {
            let record = FailureReport.record(in: value) ?? value
            let id = try texts.appendID(of: record, order: entries.count)
            try entryIDs.append(id)
            if id.count == 0 { try texts.appendHandles(of: record, order: entries.count, to: &entryHandles) }
            if let content = try texts.appendContent(of: record, order: entries.count) {
                try entryContents.append(content)
            }
            try entries.append(Side(value))
        }
    }

    /// Reads the records with an id of the list, or without one if the list has such too. Equal records have equal ids, so
    /// others need no comparison.
    private mutating func readSent(_ payload: [UInt8]) throws(MateoError) {
        var position: Int32 = 0
        for record in JSONElements(payload, 0..<payload.count) {
            let id = try texts.appendID(of: record, order: candidates.count)
            let known = entryIDs.first(equalTo: id, in: texts.bytes.base)
            texts.remove(from: id.place.lowerBound)
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

    /// Pairs failures with candidates that have equal text. It takes those without a partner, in order.
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
