import MateoCore
import Testing

@Suite struct BatchSizingTests {
    @Test func aRefusalHalvesAndIsRemembered() {
        var sizing = BatchSizing()
        sizing.refuse(records: 1000)
        #expect((sizing.cap, sizing.refused) == (500, 1000))
        sizing.refuse(records: 1)
        #expect((sizing.cap, sizing.refused) == (1, 1))
    }

    @Test func twoSlowAnswersInARowShrink() {
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

    @Test func quickAnswersGrowUpToWhatIsWanted() {
        var sizing = BatchSizing(cap: 100)
        var steps = 0
        while sizing.cap > 0, steps < 100 {
            sizing.take(records: sizing.cap, milliseconds: 100, wanted: 1000)
            steps += 1
        }
        #expect(steps == 11)
    }

    @Test func smallOrMiddlingAnswersTellNothing() {
        var sizing = BatchSizing(cap: 100)
        sizing.take(records: 99, milliseconds: 10, wanted: 1000)
        sizing.take(records: 100, milliseconds: 700, wanted: 1000)
        #expect(sizing.cap == 100)
    }

    /// A service that takes 300 and no more: few refusals, then a size that passes.
    @Test func findsTheServicesLimit() {
        var sizing = BatchSizing()
        var refusals = 0
        for _ in 0..<200 {
            let records = sizing.cap > 0 ? sizing.cap : 1000
            if records > 300 {
                refusals += 1
                sizing.refuse(records: records)
            } else {
                sizing.take(records: records, milliseconds: 100, wanted: 1000)
            }
        }
        #expect(refusals <= 4)
        #expect((150...300).contains(sizing.cap))
    }
}
