/// The events of a batch. Times are in the units of `Delivery`.
package enum DeliveryEvent: Sendable {
    /// The attempt is in the journal, and its POST may be sent.
    case started
    /// It is larger than the service accepts, or contains a record that the service refuses. `firstPart` is the number
    /// of records in the first part.
    case oversized(firstPart: Int64)
    /// The answer to its POST has the job's identifier.
    case accepted(job: String, deadline: Int64)
    /// The answer confirms the batch, but shows no job of its own.
    case acceptedUnnamed(lookUpAt: Int64)
    /// The answer, or its absence, proves that the batch did not arrive.
    case turnedAway
    /// Its POST got no answer, or an unclear one.
    case unanswered(lookUpAt: Int64)
    /// The service refuses its content. It is a single record.
    case refused
    /// A look-up found its job.
    case found(job: String, deadline: Int64)
    /// A look-up found a job that belongs to another batch.
    case foundTaken
    /// A look-up by its reference did not find it.
    case missed(lookAgainAt: Int64, provesAbsence: Bool)
    /// The service cannot look up references.
    case unsearchable
    /// Look-ups by reference turn out to find existing jobs.
    case referencesWork(lookUpAt: Int64)
    /// No job of its time is certainly its own. `sendsAgain` is the caller's choice.
    case indistinct(sendsAgain: Bool)
    /// A poll of its job starts.
    case asked(at: Int64)
    /// A poll showed its job. `named` of its records are in the job's list of failed records.
    case reported(JobReport, of: Int64, named: Int64)
    /// A poll did not show its job.
    case unseen
    /// The list of its failed records arrived. It has `named` of its records.
    case listCame(named: Int64, of: Int64)
    /// Fetching the list of its failed records failed at this time.
    case listMissed(at: Int64)
    /// The address of its failed records may not be fetched.
    case listUnfetchable(AddressFault)
    /// Another process, or another run, continues its import.
    case takenOver(lookUpAt: Int64, looksAgain: Bool)
}

/// A change to write in the same transaction as an event.
package enum DeliveryAction: Equatable, Sendable {
    /// Replace it by two parts. `firstPart` is the number of records in the first one.
    case divide(firstPart: Int64)
    /// Record the failure of its single record, with the service's reason.
    case bookRefusal
    /// Record this many failed records. Those in the service's list get their reasons. The others are only counted.
    case book(failed: Int64)
    /// Record at most this many failed records: those in the service's list.
    case bookNamed(atMost: Int64)
    /// Remove its recorded failures.
    case unbook
    /// Store the service's hints about it.
    case keepHints
    /// Write a line to the log.
    case note(DeliveryNote)
}

/// Why the service's address for failed records may not be fetched.
package enum AddressFault: Error {
    case isIncomplete, hasUser, isNotSecure
}

/// A log line about a batch.
package enum DeliveryNote: Equatable, Sendable {
    case unanswered
    case acceptedUnnamed
    case divided
    case untraceable
    case overdue
    case mismatch(Int64)
    case contradiction
    case oddCounts
    case unlisted
    case unfetchable(AddressFault)
}

extension AddressFault {
    fileprivate var words: StaticString {
        switch self {
        case .isIncomplete: "is not a complete web address"
        case .hasUser: "has a user name or a password"
        case .isNotSecure: "is not https"
        }
    }
}

extension DeliveryNote {
    /// Returns the message about a batch.
    ///
    /// - Parameter rows: the name of the batch: its rows.
    package func text(_ rows: Text) -> Text {
        let (before, after): (StaticString, StaticString)
        switch self {
        case .unanswered: (before, after) = ("no answer to ", ": asking the service whether they arrived")
        case .acceptedUnnamed: (before, after) = ("the service accepted ", " without naming the job: asking for it")
        case .divided: (before, after) = ("the service refuses ", " as one batch: sending smaller ones")
        case .untraceable: (before, after) = ("it is unknown whether ", " arrived")
        case .overdue: (before, after) = ("the job of ", " did not end in time")
        case .mismatch(let total):
            return "the job of \(rows) reported \(total) records: it is unknown which rows it processed"
        case .contradiction:
            (before, after) = (
                "the failed rows that the job of ",
                " names contradict its counts: it is unknown which other rows succeeded"
            )
        case .oddCounts:
            (before, after) = ("unusable answer: the counts of the job of ", " are not numbers of records")
        case .unlisted: (before, after) = ("the list of the failed records of ", " cannot be fetched")
        case .unfetchable(let fault):
            return "the address for failed records of \(rows) \(fault.words), so it is not fetched"
        }
        return "\(before)\(rows)\(after)"
    }

    /// Whether it is for information only.
    package var isInformation: Bool {
        self == .divided
    }
}
