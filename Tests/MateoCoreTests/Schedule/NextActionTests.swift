import MateoCore
import Testing

@Suite struct NextActionTests {
    private func situation(_ change: (inout Situation) -> Void) -> NextAction {
        var situation = Situation()
        situation.now = 1000
        situation.wallNow = 50_000
        change(&situation)
        return situation.nextAction
    }

    @Test("An import with nothing left is at its end") func nothingLeftIsTheEnd() {
        #expect(situation { _ in } == .finish)
        #expect(situation { $0.undecided = 1 } == .giveUp)
    }

    @Test("A pending batch is sent when the quota allows") func aPendingBatchIsSentWhenTheQuotaAllows() {
        #expect(situation { $0.pending = 1 } == .send)
        #expect(
            situation {
                $0.pending = 1; $0.quotaAt = 60_000
            } == .pause(until: 60_000))
    }

    @Test("What settles the past goes first") func whatSettlesThePastGoesFirst() {
        #expect(
            situation {
                $0.pending = 1; $0.lost = 1; $0.lookUpAt = 1000
            } == .lookUp)
        #expect(
            situation {
                $0.pending = 1; $0.open = 1; $0.pollDue = 1000
            } == .poll)
        #expect(
            situation {
                $0.pending = 1; $0.open = 1; $0.lists = 1; $0.pollDue = 0
            } == .fetchList)
    }

    @Test("Nothing is done before its time") func beforeItsTimeNothingIsDone() {
        #expect(
            situation {
                $0.lost = 1; $0.lookUpAt = 1700
            } == .wait(until: 1700))
        #expect(
            situation {
                $0.open = 1; $0.pollDue = 1500
            } == .wait(until: 1500))
        #expect(
            situation {
                $0.open = 1; $0.pollDue = 9000; $0.lists = 1; $0.listDue = 3000
            } == .wait(until: 3000))
        #expect(
            situation {
                $0.pending = 1; $0.backoffUntil = 4000
            } == .wait(until: 4000))
    }

    @Test("A used-up quota does not pause an import with open jobs")
    func whileJobsAreOpenAUsedUpQuotaDoesNotPause() {
        #expect(
            situation {
                $0.pending = 1; $0.quotaAt = 90_000; $0.open = 1; $0.pollDue = 3000
            } == .wait(until: 3000))
        #expect(
            situation {
                $0.pending = 1; $0.quotaAt = 50_500; $0.open = 1; $0.pollDue = 3000
            } == .wait(until: 1500))
    }

    @Test("Without requests for the day everything pauses") func withoutRequestsForTheDayEverythingPauses() {
        #expect(
            situation {
                $0.open = 1; $0.pollDue = 0; $0.requestQuotaAt = 70_000
            } == .pause(until: 70_000))
    }
}
