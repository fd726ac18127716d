import MateoCore
import Testing

@Suite struct PostMeaningTests {
    private static let named = NamedJob.new(id: "job", showsReference: true)

    private func batch(
        _ records: Int64 = 100, firstRow: Int64 = 1, milliseconds: Int64? = 100, wanted: Int64 = 1000, id: Int64 = 1
    ) -> PostedBatch {
        PostedBatch(
            id: id, firstRow: firstRow, records: records, wanted: wanted, milliseconds: milliseconds, lookUpAt: 700,
            deadline: 9)
    }

    /// What one answer means for a run that has had no other.
    private func meaning(
        _ verdict: PostVerdict, _ reply: Reply = .answered(status: 400), _ job: NamedJob = .none,
        of batch: PostedBatch? = nil, _ references: References = .unproven,
        _ sizing: BatchSizing = BatchSizing()
    ) -> PostMeaning {
        var memory = PostMemory()
        return memory.meaning(verdict, reply, job, of: batch ?? self.batch(), references, sizing)
    }

    private func words(_ event: DeliveryEvent) -> String {
        String(describing: event)
    }

    @Test(
        "Each verdict has its event for the batch and its course for the run",
        arguments: [
            (.accepted, 201, "acceptedUnnamed(lookUpAt: 700)", .backOff(.toNameJob)),
            (.turnedAway, 302, "turnedAway", .backOff(.toTakeBatch)),
            (.limited, 429, "turnedAway", .slowDown),
            (.tooLarge, 413, "oversized(firstPart: 50)", .goOn),
            (.badContent, 422, "oversized(firstPart: 50)", .goOn),
            (.referenceRefused, 400, "turnedAway", .carryOn),
            (.unauthorized, 401, "turnedAway", .stop),
            (.refused, 404, "turnedAway", .stop),
            (.lost, 502, "unanswered(lookUpAt: 700)", .backOff(.toTellWhetherItTook)),
            (.conflict, 409, "unanswered(lookUpAt: 700)", .backOff(.toTellWhetherItTook)),
        ] as [(PostVerdict, Int32, String, Course)])
    func verdicts(_ verdict: PostVerdict, _ status: Int32, _ event: String, _ course: Course) {
        let meaning = meaning(verdict, .answered(status: status))
        #expect(words(meaning.event) == event)
        #expect(meaning.course == course)
        #expect(meaning.references == (verdict == .referenceRefused ? .refused : .unproven))
    }

    @Test(
        "The second conflict of a batch is about its content, since the first one was looked up, and a lost one never is"
    )
    func conflicts() {
        var memory = PostMemory()
        func send(_ id: Int64, _ verdict: PostVerdict) -> String {
            let meaning = memory.meaning(
                verdict, .answered(status: 409), .none, of: batch(id: id), .works, BatchSizing())
            return words(meaning.event) + (meaning.isRefunded ? ", refunded" : "")
        }
        let (lost, divided) = ("unanswered(lookUpAt: 700)", "oversized(firstPart: 50), refunded")
        #expect([send(3, .lost), send(3, .lost)] == [lost, lost])
        #expect([send(1, .conflict), send(2, .conflict), send(1, .lost)] == [lost, lost, lost])
        #expect([send(1, .conflict), send(2, .conflict), send(3, .conflict)] == [divided, divided, lost])
    }

    @Test("A batch whose job is named is followed until its deadline")
    func namedJob() {
        let meaning = meaning(.accepted, .answered(status: 200), Self.named)
        #expect(words(meaning.event) == #"accepted(job: "job", deadline: 9)"#)
        #expect(meaning.course == .goOn)
        #expect(!meaning.isRefunded)
    }

    @Test("An answer that shows the reference, hides it or has no such column is understood")
    func references() {
        let after = { (references: References, shows: Bool?) in
            meaning(
                .accepted, .answered(status: 200), .new(id: "job", showsReference: shows), of: batch(),
                references
            ).references
        }
        #expect(after(.unproven, true) == .works)
        #expect(after(.unproven, false) == .ignored)
        #expect(after(.works, false) == .ignored)
        #expect(after(.ignored, true) == .ignored)
        #expect(References.allCases.allSatisfy { after($0, nil) == $0 })
    }

    @Test(
        "Records do not count when their request did not leave or was refused as a whole",
        arguments: [
            (.turnedAway, .notSent, true), (.turnedAway, .untrusted, true),
            (.badContent, .answered(status: 422), true),
            (.tooLarge, .answered(status: 413), true), (.refused, .answered(status: 404), true),
            (.limited, .answered(status: 429), false), (.tooLarge, .answered(status: 500), false),
            (.turnedAway, .answered(status: 302), false), (.accepted, .answered(status: 201), false),
            (.lost, .answered(status: 503), false), (.lost, .broken, false), (.lost, .tooLarge, false),
        ] as [(PostVerdict, Reply, Bool)])
    func refunds(_ verdict: PostVerdict, _ reply: Reply, _ isRefunded: Bool) {
        #expect(meaning(verdict, reply).isRefunded == isRefunded)
    }

    @Test("A single record that is refused has failed")
    func singleRecord() {
        for (verdict, status) in [(PostVerdict.badContent, Int32(422)), (.tooLarge, 413)] {
            let meaning = meaning(verdict, .answered(status: status), of: batch(1))
            #expect(words(meaning.event) == "refused")
            #expect(meaning.course == .goOn)
            #expect(meaning.sizing == BatchSizing())
        }
    }

    @Test(
        "A single record that takes the service too long is tried six times, and an accepted batch begins anew"
    )
    func slowRecord() {
        var memory = PostMemory()
        let send = { (verdict: PostVerdict, status: Int32) in
            memory.meaning(
                verdict, .answered(status: status), Self.named, of: batch(1), .works, BatchSizing())
        }
        for _ in 1...5 {
            let meaning = send(.tooLarge, 500)
            #expect(words(meaning.event) == "turnedAway")
            #expect(meaning.course == .backOff(.toTakeBatch))
        }
        #expect(send(.accepted, 200).course == .goOn)
        for _ in 1...5 { #expect(words(send(.tooLarge, 500).event) == "turnedAway") }
        #expect(words(send(.tooLarge, 500).event) == "refused")
        // The next record has its own tries.
        #expect(words(send(.tooLarge, 500).event) == "turnedAway")
    }

    @Test("After 24 refusals in a row the import stops, and an accepted batch begins anew")
    func refusals() {
        var memory = PostMemory()
        let send = { (verdict: PostVerdict) in
            memory.meaning(
                verdict, .answered(status: verdict == .accepted ? 200 : 422), Self.named, of: batch(), .works,
                BatchSizing())
        }
        for _ in 1...24 { #expect(send(.badContent).course == .goOn) }
        _ = send(.accepted)
        for _ in 1...24 { #expect(send(.badContent).course == .goOn) }
        let last = send(.badContent)
        #expect(last.course == .stop)
        #expect(words(last.event) == "turnedAway")
        // Whoever runs the import again gets as many tries.
        for _ in 1...24 { #expect(send(.badContent).course == .goOn) }
    }

    @Test("A refused content halves the batch and leaves the size that was learnt")
    func content() {
        let meaning = meaning(
            .badContent, .answered(status: 422), of: batch(101), .works, BatchSizing(cap: 200, refused: 500))
        #expect(words(meaning.event) == "oversized(firstPart: 50)")
        #expect(meaning.sizing == BatchSizing(cap: 200, refused: 500))
    }

    @Test("A batch that is too large is divided to the size that is learnt from it")
    func size() {
        let meaning = meaning(.tooLarge, .answered(status: 413), of: batch(1000), .works, BatchSizing(cap: 0))
        #expect(words(meaning.event) == "oversized(firstPart: 500)")
        #expect((meaning.sizing.cap, meaning.sizing.refused) == (500, 1000))
    }

    @Test("When a single record was too large, the size is as it was before its batch was divided")
    func sizeLearntBack() {
        var memory = PostMemory()
        var sizing = BatchSizing(cap: 800, refused: 900)
        let send = { (verdict: PostVerdict, records: Int64, row: Int64) in
            let meaning = memory.meaning(
                verdict, .answered(status: 413), .none, of: batch(records, firstRow: row), .works, sizing)
            sizing = meaning.sizing
            return meaning
        }
        for records in [800, 400, 200, 100, 50, 25, 12, 6, 3] as [Int64] { _ = send(.tooLarge, records, 101) }
        #expect(sizing.cap == 1)
        #expect(words(send(.tooLarge, 1, 103).event) == "refused")
        #expect(sizing == BatchSizing(cap: 800, refused: 900))
        // A record of another batch says nothing of this one's size.
        _ = send(.tooLarge, 800, 1001)
        #expect(words(send(.tooLarge, 1, 1801).event) == "refused")
        #expect(sizing.cap == 400)
        #expect(words(send(.tooLarge, 1, 1800).event) == "refused")
        #expect(sizing == BatchSizing(cap: 800, refused: 900))
    }

    @Test("An answer is slow only if it was waited for all the time; it lets the size grow in any case")
    func time() {
        let slow = BatchSizing(isSlow: true)
        let watched = meaning(
            .accepted, .answered(status: 200), Self.named, of: batch(1000, milliseconds: 2000), .works, slow)
        #expect(watched.sizing.cap == 500)
        let unwatched = meaning(
            .accepted, .answered(status: 200), Self.named, of: batch(1000, milliseconds: nil), .works, slow)
        #expect(unwatched.sizing == BatchSizing())
        let growing = meaning(
            .accepted, .answered(status: 200), Self.named, of: batch(100, milliseconds: nil), .works,
            BatchSizing(cap: 100, quickAnswers: 2))
        #expect(growing.sizing == BatchSizing(cap: 200, base: 100))
    }

    @Test("Each failing has its own words")
    func failings() {
        let failings: [Failing] = [
            .toTakeBatch, .toNameJob, .toTellWhetherItTook, .toTellOfJobs, .toFindBatches,
        ]
        #expect(Set(failings.map { $0.text("rows 1 to 3").string }).count == failings.count)
        #expect(Failing.toTakeBatch.text("rows 1 to 3").string == "did not accept rows 1 to 3")
    }
}
