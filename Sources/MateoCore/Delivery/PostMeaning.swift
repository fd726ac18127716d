/// The meaning of the answer to a POST: for its batch, for the run, and for what is known of the account.
package struct PostMeaning: Sendable {
    /// The event of the batch.
    package var event: DeliveryEvent
    /// What the run does next.
    package var course: Course
    /// Whether its records do not count against the quota, because it did not leave or was refused as a whole.
    package var isRefunded = false
    /// What is known of references after it.
    package var references: References
    /// What is known of batch sizes after it.
    package var sizing: BatchSizing
}

/// How a run continues after an answer.
package enum Course: Equatable, Sendable {
    /// Continue. The service works.
    case goOn
    /// Continue. The answer shows nothing about how well the service works.
    case carryOn
    /// Nothing usable came. Later requests wait, and after some attempts the run ends.
    case backOff(Failing)
    /// The service reports a reached limit.
    case slowDown
    /// The service refuses the key or the request. The run ends.
    case stop
}

/// The step that the service did not do, for messages.
package enum Failing: Equatable, Sendable {
    case toTakeBatch
    case toNameJob
    case toTellWhetherItTook
    case toTellOfJobs
    case toFindBatches
    case toTellFields
    case toFindContacts
}

extension Failing {
    /// Returns the text that follows the service's name.
    package func text(_ rows: Text) -> Text {
        switch self {
        case .toTakeBatch: "did not accept \(rows)"
        case .toNameJob: "accepted \(rows) without naming the job"
        case .toTellWhetherItTook: "did not confirm \(rows)"
        case .toTellOfJobs: "did not return the jobs"
        case .toFindBatches: "did not answer the search for lost batches"
        case .toTellFields: "did not return the fields of the account"
        case .toFindContacts: "did not return the contacts"
        }
    }
}

/// A batch whose POST was answered.
package struct PostedBatch: Sendable {
    /// Its number in the journal.
    package var id: Int64
    /// Its first row.
    package var firstRow: Int64
    /// The number of its records.
    package var records: Int64
    /// The most records that the caller wants in a batch.
    package var wanted: Int64
    /// The time from the start of its POST to the answer in milliseconds; nil if the caller was away, so the time is
    /// not reliable. The batch then counts as not slow, since many programs are always away.
    package var milliseconds: Int64?
    /// When to look it up if it is lost, in milliseconds of the monotonic clock.
    package var lookUpAt: Int64
    /// When to stop polling its job, in milliseconds since 1970.
    package var deadline: Int64

    package init(
        id: Int64, firstRow: Int64, records: Int64, wanted: Int64, milliseconds: Int64?, lookUpAt: Int64,
        deadline: Int64
    ) {
        self.id = id
        self.firstRow = firstRow
        self.records = records
        self.wanted = wanted
        self.milliseconds = milliseconds
        self.lookUpAt = lookUpAt
        self.deadline = deadline
    }
}

/// The job in the answer to a POST.
package enum NamedJob: Equatable, Sendable {
    /// No job, more than one, or one of another batch.
    case none
    /// A new job. `showsReference` is whether the answer has the batch's reference; nil if it has no references.
    case new(id: String, showsReference: Bool?)
}

/// What a run remembers about the answers to its POSTs.
package struct PostMemory: Sendable {
    /// Batches in a row that were refused for their size or content.
    private var refusals = 0
    /// How often in a row the service timed out on a single record.
    private var slowTries = 0
    /// The rows of the last batch that was too large, and the sizing before it. If a single record of it turns out to
    /// be too large, that record was the cause and not the size.
    private var divided: (firstRow: Int64, records: Int64, before: BatchSizing)?

    /// The time that every answer takes, however small the batch, in milliseconds.
    private var latency: Int64 = 0
    /// The last batch with an answer so slow that the next batches are smaller, and the sizing before it.
    private var slowed: (records: Int64, milliseconds: Int64, before: BatchSizing)?

    /// The batches that were looked up because of a conflict (409).
    private var conflicts: [Int64] = []

    /// Creates a memory without answers.
    package init() {}

    /// Returns the meaning of an answer.
    package mutating func meaning(
        _ verdict: PostVerdict, _ reply: Reply, _ job: NamedJob, of batch: PostedBatch,
        _ references: References, _ sizing: BatchSizing
    ) -> PostMeaning {
        var verdict = verdict
        if verdict == .conflict {
            // After a look-up, the service does not have it, so the conflict is about its content.
            verdict = conflicts.contains(batch.id) ? .badContent : .lost
            conflicts.append(batch.id)
        }
        var meaning = PostMeaning(event: .turnedAway, course: .stop, references: references, sizing: sizing)
        meaning.isRefunded = Self.isRefunded(verdict, reply)
        switch verdict {
        case .accepted:
            (refusals, slowTries) = (0, 0)
            learn(batch.milliseconds ?? 0, of: batch, &meaning.sizing)
            if case .new(let id, let showsReference) = job {
                meaning.event = .accepted(job: id, deadline: batch.deadline)
                meaning.course = .goOn
                if let showsReference { meaning.references = references.after(answerShows: showsReference) }
            } else {
                meaning.event = .acceptedUnnamed(lookUpAt: batch.lookUpAt)  // mutation: unread-is-refusal
                meaning.course = .backOff(.toNameJob)
            }
        case .turnedAway: meaning.course = .backOff(.toTakeBatch)
        case .limited: meaning.course = .slowDown
        case .tooLarge, .badContent: reduce(&meaning, verdict, reply, batch)
        case .referenceRefused: (meaning.references, meaning.course) = (.refused, .carryOn)
        case .unauthorized, .refused: meaning.course = .stop
        case .lost, .conflict:
            meaning.event = .unanswered(lookUpAt: batch.lookUpAt)
            meaning.course = .backOff(.toTellWhetherItTook)
        }
        return meaning
    }

    /// Learns from the time of an answer. If smaller batches take as long as larger ones did, the network causes the
    /// delay. Then they need not be smaller.
    private mutating func learn(_ milliseconds: Int64, of batch: PostedBatch, _ sizing: inout BatchSizing) {
        if let slowed, batch.records <= slowed.records * 3 / 4, milliseconds >= slowed.milliseconds * 9 / 10 {
            latency = milliseconds
            sizing = slowed.before
            self.slowed = nil
        }
        let before = sizing
        sizing.take(
            records: batch.records, milliseconds: max(0, milliseconds - latency), wanted: batch.wanted)
        let isLess = sizing.cap > 0 && (before.cap == 0 || sizing.cap < before.cap)
        if isLess { slowed = (batch.records, milliseconds, before) }
    }

    /// Divides a batch that is too large or contains a refused record, down to a single record.
    private mutating func reduce(
        _ meaning: inout PostMeaning, _ verdict: PostVerdict, _ reply: Reply, _ batch: PostedBatch
    ) {
        // A time-out on a single record is rarely the record's fault, so it gets more attempts before it counts as
        // refused.
        if batch.records == 1, verdict == .tooLarge, reply == .answered(status: 500) {
            slowTries += 1
            guard slowTries >= Patience.slowRecord else {  // mutation: busy-is-refusal
                meaning.course = .backOff(.toTakeBatch)
                return
            }
        }
        refusals += 1
        // Halving finds one bad record in far fewer attempts. After so many refusals, the whole import counts as refused.
        guard refusals <= Patience.refusals else {
            refusals = 0
            return
        }
        meaning.course = .goOn
        guard batch.records > 1 else {
            slowTries = 0
            if verdict == .tooLarge, let divided, isDividing(batch) { meaning.sizing = divided.before }
            meaning.event = .refused
            return
        }
        var part = batch.records / 2
        if verdict == .tooLarge {
            if !isDividing(batch) { divided = (batch.firstRow, batch.records, meaning.sizing) }
            meaning.sizing.refuse(records: batch.records)
            part = meaning.sizing.cap
        }
        meaning.event = .oversized(firstPart: part)
    }

    /// Returns whether a batch is a part of the last one that was too large.
    private func isDividing(_ batch: PostedBatch) -> Bool {
        guard let divided else { return false }
        return batch.firstRow >= divided.firstRow && batch.firstRow - divided.firstRow < divided.records
    }

    private static func isRefunded(_ verdict: PostVerdict, _ reply: Reply) -> Bool {
        switch reply {
        case .notSent, .untrusted: true
        case .answered(let status): (400..<500).contains(status) && verdict != .limited && verdict != .lost
        case .broken, .tooLarge: false
        }
    }
}
