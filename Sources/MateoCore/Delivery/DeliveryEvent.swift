/// What can happen to a batch. Times are those of `Delivery`.
package enum DeliveryEvent: Sendable {
    /// The attempt is in the journal, and its POST may leave.
    case started
    /// It is larger than the service takes, or holds a record that it refuses. The first part has so many records.
    case oversized(firstPart: Int64)
    /// The answer to its POST names the job.
    case accepted(job: String, deadline: Int64)
    /// The answer says that the service took it, and does not name a job of its own.
    case acceptedUnnamed(lookUpAt: Int64)
    /// The answer, or its absence, proves that nothing happened.
    case turnedAway
    /// No answer to its POST came, or one that does not tell.
    case unanswered(lookUpAt: Int64)
    /// The service refuses its content, and it is a single record.
    case refused
    /// A look-up found its job.
    case found(job: String, deadline: Int64)
    /// A look-up found a job that another batch has.
    case foundTaken
    /// A look-up by its reference did not find it.
    case missed(lookAgainAt: Int64, provesAbsence: Bool)
    /// The service cannot look up references.
    case unsearchable
    /// References turn out to find what is there.
    case referencesWork(lookUpAt: Int64)
    /// No job of its time can be told to be its own. The caller wants it sent again, or not.
    case indistinct(sendsAgain: Bool)
    /// A poll for its job starts.
    case asked(at: Int64)
    /// A poll showed its job.
    case reported(JobReport, of: Int64)
    /// A poll did not show its job.
    case unseen
    /// The list of its failed records came.
    case listCame
    /// The list of its failed records could not be fetched at this time.
    case listMissed(at: Int64)
    /// The address of its failed records is none that may be fetched.
    case listUnfetchable
    /// Another process, or another run, goes on with its import.
    case takenOver(lookUpAt: Int64, looksAgain: Bool)
}

/// What else has to be written down when something happens to a batch, in the same transaction.
package enum DeliveryAction: Equatable, Sendable {
    /// Put two parts in its place, the first with so many records.
    case divide(firstPart: Int64)
    /// Its one record failed, for the reason that the service gives.
    case bookRefusal
    /// So many of its records failed. Those that the service names get their reasons, the rest is counted.
    case book(failed: Int64)
    /// At most so many of its records are known to have failed: those that the service names.
    case bookNamed(atMost: Int64)
    /// What was booked of it is open again.
    case unbook
    /// Keep the remarks that the service makes about it.
    case keepHints
    /// Tell the log.
    case note(DeliveryNote)
}

/// What the log hears of a batch.
package enum DeliveryNote: Equatable, Sendable {
    case unanswered
    case acceptedUnnamed
    case divided
    case untraceable
    case overdue
    case mismatch(Int64)
    case oddCounts
    case unlisted
    case unfetchable
}

extension DeliveryNote {
    /// The message about a batch, which is called by its rows.
    package func text(_ rows: Text) -> Text {
        switch self {
        case .unanswered: "no answer to \(rows): asking the service whether they arrived"
        case .acceptedUnnamed: "the service accepted \(rows) without naming the job: asking for it"
        case .divided: "the service refuses \(rows) as one batch: sending smaller ones"
        case .untraceable: "it is unknown whether \(rows) arrived"
        case .overdue: "the job of \(rows) did not end in time"
        case .mismatch(let total):
            "the job of \(rows) reported \(total) records: it is unknown which rows it processed"
        case .oddCounts:
            "unusable answer: the counts of the job of \(rows) are not numbers of records"
        case .unlisted:
            "the failed records of \(rows) are counted but not listed: the service gave no list"
        case .unfetchable:
            "the address for failed records of \(rows) is not https, so it is not fetched"
        }
    }

    /// Whether it is no trouble.
    package var isInformation: Bool {
        self == .divided
    }
}
