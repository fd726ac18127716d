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
                .settled(Samples.job, Samples.result), .note(.unfetchable(.hasUser)), .book(failed: 1)),
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

    @Test("Another number of records is believed when it was told three times and for a minute")
    func mismatch() throws {
        let kind = { (times: [Int64]) in try Samples.polled(Samples.ofOthers, at: times)?.next.kind }
        #expect(try kind([1000, 2000, 60_999]) == .accepted)
        #expect(try kind([1000, 61_000]) == .accepted)
        let step = try Samples.polled(Samples.ofOthers, at: [1000, 2000, 61_000])
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
            let step = try Samples.polled(members, at: [0, 30_000, 60_000])
            guard case .unresolved(_, let failed) = step?.next else {
                Issue.record("not given up with \(count) failures")
                continue
            }
            #expect(failed == names)
            #expect(step?.actions.contains(.bookNamed(atMost: failed)) == (names > 0))
        }
    }

    @Test("Counts that are no numbers are tried six times, whatever the time")
    func oddCounts() throws {
        #expect(try Samples.polled(Samples.odd, at: [1, 2, 3, 4, 5])?.next.kind == .accepted)
        let step = try Samples.polled(Samples.odd, at: [1, 2, 3, 4, 5, 6])
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
            #expect(try Samples.polled(members, at: [99_999], deadline: 100_000)?.next.kind == .accepted)
            let step = try Samples.polled(members, at: [100_000], deadline: 100_000)
            #expect(step?.next == .unresolved(Samples.job(askedAt: 100_000), failed: 0))
            #expect(step?.actions == [.note(.overdue)])
        }
        let overdue = DeliveryStep(.unresolved(Samples.job(askedAt: 100_000), failed: 0), .note(.overdue))
        #expect(Delivery.accepted(Samples.job(askedAt: 100_000)).after(.unseen) == overdue)
        let unlisted = Delivery.unlisted(Samples.job(askedAt: 100_000), Samples.result, until: 80_000)
        #expect(unlisted.after(.unseen) == overdue)
        // A job that is done is done, however late.
        #expect(try Samples.polled(Samples.succeeded, at: [900_000], deadline: 100_000)?.next.kind == .settled)
        // Odd counts are given up at the deadline, too.
        #expect(try Samples.polled(Samples.odd, at: [100_000], deadline: 100_000)?.actions == [.note(.oddCounts)])
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
            .unfetchable(.isIncomplete), .unfetchable(.hasUser), .unfetchable(.isNotSecure),
        ]
        let texts = notes.map { $0.text("rows 1 to 3").string }
        #expect(Set(texts).count == notes.count)
        #expect(texts.allSatisfy { $0.contains("rows 1 to 3") })
        #expect(notes.filter(\.isInformation) == [.divided])
    }
}
