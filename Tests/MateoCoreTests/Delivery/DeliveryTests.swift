import Testing

@testable import MateoCore

private typealias Samples = DeliverySamples

@Suite struct DeliveryTests {
    /// What the table has for the samples: the index of an event, the state and what becomes of it.
    private static let table: [DeliveryKind: [Int: DeliveryStep]] = [
        .waiting: [
            0: DeliveryStep(.sending),
            1: DeliveryStep(.divided, .divide(firstPart: 2)),
        ],
        .sending: [
            1: DeliveryStep(.divided, .divide(firstPart: 2), .note(.divided)),
            2: DeliveryStep(.accepted(Job(id: "new", deadline: 9))),
            3: DeliveryStep(.lost(Search(lookUpAt: 700, looks: 4)), .note(.acceptedUnnamed)),
            4: DeliveryStep(.waiting),
            5: DeliveryStep(.lost(Search(lookUpAt: 700, looks: 2)), .note(.unanswered)),
            6: DeliveryStep(.refused, .bookRefusal),
            27: DeliveryStep(.lost(Search(lookUpAt: 300, looks: 2))),
            28: DeliveryStep(.lost(Search(lookUpAt: 300, looks: 2))),
        ],
        .lost: [
            7: DeliveryStep(.accepted(Job(id: "new", deadline: 9))),
            8: DeliveryStep(.untraceable),
            9: DeliveryStep(.lost(Search(lookUpAt: 900, looks: 1))),
            10: DeliveryStep(.lost(Search(lookUpAt: 900, looks: 1))),
            11: DeliveryStep(.unfound(lookUpAt: 500)),
            27: DeliveryStep(.lost(Search(lookUpAt: 300, looks: 2))),
            28: DeliveryStep(.lost(Search(lookUpAt: 300, looks: 2))),
        ],
        .accepted: [
            15: DeliveryStep(.accepted(Samples.job(askedAt: 60_000))),
            16: DeliveryStep(.accepted(Samples.job)),
            17: DeliveryStep(
                .settled(Samples.job, JobResult(succeeded: 3, failed: 0)), .keepHints, .book(failed: 0)),
            18: DeliveryStep(.settled(Samples.job, Samples.result), .keepHints, .book(failed: 1)),
            19: DeliveryStep(.listed(Samples.job, Samples.result, Samples.list), .keepHints),
            20: DeliveryStep(.unlisted(Samples.job, Samples.result, until: 110_000), .keepHints),
            21: DeliveryStep(.accepted(told("[4,3,1,null]"))),
            22: DeliveryStep(.accepted(told("[null,-1,null,null]"))),
            23: DeliveryStep(.accepted(Samples.job)),
            27: DeliveryStep(.accepted(Samples.job)),
            28: DeliveryStep(.accepted(Samples.job)),
            29: DeliveryStep(.accepted(Samples.job)),
        ],
        .unfound: [
            7: DeliveryStep(.accepted(Job(id: "new", deadline: 9))),
            8: DeliveryStep(.untraceable),
            12: DeliveryStep(.lost(Search(lookUpAt: 400, looks: 1))),
            13: DeliveryStep(.waiting),
            14: DeliveryStep(.untraceable, .note(.untraceable)),
            27: DeliveryStep(.lost(Search(lookUpAt: 300, looks: 1))),
            28: DeliveryStep(.lost(Search(lookUpAt: 300, looks: 1))),
        ],
        .untraceable: [
            12: DeliveryStep(.lost(Search(lookUpAt: 400, looks: 1))),
            27: DeliveryStep(.lost(Search(lookUpAt: 300, looks: 1))),
            28: DeliveryStep(.untraceable),
        ],
        .unlisted: [
            15: DeliveryStep(.unlisted(Samples.job(askedAt: 60_000), Samples.result, until: 80_000)),
            16: DeliveryStep(.accepted(Samples.job)),
            17: DeliveryStep(
                .settled(Samples.job, JobResult(succeeded: 3, failed: 0)), .keepHints, .book(failed: 0)),
            18: DeliveryStep(.settled(Samples.job, Samples.result), .keepHints, .book(failed: 1)),
            19: DeliveryStep(.listed(Samples.job, Samples.result, Samples.list), .keepHints),
            20: DeliveryStep(.unlisted(Samples.job, Samples.result, until: 80_000), .keepHints),
            21: DeliveryStep(.accepted(told("[4,3,1,null]"))),
            22: DeliveryStep(.accepted(told("[null,-1,null,null]"))),
            23: DeliveryStep(.unlisted(Samples.job, Samples.result, until: 80_000)),
            27: DeliveryStep(.unlisted(Samples.job, Samples.result, until: 80_000)),
            28: DeliveryStep(.unlisted(Samples.job, Samples.result, until: 80_000)),
            29: DeliveryStep(.accepted(Samples.job)),
        ],
        .listed: [
            24: DeliveryStep(.settled(Samples.job, Samples.result), .book(failed: 1)),
            25: DeliveryStep(
                .listed(Samples.job, Samples.result, FailureAddress(url: "https://list", until: 130_000))),
            26: DeliveryStep(
                .settled(Samples.job, Samples.result), .note(.unfetchable), .book(failed: 1)),
            27: DeliveryStep(.listed(Samples.job, Samples.result, Samples.list)),
            28: DeliveryStep(.listed(Samples.job, Samples.result, Samples.list)),
        ],
        .unresolved: [
            27: DeliveryStep(.accepted(Samples.job), .unbook),
            28: DeliveryStep(.accepted(Samples.job), .unbook),
        ],
    ]

    /// The sample job after its counts were odd once.
    private static func told(_ text: String) -> Job {
        var odd = OddCounts()
        (odd.told, odd.times, odd.since) = (Array(text.utf8), 1, 50_000)
        return Job(id: "job", deadline: 100_000, askedAt: 50_000, odd: odd)
    }

    @Test("Every event has its outcome in every state, or cannot happen there", arguments: Samples.states)
    func table(_ state: Delivery) throws {
        let events = try Samples.events()
        #expect(events.count == 30)
        for (index, sample) in events.enumerated() {
            var expected = Self.table[state.kind]?[index]
            // Nobody else's run changes what is over or was never sent.
            if 27...28 ~= index, state.kind.isFinal || state.kind == .waiting { expected = DeliveryStep(state) }
            #expect(state.after(sample.event) == expected, "\(state.kind), event \(index): \(sample.words)")
        }
    }

    @Test("There is a sample of every state")
    func samples() {
        #expect(Samples.states.map(\.kind.rawValue) == DeliveryKind.allCases.map(\.rawValue))
        #expect(Samples.states.count { $0.kind.isFinal } == 3)
        #expect(Samples.states.count { $0.kind.isUnknown } == 4)
        #expect(Samples.states.count { $0.job != nil } == 5)
    }

    @Test("A batch that the service took without naming its job is missed four times until that counts")
    func looksAfterSuccess() throws {
        var state = Delivery.sending.after(.acceptedUnnamed(lookUpAt: 1))?.next
        for look in 1...4 as ClosedRange<Int64> {
            #expect(state == .lost(Search(lookUpAt: look, looks: 5 - look)))
            state = state?.after(.missed(lookAgainAt: look + 1, provesAbsence: true))?.next
        }
        #expect(state == .waiting)
    }

    @Test("The last look-up that misses sends the batch again only if it proves absence")
    func lastLook() {
        let state = Delivery.lost(Search(lookUpAt: 1, looks: 1))
        #expect(state.after(.missed(lookAgainAt: 9, provesAbsence: true)) == DeliveryStep(.waiting))
        #expect(
            state.after(.missed(lookAgainAt: 9, provesAbsence: false)) == DeliveryStep(.unfound(lookUpAt: 9)))
    }

    @Test("A run that takes over does not look later than it was going to be looked")
    func earlierLook() {
        let event = DeliveryEvent.takenOver(lookUpAt: 300, looksAgain: true)
        #expect(
            Delivery.lost(Search(lookUpAt: 200, looks: 3)).after(event)
                == DeliveryStep(.lost(Search(lookUpAt: 200, looks: 3))))
        #expect(
            Delivery.unfound(lookUpAt: 200).after(event)
                == DeliveryStep(.lost(Search(lookUpAt: 200, looks: 1))))
    }

    /// What becomes of a batch of three records whose job is asked for at these times and tells the same each time.
    private func polled(_ members: String, at times: [Int64], deadline: Int64 = 1_000_000) throws
        -> DeliveryStep?
    {
        var step: DeliveryStep? = DeliveryStep(.accepted(Job(id: "job", deadline: deadline)))
        for time in times {
            step = step?.next.after(.asked(at: time))?.next.after(try Samples.report(members))
        }
        return step
    }

    @Test("Another number of records is believed when it was told three times and for a minute")
    func mismatch() throws {
        let kind = { (times: [Int64]) in try polled(Samples.ofOthers, at: times)?.next.kind }
        #expect(try kind([1000, 2000, 60_999]) == .accepted)
        #expect(try kind([1000, 61_000]) == .accepted)
        let step = try polled(Samples.ofOthers, at: [1000, 2000, 61_000])
        #expect(step?.next.kind == .unresolved)
        #expect(step?.actions == [.note(.mismatch(4))])
    }

    @Test("Of another number of records those that the service names as failed are booked")
    func mismatchWithNames() throws {
        // The failures that it counts, and the names in its list.
        for (count, names) in [(0, 1), (1, 1), (4, 2), (4, 0)] as [(Int, Int)] {
            let list = Array(repeating: #"{"code":"1","message":"no"}"#, count: names).joined(separator: ",")
            let members =
                #""success_count":1,"failed_count":\#(count),"total_count":\#(count + 1),"failed":[\#(list)]"#
            let step = try polled(members, at: [0, 30_000, 60_000])
            guard case .unresolved(_, let failed) = step?.next else {
                Issue.record("not given up with \(count) failures")
                continue
            }
            #expect(failed == names)
            #expect(step?.actions.contains(.bookNamed(atMost: failed)) == (names > 0))
        }
    }

    @Test("A list from an address with more records than are counted leaves the others unknown")
    func contradictoryList() {
        #expect(
            Delivery.listed(Samples.job, Samples.result, Samples.list).after(.listCame(named: 2, of: 3))
                == DeliveryStep(
                    .unresolved(Samples.job, failed: 2), .note(.contradiction), .bookNamed(atMost: 2)))
    }

    @Test("A job whose counts prove nothing has its list fetched once polling is over")
    func unannouncedList() throws {
        // The members of the report, the times of the polls, and the records that surely succeeded.
        for (members, times, succeeded) in [
            (#""success_count":2,"failed_count":0"#, [50_000, 100_000], 2),
            (#""success_count":2,"failed_count":null,"total_count":3"#, [100_000], 2),
            (#""success_count":null"#, [100_000], 0),
            (#""success_count":-1"#, [1, 2, 3, 4, 5, 6], 0),
            (#""success_count":1,"failed_count":1,"total_count":2"#, [0, 30_000, 60_000], 1),
            (#""success_count":5,"failed_count":0,"total_count":5"#, [0, 30_000, 60_000], 0),
        ] as [(String, [Int64], Int64)] {
            let members = members + #","failed_url":"https://list""#
            let step = try polled(members, at: times, deadline: 100_000)
            guard case .listed(_, let result, let list) = step?.next else {
                Issue.record("not listed: \(members)")
                continue
            }
            #expect(result == JobResult(succeeded: succeeded, failed: 0) && list == Samples.list)
            #expect(step?.actions.count == 2 && step?.actions.last == .keepHints)
            #expect(try polled(members, at: times.dropLast(), deadline: 100_000)?.next.kind == .accepted)
        }
        // The counts prove that nothing failed, so the list costs no request.
        for total in ["3", "null", "0"] {
            let members = Samples.succeeded + #","failed_url":"https://list","total_count":\#(total)"#
            #expect(try polled(members, at: [100_000], deadline: 100_000)?.next.kind == .settled)
        }
    }

    @Test(
        "A list that the counts do not announce settles a job only if both add up",
        arguments: 0...3 as ClosedRange<Int64>)
    func unannouncedRows(named: Int64) throws {
        for succeeded in 0...2 as ClosedRange<Int64> {
            let result = JobResult(succeeded: succeeded, failed: 0)
            let step = try #require(
                Delivery.listed(Samples.job, result, Samples.list).after(.listCame(named: named, of: 3)))
            if named == 3 {
                #expect(step.next == .settled(Samples.job, JobResult(succeeded: 0, failed: 3)))
            } else if succeeded + named == 3 {
                #expect(step.next == .settled(Samples.job, JobResult(succeeded: succeeded, failed: named)))
                #expect(step.actions == [.book(failed: named)])
            } else {
                #expect(step.next == .unresolved(Samples.job, failed: named))
                #expect(step.actions.contains(.bookNamed(atMost: named)) == (named > 0))
            }
        }
        let tried = Delivery.listed(
            Samples.job, JobResult(succeeded: 2, failed: 0), FailureAddress(url: "https://list", until: 65_000))
        #expect(
            tried.after(.listMissed(at: 65_000))
                == DeliveryStep(.unresolved(Samples.job, failed: 0), .note(.unlisted)))
        #expect(
            tried.after(.listUnfetchable) == DeliveryStep(.unresolved(Samples.job, failed: 0), .note(.unfetchable)))
    }

    @Test("Counts that are no numbers are tried six times, whatever the time")
    func oddCounts() throws {
        #expect(try polled(Samples.odd, at: [1, 2, 3, 4, 5])?.next.kind == .accepted)
        let step = try polled(Samples.odd, at: [1, 2, 3, 4, 5, 6])
        #expect(step?.next.kind == .unresolved)
        #expect(step?.actions == [.note(.oddCounts)])
    }

    @Test("Odd counts that change, or become sensible, are counted anew")
    func changingCounts() throws {
        var state = Delivery.accepted(Job(id: "job", deadline: 1_000_000))
        let tell = { (members: String, time: Int64) throws in
            let asked = try #require(state.after(.asked(at: time))?.next)
            state = try #require(asked.after(try Samples.report(members))?.next)
        }
        try tell(Samples.ofOthers, 0)
        try tell(Samples.ofOthers, 30_000)
        try tell(#""success_count":4,"failed_count":1,"total_count":5"#, 60_000)
        #expect(state.kind == .accepted)
        guard case .accepted(let job) = state else { return }
        #expect((job.odd.times, job.odd.since) == (1, 60_000))
        try tell(Samples.succeeded, 61_000)
        #expect(state.kind == .settled)
    }

    @Test("A job is followed until its deadline, by the time when it was asked for")
    func deadline() throws {
        for members in [Samples.running, #""success_count":1,"failed_count":1"#] {
            #expect(try polled(members, at: [99_999], deadline: 100_000)?.next.kind == .accepted)
            let step = try polled(members, at: [100_000], deadline: 100_000)
            #expect(step?.next == .unresolved(Samples.job(askedAt: 100_000), failed: 0))
            #expect(step?.actions == [.note(.overdue)])
        }
        let overdue = DeliveryStep(.unresolved(Samples.job(askedAt: 100_000), failed: 0), .note(.overdue))
        #expect(Delivery.accepted(Samples.job(askedAt: 100_000)).after(.unseen) == overdue)
        let unlisted = Delivery.unlisted(Samples.job(askedAt: 100_000), Samples.result, until: 80_000)
        #expect(unlisted.after(.unseen) == overdue)
        // A job that is done is done, however late.
        #expect(try polled(Samples.succeeded, at: [900_000], deadline: 100_000)?.next.kind == .settled)
        // Odd counts are given up at the deadline, too.
        #expect(try polled(Samples.odd, at: [100_000], deadline: 100_000)?.actions == [.note(.oddCounts)])
    }

    @Test("Failed records are waited for one minute after the counts, then only their number is booked")
    func unlisted() throws {
        var state = Delivery.unlisted(Samples.job(askedAt: 79_999), Samples.result, until: 80_000)
        #expect(state.after(try Samples.report(Samples.counted))?.next == state)
        state = .unlisted(Samples.job(askedAt: 80_000), Samples.result, until: 80_000)
        let step = state.after(try Samples.report(Samples.counted))
        #expect(
            step == DeliveryStep(.settled(Samples.job(askedAt: 80_000), Samples.result), .keepHints, .book(failed: 1)))
    }

    @Test("A list that does not come is tried for one minute after the first try")
    func missedList() {
        let first = Delivery.listed(Samples.job, Samples.result, Samples.list).after(.listMissed(at: 5000))?
            .next
        let tried = Delivery.listed(
            Samples.job, Samples.result, FailureAddress(url: "https://list", until: 65_000))
        #expect(first == tried)
        #expect(tried.after(.listMissed(at: 64_999)) == DeliveryStep(tried))
        #expect(
            tried.after(.listMissed(at: 65_000))
                == DeliveryStep(.settled(Samples.job, Samples.result), .note(.unlisted), .book(failed: 1)))
    }

    @Test("Every note has its own words, with the rows")
    func notes() {
        let notes: [DeliveryNote] = [
            .unanswered, .acceptedUnnamed, .divided, .untraceable, .overdue, .mismatch(4), .contradiction, .oddCounts,
            .unlisted,
            .unfetchable,
        ]
        let texts = notes.map { $0.text("rows 1 to 3").string }
        #expect(Set(texts).count == notes.count)
        #expect(texts.allSatisfy { $0.contains("rows 1 to 3") })
        #expect(notes.filter(\.isInformation) == [.divided])
    }
}
