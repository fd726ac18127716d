/// What the answer to a POST means: for its batch, for the run, and for what is known of the account.
package struct PostMeaning: Sendable {
    /// What happens to the batch.
    package var event: DeliveryEvent
    /// What the run does next.
    package var course: Course
    /// Whether its records do not count against the quota: it did not leave, or it was refused as a whole.
    package var isRefunded = false
    /// What is known of references from now on.
    package var references: References
    /// What is known of sizes from now on.
    package var sizing: BatchSizing
}

/// How a run goes on after an answer.
package enum Course: Equatable, Sendable {
    /// The service works.
    case goOn
    /// The same, but the answer says nothing of how well it works.
    case carryOn
    /// Nothing usable came: later requests wait for a while, and after some tries the run ends.
    case backOff(Failing)
    /// A limit of the service is reached.
    case slowDown
    /// The service refuses the key or the request: the run ends.
    case stop
}

/// What the service did not do, for messages.
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
    /// Words to stand behind the service's name.
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
    /// Its first row.
    package var firstRow: Int64
    /// How many records it has.
    package var records: Int64
    /// The most records that the caller wants in a batch.
    package var wanted: Int64
    /// The time from the start of its POST to the answer in milliseconds; nil if the caller was away, so
    /// that the time is not reliable.
    package var milliseconds: Int64?
    /// When it is looked up if it is lost now, in milliseconds of the monotonic clock.
    package var lookUpAt: Int64
    /// Until when its job is followed, in milliseconds since 1970.
    package var deadline: Int64

    /// A batch and its circumstances.
    package init(
        firstRow: Int64, records: Int64, wanted: Int64, milliseconds: Int64?, lookUpAt: Int64, deadline: Int64
    ) {
        self.firstRow = firstRow
        self.records = records
        self.wanted = wanted
        self.milliseconds = milliseconds
        self.lookUpAt = lookUpAt
        self.deadline = deadline
    }
}

/// The job that the answer to a POST names.
package enum NamedJob: Equatable, Sendable {
    /// None, or more than one, or one that another batch has.
    case none
    /// A new one. Whether the answer shows the batch's reference; nil when it shows no references at all.
    case new(id: String, showsReference: Bool?)
}

/// What a run remembers of the answers to its POSTs.
package struct PostMemory: Sendable {
    /// Batches in a row that were refused for their size or content.
    private var refusals = 0
    /// How often in a row a single record took the service too long.
    private var slowTries = 0
    /// The rows of the last batch that was too large, and what was known of sizes before: if a single record of it turns
    /// out to be too large, it was that record and not the size.
    private var divided: (firstRow: Int64, records: Int64, before: BatchSizing)?

    /// The time that every answer takes, however small the batch, in milliseconds.
    private var latency: Int64 = 0
    /// The last batch whose answer was so slow that the next ones are smaller, and what was known of sizes before.
    private var slowed: (records: Int64, milliseconds: Int64, before: BatchSizing)?

    /// Nothing was posted yet.
    package init() {}

    /// What an answer means.
    package mutating func meaning(
        _ verdict: PostVerdict, _ reply: Reply, _ job: NamedJob, of batch: PostedBatch,
        _ references: References, _ sizing: BatchSizing
    ) -> PostMeaning {
        var meaning = PostMeaning(event: .turnedAway, course: .stop, references: references, sizing: sizing)
        meaning.isRefunded = Self.isRefunded(verdict, reply)
        switch verdict {
        case .accepted:
            (refusals, slowTries) = (0, 0)
            if let milliseconds = batch.milliseconds { learn(milliseconds, of: batch, &meaning.sizing) }
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
        case .lost:
            meaning.event = .unanswered(lookUpAt: batch.lookUpAt)
            meaning.course = .backOff(.toTellWhetherItTook)
        }
        return meaning
    }

    /// An answer took so long. If smaller batches take as long as the larger ones before, it is the way to the service that
    /// takes the time, and they need not be smaller.
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

    /// A batch is too large, or some record in it is refused: its parts are sent, down to a single record.
    private mutating func reduce(
        _ meaning: inout PostMeaning, _ verdict: PostVerdict, _ reply: Reply, _ batch: PostedBatch
    ) {
        // That a single record takes too long is rarely its fault, so it gets more tries before it counts as refused.
        if batch.records == 1, verdict == .tooLarge, reply == .answered(status: 500) {
            slowTries += 1
            guard slowTries >= Patience.slowRecord else {  // mutation: busy-is-refusal
                meaning.course = .backOff(.toTakeBatch)
                return
            }
        }
        refusals += 1
        // Halving finds one bad record in far fewer tries: a service that takes nothing refuses the import.
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

    /// Whether a batch is a part of the last one that was too large.
    private func isDividing(_ batch: PostedBatch) -> Bool {
        guard let divided else { return false }
        return batch.firstRow >= divided.firstRow && batch.firstRow - divided.firstRow < divided.records
    }

    private static func isRefunded(_ verdict: PostVerdict, _ reply: Reply) -> Bool {
        switch reply {
        case .notSent, .untrusted: true
        case .answered(let status): (400..<500).contains(status) && verdict != .limited
        case .broken, .tooLarge: false
        }
    }
}
