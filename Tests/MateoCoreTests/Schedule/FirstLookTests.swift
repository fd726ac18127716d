import Testing

@testable import MateoCore

/// Whether more of an import is sent, by what its first and its last records showed.
@Suite struct FirstLookTests {
    private let limits = FirstLook.Limits()

    private func counts(succeeded: Int64 = 0, failed: Int64 = 0, unknown: Int64 = 0) -> RecordCounts {
        var counts = RecordCounts()
        (counts.succeeded, counts.failed, counts.unknown) = (succeeded, failed, unknown)
        return counts
    }

    @Test("The first batch may be sent, and its parts too") func first() {
        #expect(FirstLook().sending(firstRow: 1, open: 0, counts(), limits) == .free)
        let look = FirstLook(lastRow: 100)
        #expect(look.sending(firstRow: 51, open: 1, counts(), limits) == .free)
        #expect(look.sending(firstRow: 100, open: 0, counts(failed: 99), limits) == .free)
    }

    @Test("The second batch waits while something of the first is open") func waiting() {
        #expect(FirstLook(lastRow: 100).sending(firstRow: 101, open: 1, counts(succeeded: 50), limits) == .waits)
    }

    @Test("Nothing more is sent if all of the first records failed") func allFailed() {
        let look = FirstLook(lastRow: 100)
        #expect(look.sending(firstRow: 101, open: 0, counts(failed: 100), limits) == .stops)
        #expect(look.sending(firstRow: 101, open: 0, counts(succeeded: 1, failed: 99), limits) == .free)
        #expect(look.sending(firstRow: 101, open: 0, counts(failed: 99, unknown: 1), limits) == .free)
        #expect(look.sending(firstRow: 101, open: 0, counts(unknown: 100), limits) == .free)
    }

    @Test("Later on, 200 records that fail in a row end the sending") func failingLater() {
        for lastRow in [0, 100, FirstLook.over] {
            let look = FirstLook(lastRow: lastRow, failing: 200)
            #expect(look.sending(firstRow: 1001, open: 5, counts(succeeded: 9), limits) == .stops)
        }
        #expect(
            FirstLook(lastRow: FirstLook.over, failing: 199).sending(
                firstRow: 1001, open: 0, counts(failed: 199), limits) == .free)
    }

    @Test("Who ignores failures waits for nothing") func ignoring() {
        let look = FirstLook(lastRow: 100, failing: 1000, ignoresFailures: true)
        #expect(look.sending(firstRow: 101, open: 1, counts(failed: 100), limits) == .free)
    }

    @Test("The first look ends when a batch behind it is sent") func over() {
        #expect(FirstLook().lastRow(afterSending: 1, 100, isFirstOfMany: true) == 100)
        #expect(FirstLook().lastRow(afterSending: 1, 100, isFirstOfMany: false) == FirstLook.over)
        #expect(FirstLook(lastRow: 100).lastRow(afterSending: 51, 100, isFirstOfMany: false) == 100)
        #expect(FirstLook(lastRow: 100).lastRow(afterSending: 101, 900, isFirstOfMany: false) == FirstLook.over)
        let over = FirstLook(lastRow: FirstLook.over)
        #expect(over.lastRow(afterSending: 51, 100, isFirstOfMany: false) == FirstLook.over)
    }

    @Test("What was sent is followed to its end before a run stops") func nextAction() {
        var situation = Situation()
        (situation.now, situation.wallNow) = (1000, 1000)
        situation.pending = 3
        #expect(situation.nextAction == .send)
        situation.sending = .stops
        #expect(situation.nextAction == .stop)
        situation.open = 1
        situation.pollDue = 1500
        #expect(situation.nextAction == .wait(until: 1500))
        situation.sending = .waits
        #expect(situation.nextAction == .wait(until: 1500))
        situation.pollDue = 900
        #expect(situation.nextAction == .poll)
        situation = Situation()
        situation.sending = .stops
        #expect(situation.nextAction == .finish)
    }

    @Test("A pause for the quota does not hide that an import stops") func stopsWithoutQuota() {
        var situation = Situation()
        situation.pending = 1
        situation.sending = .stops
        (situation.quotaAt, situation.requestQuotaAt, situation.backoffUntil) = (99, 99, 99)
        #expect(situation.nextAction == .stop)
    }

    @Test("A plan has the first records and the wait for them") func plan() {
        let start: Int64 = 1_767_225_600_000
        let day = Quota(limit: 25_000, window: 86_400_000)
        func plan(_ batches: [Int64], firstLook: Int64, cap: Int64 = 0) -> Plan {
            var planner = Planner(
                now: start, pace: Pace(requestsPerSecond: 2), requests: Quota(limit: 10_000, window: 86_400_000),
                entities: day, largestBatch: cap, firstLook: firstLook, firstPoll: 2000)
            for records in batches { planner.add(records: records) }
            return planner.finish()
        }
        let (with, without) = (plan([1000, 1000], firstLook: 100), plan([1000, 1000], firstLook: 0))
        #expect((with.firstLook, without.firstLook) == (100, 0))
        #expect((with.records, with.batches) == (2000, 3))
        #expect(with.requests == without.requests + 2)
        #expect(with.finishesAt - without.finishesAt >= 2500)
        #expect(with.days.map(\.records) == [2000])
        // One batch is sent as it is.
        #expect(plan([1000], firstLook: 100) == plan([1000], firstLook: 0))
        #expect(plan([60, 60], firstLook: 100).firstLook == 60)
        #expect(plan([60, 60], firstLook: 100).batches == 2)
        // One that the service does not take as a whole is many.
        #expect(plan([1000], firstLook: 100, cap: 300).firstLook == 100)
        #expect(plan([], firstLook: 100).days.isEmpty)
    }
}
