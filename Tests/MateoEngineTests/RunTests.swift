import MateoCore
import Testing

@testable import MateoEngine

@Suite struct RunTests {
    @Test("Every record is accepted once") func everyRecordIsAcceptedOnce() throws {
        let world = try World()
        let importing = try world.sealedImport(1234)
        #expect(try importing.run() == .finished)
        let counts = try importing.counts()
        #expect(counts.succeeded == 1234)
        #expect(counts.balance)
        #expect(world.acceptedOnce(1234))
        #expect(world.service.posts == 13)
        #expect(try importing.requests().post == 13)
    }

    @Test("No second has more than two requests") func neverMoreThanTwoRequestsInASecond() throws {
        let world = try World()
        world.service.latency = 3
        #expect(try world.sealedImport(3000).run() == .finished)
        #expect(world.service.mostRequestsInASecond == 2)
    }

    @Test("Answers in every documented form are read", arguments: [true, false], [true, false])
    func answersInAnyDocumentedForm(inArray: Bool, startNull: Bool) throws {
        let world = try World()
        world.service.answersInArray = inArray
        world.service.countsStartNull = startNull
        #expect(try world.sealedImport(250).run() == .finished)
        #expect(world.acceptedOnce(250))
    }

    @Test("Polls stay within eight plus one a minute") func pollsStayWithinEightPlusOneAMinute() throws {
        let world = try World()
        world.service.processing = 1_500_000
        let importing = try world.sealedImport(5000)
        #expect(try importing.run() == .finished)
        let minutes = (world.host.monotonicMilliseconds - 5000) / 60_000
        #expect(world.service.gets <= 8 + Int(minutes))
        #expect(world.service.gets >= 10)
    }

    @Test("Polls are saved for the end while batches are still sent")
    func pollsAreKeptForTheEndWhenJobsFinishWhileOthersAreSent() throws {
        let world = try World()
        world.service.processing = 300
        let start = world.host.monotonicMilliseconds
        #expect(try world.sealedImport(5000).run() == .finished)
        // Fifty requests take 25 seconds; the last job is seen a few seconds later.
        #expect(world.host.monotonicMilliseconds - start < 36_000)
        #expect(world.service.gets <= 8)
    }

    @Test("More than fifty jobs are all followed") func moreThanFiftyJobsAreAllFollowed() throws {
        let world = try World()
        world.options.batch.records = 10
        world.service.processing = 60_000
        let importing = try world.sealedImport(1200)
        #expect(try importing.run() == .finished)
        #expect(try importing.counts().jobs == 120)
        #expect(world.acceptedOnce(1200))
    }

    /// A round asks for all jobs, fifty a request: the budget is one of rounds.
    @Test("A thousand jobs are settled together") func aThousandJobsAreSettledTogether() throws {
        let world = try World()
        world.options.batch.records = 1
        world.options.entitiesPerDay = 0
        world.service.processing = 0
        let importing = try world.sealedImport(1000)
        var sentAt: Int64 = 0
        importing.onProgress = { [host = world.host] counts in
            if counts.pending == 0, sentAt == 0 { sentAt = host.monotonicMilliseconds }
        }
        #expect(try importing.run() == .finished)
        #expect(world.host.monotonicMilliseconds - sentAt < 30_000)
        #expect(world.service.mostRequestsInASecond == 2)
        #expect(world.service.gets <= 60)
    }

    @Test("A round polls each job once, whatever the clock does")
    func aRoundAsksForEachJobOnceWhateverTheClock() throws {
        let world = try World()
        world.options.batch.records = 10
        world.service.processing = 45_000
        let importing = try world.sealedImport(2000)
        while try importing.counts().pending > 0 { _ = try importing.step(milliseconds: 100) }
        var gets = world.service.gets
        // The wall clock is set back in every round: what was asked for since then is not asked for again.
        while try importing.step(milliseconds: 400) == .running {
            if world.service.gets > gets {
                gets = world.service.gets
                if gets % 4 == 2 { world.host.jump(-3_600_000) }
            }
        }
        #expect(importing.state == .finished)
        #expect(world.service.gets <= 48)
    }

    @Test("A used-up day pauses with a time and continues then") func aUsedUpDayPausesWithATimeAndGoesOnThen()
        throws
    {
        let world = try World()
        world.options.entitiesPerDay = 500
        let importing = try world.sealedImport(1200)
        var pauses = 0
        while try importing.run() == .paused {
            pauses += 1
            #expect(importing.resumeAt > world.host.wallMilliseconds)
            #expect(importing.resumeAt <= world.host.wallMilliseconds + 86_401_000)
            world.host.pass(importing.resumeAt - world.host.wallMilliseconds)
        }
        #expect(pauses >= 2)
        #expect(importing.state == .finished)
        #expect(importing.resumeAt == 0)
        #expect(world.acceptedOnce(1200))
        #expect(world.service.mostEntities(inWindow: 86_400_000) <= 500)
    }

    @Test("A run can wait for the quota") func aRunCanWaitForTheQuota() throws {
        let world = try World()
        world.options.entitiesPerDay = 500
        world.options.waitsForQuota = true
        #expect(try world.sealedImport(1200).run() == .finished)
        #expect(world.service.mostEntities(inWindow: 86_400_000) <= 500)
    }

    @Test("The limit of requests a day is kept") func requestsADayAreKept() throws {
        let world = try World()
        world.options.requestsPerDay = 7
        world.options.waitsForQuota = true
        #expect(try world.sealedImport(1000).run() == .finished)
        let times = world.service.requests.map(\.at)
        for first in times { #expect(times.filter { $0 >= first && $0 < first + 86_400_000 }.count <= 7) }
    }

    @Test("Steps without waiting reach the end too") func stepsOfNoTimeGetThereToo() throws {
        let world = try World()
        let importing = try world.sealedImport(300)
        var steps = 0
        while try importing.step(milliseconds: 0) == .running {
            steps += 1
            world.host.pass(10)
            #expect(steps < 10_000)
        }
        #expect(importing.state == .finished)
        #expect(world.acceptedOnce(300))
    }

    @Test("A run that is cancelled before it starts sends nothing")
    func cancelledBeforeItStartsItSendsNothing() throws {
        let world = try World()
        let importing = try world.sealedImport(300)
        importing.cancel()
        #expect(try importing.run() == .interrupted)
        #expect(world.service.posts == 0)
        #expect(try importing.run() == .finished)
    }

    @Test("A cancelled run still takes the answer to its last request")
    func cancelledInBetweenTheRequestUnderWayGetsItsAnswer() throws {
        let world = try World()
        let importing = try world.sealedImport(300)
        importing.onProgress = { [weak importing] _ in importing?.cancel() }
        #expect(try importing.run() == .interrupted)
        importing.onProgress = nil
        #expect(world.service.posts == 1)
        #expect(try importing.counts().inFlight == 100)
        #expect(try importing.run() == .finished)
        #expect(world.acceptedOnce(300))
    }

    @Test("Progress counts up to all records") func progressCountsUpToAllRecords() throws {
        let world = try World()
        let importing = try world.sealedImport(300)
        var settled: [Int64] = []
        importing.onProgress = { settled.append($0.settled) }
        #expect(try importing.run() == .finished)
        #expect(settled.last == 300)
        #expect(settled == settled.sorted())
    }

    @Test("A finished import is finished even when cancelled") func whatIsDoneIsFinishedEvenWhenCancelled()
        throws
    {
        let world = try World()
        let importing = try world.sealedImport(300)
        importing.onProgress = { [weak importing] counts in if counts.settled == 300 { importing?.cancel() } }
        #expect(try importing.run() == .finished)
        #expect(try importing.run() == .finished)
    }

    @Test("A small daily limit leaves requests for polls") func aSmallDayLeavesRequestsForFollowingJobs()
        throws
    {
        let world = try World()
        world.options.requestsPerDay = 12
        world.options.waitsForQuota = true
        var mostOpen: Int64 = 0
        let importing = try world.sealedImport(3000)
        importing.onProgress = { mostOpen = max(mostOpen, $0.inFlight) }
        #expect(try importing.run() == .finished)
        #expect(mostOpen <= 1000)
    }

    @Test("An import is interrupted at its deadline and can continue")
    func anImportThatIsNotOverAtItsDeadlineIsInterruptedAndGoesOn() throws {
        let world = try World()
        world.service.processing = nil
        world.options.importDeadline = 90_000
        let importing = try world.sealedImport(300)
        for _ in 0..<2 {
            let start = world.host.monotonicMilliseconds
            do throws(MateoError) {
                _ = try importing.run()
                Issue.record("it ended before its deadline")
            } catch {
                #expect(error.status == .deadline)
            }
            #expect(importing.state == .interrupted)
            #expect((90_000...90_100).contains(world.host.monotonicMilliseconds - start))
        }
        world.service.finishJobs()
        #expect(try importing.run() == .finished)
        #expect(world.acceptedOnce(300))
    }

    @Test("A quota that opens after the deadline pauses the import")
    func aQuotaThatIsUsedUpBeyondTheDeadlinePauses() throws {
        let world = try World()
        world.options.importDeadline = 3_600_000
        world.options.waitsForQuota = true
        world.options.entitiesPerDay = 100
        let importing = try world.sealedImport(200)
        #expect(try importing.run() == .paused)
        #expect(importing.resumeAt > world.host.wallMilliseconds + 3_600_000)
    }

    @Test("A request that did not leave uses no entities") func whatDidNotLeaveUsesNoEntities() throws {
        let world = try World()
        world.options.entitiesPerDay = 150
        world.service.postFate = { $0 < 3 ? .instead(.none(.notSent)) : .normal }
        let importing = try world.sealedImport(150)
        #expect(try importing.run() == .finished)
        #expect(world.acceptedOnce(150))
    }
}
