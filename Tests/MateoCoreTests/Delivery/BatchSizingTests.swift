import MateoCore
import Testing

@Suite struct BatchSizingTests {
    /// How many of so many POSTs a service refuses, and which sizes it takes; each answer takes 100 ms.
    private func send(
        _ sizing: inout BatchSizing, posts: Int, wanted: Int64 = 1000, refuses: (Int, Int64) -> Bool
    ) -> (refused: [Int], sizes: [Int64]) {
        var refused: [Int] = []
        var sizes: [Int64] = []
        for post in 1...posts {
            let records = sizing.cap > 0 ? min(sizing.cap, wanted) : wanted
            if refuses(post, records) {
                refused.append(post)
                sizing.refuse(records: records)
            } else {
                sizes.append(records)
                sizing.take(records: records, milliseconds: 100, wanted: wanted)
            }
        }
        return (refused, sizes)
    }

    @Test("A refusal halves the size and is remembered") func aRefusalHalvesAndIsRemembered() {
        var sizing = BatchSizing()
        sizing.refuse(records: 1000)
        #expect((sizing.cap, sizing.refused) == (500, 1000))
        sizing.refuse(records: 500)
        #expect((sizing.cap, sizing.refused) == (250, 500))
        sizing.refuse(records: 1000)
        #expect((sizing.cap, sizing.refused) == (250, 500))
    }

    @Test("The refusal of one record says nothing about others")
    func theRefusalOfOneRecordTellsNothingOfOthers() {
        var sizing = BatchSizing()
        sizing.refuse(records: 1)
        #expect(sizing == BatchSizing())
        sizing.refuse(records: 2)
        let before = sizing
        sizing.refuse(records: 1)
        #expect(sizing == before)
    }

    @Test("Two slow answers in a row shrink the size") func twoSlowAnswersInARowShrink() {
        var sizing = BatchSizing()
        sizing.take(records: 1000, milliseconds: 1500, wanted: 1000)
        #expect(sizing.cap == 0)
        sizing.take(records: 1000, milliseconds: 900, wanted: 1000)
        sizing.take(records: 1000, milliseconds: 1500, wanted: 1000)
        #expect(sizing.cap == 0)
        sizing.take(records: 1000, milliseconds: 2000, wanted: 1000)
        #expect(sizing.cap == 500)
        sizing.take(records: 500, milliseconds: 60_000, wanted: 1000)
        #expect(sizing.cap == 125)
    }

    @Test("Three quick answers double a size that was never refused")
    func threeQuickAnswersDoubleWhatWasNeverRefused() {
        var sizing = BatchSizing(cap: 100)
        let sizes = send(&sizing, posts: 13) { _, _ in false }.sizes
        #expect(sizes == [100, 100, 100, 200, 200, 200, 400, 400, 400, 800, 800, 800, 1000])
        #expect(sizing.cap == 0)
    }

    @Test("Batches below the size change nothing") func smallBatchesTellNothing() {
        var sizing = BatchSizing(cap: 100)
        for _ in 0..<10 { sizing.take(records: 99, milliseconds: 10, wanted: 1000) }
        #expect(sizing == BatchSizing(cap: 100))
    }

    @Test("Answers that are not slow let the size grow, however long they take")
    func answersThatAreNotSlowLetItGrow() {
        var sizing = BatchSizing(cap: 100)
        for _ in 0..<3 { sizing.take(records: 100, milliseconds: 1000, wanted: 1000) }
        #expect((sizing.cap, sizing.proven) == (200, 100))
    }

    @Test("A trial that is slow twice goes back and makes the next one rarer", arguments: [3, 9, 18] as [Int64])
    func aSlowTrialGoesBackAndMakesTheNextRarer(millisecondsOfRecord: Int64) {
        var sizing = BatchSizing(cap: 50)
        var times: [Int64] = []
        for _ in 0..<400 {
            let records = sizing.cap > 0 ? sizing.cap : 1000
            times.append(records * millisecondsOfRecord)
            sizing.take(records: records, milliseconds: records * millisecondsOfRecord, wanted: 1000)
        }
        #expect(times.count { $0 > 1000 } <= 16)
        // The service ends a request after two seconds.
        #expect(times.allSatisfy { $0 < 2000 })
        #expect(sizing.proven * millisecondsOfRecord >= 750)
    }

    @Test("A refused size is approached by half of the distance")
    func aRefusedSizeIsApproachedByHalvesOfTheDistance() {
        var sizing = BatchSizing(cap: 100, refused: 400)
        for _ in 0..<3 { sizing.take(records: 100, milliseconds: 100, wanted: 1000) }
        #expect((sizing.cap, sizing.proven) == (250, 100))
        for _ in 0..<3 { sizing.take(records: 250, milliseconds: 100, wanted: 1000) }
        #expect((sizing.cap, sizing.proven) == (325, 250))
        for _ in 0..<3 { sizing.take(records: 325, milliseconds: 100, wanted: 1000) }
        // Near to it, it is tried again: what forbade it may be over.
        #expect((sizing.cap, sizing.proven) == (406, 325))
        sizing.take(records: 406, milliseconds: 700, wanted: 1000)
        #expect((sizing.proven, sizing.refused) == (406, 0))
    }

    @Test("A trial that fails goes back and makes the next one rarer")
    func aTrialThatFailsGoesBackAndMakesTheNextRarer() {
        var sizing = BatchSizing(cap: 250, refused: 500)
        let first = send(&sizing, posts: 4) { _, records in records > 300 }
        #expect(first.refused == [4])
        #expect((sizing.cap, sizing.refused) == (250, 375))
        let next = send(&sizing, posts: 13) { _, records in records > 300 }
        #expect(next.refused == [13])
        #expect((sizing.cap, sizing.refused) == (250, 312))
        // And a trial that does not fail makes it likelier.
        #expect(send(&sizing, posts: 49) { _, _ in false }.sizes.last == 312)
        _ = send(&sizing, posts: 11) { _, _ in false }
        #expect(sizing.cap == 624)
    }

    @Test("Temporary trouble is forgotten within tens of requests", arguments: 1...14)
    func temporaryTroubleIsForgottenWithinTensOfRequests(refusals: Int) {
        var sizing = BatchSizing()
        let sent = send(&sizing, posts: refusals + 50) { post, records in post <= refusals && records > 1 }
        #expect(sent.sizes.last == 1000)
        #expect(sizing.cap == 0)
    }

    @Test("A limit of any size is found and costs few refusals")
    func aLimitOfAnySizeIsFoundAndCostsFewRefusals() {
        for limit in Int64(1)...999 {
            var sizing = BatchSizing()
            let sent = send(&sizing, posts: 400) { _, records in records > limit }
            #expect(sent.refused.count <= 18, "\(limit)")
            #expect(sent.refused.count { $0 > 200 } <= 4, "\(limit)")
            #expect(
                sizing.proven <= limit && sizing.proven * 3 >= limit * 2 - 2, "\(limit): \(sizing.proven)")
        }
    }

    @Test("A limit that is lifted is forgotten") func aLimitThatIsLiftedIsForgotten() {
        var sizing = BatchSizing()
        _ = send(&sizing, posts: 400) { _, records in records > 20 }
        #expect(send(&sizing, posts: 200) { _, _ in false }.sizes.last == 1000)
    }

    @Test("Trouble below a proven size halves it") func troubleBelowAProvenSizeHalves() {
        var sizing = BatchSizing(cap: 250, refused: 500)
        for _ in 0..<3 { sizing.take(records: 250, milliseconds: 100, wanted: 1000) }
        sizing.refuse(records: 200)
        #expect((sizing.cap, sizing.proven) == (100, 100))
    }

    @Test("A caller who wants less does not undo what others learnt")
    func aCallerWhoWantsLessDoesNotUndoWhatOthersLearnt() {
        var sizing = BatchSizing(cap: 250, refused: 300)
        _ = send(&sizing, posts: 50, wanted: 100) { _, _ in false }
        #expect(sizing == BatchSizing(cap: 250, refused: 300))
        _ = send(&sizing, posts: 50, wanted: 250) { _, _ in false }
        #expect((sizing.cap, sizing.refused) == (250, 300))
    }

    /// What the journal keeps is all there is.
    @Test("What was learnt survives the journal") func survivesTheJournal() {
        var sizing = BatchSizing()
        var number: UInt64 = 1
        for _ in 0..<10_000 {
            number = number &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let records = Int64(number >> 33) % (sizing.cap > 0 ? sizing.cap * 2 : 1000) + 1
            switch number >> 61 {
            case 0: sizing.refuse(records: records)
            case 1: sizing.take(records: records, milliseconds: 1200, wanted: 1000)
            default: sizing.take(records: sizing.cap, milliseconds: 100, wanted: 1000)
            }
            let kept = BatchSizing(
                cap: sizing.cap, refused: sizing.refused, isSlow: sizing.isSlow,
                quickAnswers: sizing.quickAnswers,
                rarity: sizing.rarity, base: sizing.base)
            #expect(kept == sizing)
            #expect(sizing.proven <= sizing.cap)
        }
    }

    @Test(
        "Numbers of a damaged journal make sense", arguments: [0, 1, 255, 70_000, -1, .max, .min] as [Int64])
    func oddNumbersMakeSense(number: Int64) {
        var sizing = BatchSizing(
            cap: 1, refused: 1, isSlow: true, quickAnswers: number, rarity: number, base: number)
        #expect((sizing.cap, sizing.proven) == (1, 1))
        #expect(send(&sizing, posts: 250) { _, _ in false }.sizes.last == 1000)
    }
}
