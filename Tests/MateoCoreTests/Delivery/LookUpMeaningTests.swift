import MateoCore
import Testing

@Suite struct LookUpMeaningTests {
    /// Jobs with these references, in the order of their creation; they are called 1, 2, 3…
    private func jobs(_ references: [String?], total: Int? = nil) throws -> [JobReport] {
        let texts = references.enumerated().map { index, reference in
            let shown = reference.map { "\"\($0)\"" } ?? "null"
            let count = total.map(String.init) ?? "null"
            return #"{"id":"\#(index + 1)","reference_id":\#(shown),"total_count":\#(count)}"#
        }
        return try #require(JobReport.jobs(in: Array("[\(texts.joined(separator: ","))]".utf8)))
    }

    private func words(_ meaning: LookUpMeaning?) -> [String]? {
        meaning?.events.map { $0.map { String(describing: $0) } ?? "nothing" }
    }

    private func found(_ job: Int) -> String {
        #"found(job: "\#(job)", deadline: 9)"#
    }

    private func missed(proves: Bool) -> String {
        "missed(lookAgainAt: 900, provesAbsence: \(proves))"
    }

    private func byReference(
        _ jobs: [JobReport], for batches: [String], _ references: References = .works, taken: [String] = []
    ) throws -> LookUpMeaning? {
        try LookUpMeaning.byReference(
            jobs, for: batches.map { LookedUpBatch(reference: $0, records: 10) }, references, deadline: 9,
            again: 900,
            isTaken: { job throws(MateoError) in taken.contains(job) })
    }

    private func byTime(
        _ jobs: [JobReport], _ references: References = .ignored, sendsAgain: Bool = false,
        taken: [String] = [],
        known: [String] = [], hasRivals: Bool = false
    ) throws -> LookUpMeaning {
        try LookUpMeaning.byTime(
            jobs, for: LookedUpBatch(reference: "own", records: 10), references, deadline: 9,
            sendsAgain: sendsAgain,
            isTaken: { job throws(MateoError) in taken.contains(job) },
            isKnown: { reference throws(MateoError) in known.contains(reference) },
            hasRivals: { () throws(MateoError) in hasRivals })
    }

    // By reference.

    @Test("A batch is found by its reference, and what the answer lacks is missed")
    func findsAndMisses() throws {
        let meaning = try byReference(try jobs(["b", "c"]), for: ["a", "b", "c"])
        #expect(words(meaning) == [missed(proves: true), found(1), found(2)])
        #expect(meaning?.hasDoubles == false)
    }

    @Test("Of a batch that the service has twice the older job is followed")
    func doubled() throws {
        let meaning = try byReference(try jobs(["a", "a"]), for: ["a"])
        #expect(words(meaning) == [found(1)])
        #expect(meaning?.hasDoubles == true)
    }

    @Test("A job that another batch has is not followed twice")
    func taken() throws {
        let meaning = try byReference(try jobs(["a"]), for: ["a"], taken: ["1"])
        #expect(words(meaning) == ["foundTaken"])
        // The same reference of two batches in one look-up.
        let both = try byReference(try jobs(["a"]), for: ["a", "a"])
        #expect(words(both) == [found(1), "foundTaken"])
    }

    @Test("A miss proves absence only when references work")
    func absence() throws {
        for references in References.allCases {
            let meaning = try byReference([], for: ["a"], references)
            #expect(words(meaning) == [missed(proves: references == .works)])
            #expect(meaning?.references == references)
        }
    }

    @Test("A batch that is found proves references for those that are missed beside it")
    func findingProves() throws {
        let meaning = try byReference(try jobs(["a"]), for: ["a", "b"], .unproven)
        #expect(words(meaning) == [found(1), missed(proves: true)])
        #expect(meaning?.references == .works)
        // A job of another batch proves nothing.
        let other = try byReference(try jobs(["a"]), for: ["a"], .unproven, taken: ["1"])
        #expect(other?.references == .unproven)
    }

    @Test("An answer with other jobs is none where references work, and a miss where they do not")
    func strangers() throws {
        #expect(try byReference(try jobs(["stranger"]), for: ["a"]) == nil)
        #expect(try byReference(try jobs([nil]), for: ["a"]) == nil)
        #expect(try byReference(try jobs(["a", "stranger"]), for: ["a", "b"]) == nil)
        for references in [References.unproven, .ignored] {
            #expect(
                words(try byReference(try jobs(["stranger"]), for: ["a"], references)) == [
                    missed(proves: false)
                ])
        }
    }

    @Test("A full answer may be cut: what it lacks is asked for again, when there is less to ask for")
    func fullAnswers() throws {
        let full = try jobs(Array(repeating: "a", count: 50))
        #expect(words(try byReference(full, for: ["a", "b"])) == [found(1), "nothing"])
        let almost = try jobs(Array(repeating: "a", count: 49))
        #expect(words(try byReference(almost, for: ["a", "b"])) == [found(1), missed(proves: true)])
        // Where nothing was found there will never be less to ask for.
        #expect(words(try byReference(full, for: ["b"], .ignored)) == [missed(proves: false)])
    }

    // By time.

    @Test(
        "The one job without a reference, of the same size and of no other batch, is the batch's own",
        arguments: [0, 10])
    func oneCandidate(total: Int) throws {
        let meaning = try byTime(try jobs([nil], total: total))
        #expect(words(meaning) == [found(1)])
        #expect(meaning.references == .ignored)
    }

    @Test(
        "Without exactly one candidate it is sent again, or not, as the caller has it",
        arguments: [true, false])
    func candidates(sendsAgain: Bool) throws {
        let unknown = ["indistinct(sendsAgain: \(sendsAgain))"]
        #expect(words(try byTime([], sendsAgain: sendsAgain)) == unknown)
        #expect(words(try byTime(try jobs([nil, nil], total: 10), sendsAgain: sendsAgain)) == unknown)
        #expect(words(try byTime(try jobs([nil], total: 11), sendsAgain: sendsAgain)) == unknown)
        #expect(words(try byTime(try jobs([nil], total: -1), sendsAgain: sendsAgain)) == unknown)
        #expect(words(try byTime(try jobs(["other"], total: 10), sendsAgain: sendsAgain)) == unknown)
        #expect(
            words(try byTime(try jobs([nil], total: 10), sendsAgain: sendsAgain, taken: ["1"])) == unknown)
    }

    @Test("A candidate whose neighbours are of other batches is the one")
    func otherBatchesJobs() throws {
        let meaning = try byTime(try jobs([nil, nil, "other"], total: 10), taken: ["1"])
        #expect(words(meaning) == [found(2)])
    }

    @Test("A candidate may be a rival's, or one of more than the answer shows")
    func rivals() throws {
        let unknown = ["indistinct(sendsAgain: false)"]
        #expect(words(try byTime(try jobs([nil], total: 10), hasRivals: true)) == unknown)
        let references = Array(repeating: "other" as String?, count: 49)
        #expect(words(try byTime(try jobs(references + [nil], total: 10))) == unknown)
        #expect(words(try byTime(try jobs(references.dropLast() + [nil], total: 10))) == [found(49)])
    }

    @Test("A job that shows the batch's reference is its own, unless another batch has it")
    func ownReference() throws {
        let answer = try jobs([nil, "own"], total: 10)
        #expect(words(try byTime(answer, hasRivals: true)) == [found(2)])
        #expect(words(try byTime(answer, taken: ["2"])) == ["foundTaken"])
        // That it was missed by its reference proves nothing of others.
        #expect(try byTime(answer, .unproven).references == .unproven)
    }

    @Test(
        "A job that shows the reference of another batch proves that look-ups by reference find what is there"
    )
    func knownReferences() throws {
        let answer = try jobs([nil, "other"], total: 10)
        let meaning = try byTime(answer, .unproven, known: ["other"])
        #expect(words(meaning) == ["nothing"])
        #expect(meaning.references == .works)
        // Not that of a stranger, and not once references have turned out to be ignored.
        #expect(words(try byTime(answer, .unproven)) == [found(1)])
        let ignored = try byTime(answer, .ignored, known: ["other"])
        #expect(words(ignored) == [found(1)])
        #expect(ignored.references == .ignored)
    }
}
