import Testing

@testable import MateoCore

/// States and events of batches, for the tests of the table. Jobs have the deadline 100,000, and batches three records.
enum DeliverySamples {
    static let result = JobResult(succeeded: 2, failed: 1)
    static let job = job(askedAt: 50_000)
    static let list = FailureAddress(url: "https://list", until: 0)

    static func job(askedAt: Int64) -> Job {
        Job(id: "job", deadline: 100_000, askedAt: askedAt)
    }

    /// A report of the job with these members, for a batch of three records.
    static func report(_ members: String) throws -> DeliveryEvent {
        let job = try #require(JobReport.jobs(in: Array(#"{"id":"job",\#(members)}"#.utf8))?.first)
        return .reported(job, of: 3, named: Int64(job.failures?.count ?? 0))
    }

    static let running = #""success_count":null,"failed_count":0,"total_count":3"#
    static let runningListed = running + #","failed_url":"https://list""#
    static let succeeded = #""success_count":3,"failed_count":0"#
    static let counted = #""success_count":2,"failed_count":1"#
    static let named =
        counted + #","failed":[{"code":"23505","message":"taken","input":{"external_id":"7"}}]"#
    static let listed = counted + #","failed_url":"https://list""#
    static let ofOthers = #""success_count":3,"failed_count":1,"total_count":4"#
    static let odd = #""success_count":-1"#

    /// One sample of each state, in the order of the journal's numbers.
    static let states: [Delivery] = [
        .waiting,
        .sending,
        .lost(Search(lookUpAt: 500, looks: 2)),
        .accepted(job),
        .settled(job, result),
        .refused,
        .divided,
        .unfound(lookUpAt: 500),
        .untraceable,
        .unlisted(job, result, until: 80_000),
        .listed(job, result, list),
        .unresolved(job, failed: 1),
    ]

    /// States in which the same events lead elsewhere.
    static let lateStates: [Delivery] = {
        var odd = OddCounts()
        (odd.told, odd.times) = (Array("[4,3,1,null]".utf8), 2)
        let mismatched = Job(id: "job", deadline: 100_000, askedAt: 100_000, odd: odd)
        return [
            .lost(Search(lookUpAt: 500, looks: 1)), .accepted(job(askedAt: 100_000)), .accepted(mismatched),
            .unlisted(job(askedAt: 100_000), result, until: 80_000),
            .listed(job, result, FailureAddress(url: "https://list", until: 60_000)),
            .listed(job, JobResult(succeeded: 1, failed: 0), FailureAddress(url: "https://list", until: 60_000)),
        ]
    }()

    /// One sample of each event, with the words that the diagram has for it.
    static func events() throws -> [(words: String, event: DeliveryEvent)] {
        [
            ("a POST begins", .started),
            ("too large, or it holds a record that is refused", .oversized(firstPart: 2)),
            ("the answer names its job", .accepted(job: "new", deadline: 9)),
            ("the answer names no job", .acceptedUnnamed(lookUpAt: 700)),
            ("proven not to have arrived", .turnedAway),
            ("no answer that tells", .unanswered(lookUpAt: 700)),
            ("a single record is refused", .refused),
            ("a look-up finds its job", .found(job: "new", deadline: 9)),
            ("a look-up finds the job of another batch", .foundTaken),
            (
                "the last look-up misses it, which proves absence",
                .missed(lookAgainAt: 900, provesAbsence: true)
            ),
            ("the last look-up misses it", .missed(lookAgainAt: 900, provesAbsence: false)),
            ("references cannot be looked up", .unsearchable),
            ("references work after all", .referencesWork(lookUpAt: 400)),
            ("no job is surely its own, send again", .indistinct(sendsAgain: true)),
            ("no job is surely its own", .indistinct(sendsAgain: false)),
            ("a poll begins", .asked(at: 60_000)),
            ("counts are incomplete past the deadline", try report(running)),
            ("all succeeded", try report(succeeded)),
            ("failures are named", try report(named)),
            ("failures are at an address", try report(listed)),
            ("failures are only counted", try report(counted)),
            ("counts stay odd", try report(ofOthers)),
            ("counts stay odd", try report(odd)),
            ("not shown past the deadline", .unseen),
            ("the list came", .listCame(named: 1, of: 3)),
            ("the list does not come in time", .listMissed(at: 70_000)),
            ("the address may not be fetched", .listUnfetchable(.hasUser)),
            ("another run takes over", .takenOver(lookUpAt: 300, looksAgain: true)),
            ("another run takes over", .takenOver(lookUpAt: 300, looksAgain: false)),
            ("counts prove nothing past the deadline, and there is an address", try report(runningListed)),
        ]
    }

    /// What becomes of a batch of three records whose job is asked for at these times and tells the same each time.
    static func polled(_ members: String, at times: [Int64], deadline: Int64 = 1_000_000) throws
        -> DeliveryStep?
    {
        var step: DeliveryStep? = DeliveryStep(.accepted(Job(id: "job", deadline: deadline)))
        for time in times {
            step = step?.next.after(.asked(at: time))?.next.after(try report(members))
        }
        return step
    }
}
