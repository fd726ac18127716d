import Testing

@testable import MateoCore

private typealias Samples = DeliverySamples

/// Lists of failed records at an address.
@Suite struct DeliveryListTests {
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
            let step = try Samples.polled(members, at: times, deadline: 100_000)
            guard case .listed(_, let result, let list) = step?.next else {
                Issue.record("not listed: \(members)")
                continue
            }
            #expect(result == JobResult(succeeded: succeeded, failed: 0) && list == Samples.list)
            #expect(step?.actions.count == 2 && step?.actions.last == .keepHints)
            #expect(try Samples.polled(members, at: times.dropLast(), deadline: 100_000)?.next.kind == .accepted)
        }
        // The counts prove that nothing failed, so the list costs no request.
        for total in ["3", "null", "0"] {
            let members = Samples.succeeded + #","failed_url":"https://list","total_count":\#(total)"#
            #expect(try Samples.polled(members, at: [100_000], deadline: 100_000)?.next.kind == .settled)
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
            tried.after(.listUnfetchable(.isNotSecure))
                == DeliveryStep(.unresolved(Samples.job, failed: 0), .note(.unfetchable(.isNotSecure))))
    }
}
