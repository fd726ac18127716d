import MateoCore
import Testing

@testable import MateoEngine

@Suite struct FaultTests {
    private let html = "<html><body>Bad gateway</body></html>"

    @Test(
        "A POST without a clear answer is looked up and not sent again",
        arguments: [
            Answer.none(.broken), .status(504, "<html>"), .status(201, ""), .status(201, #"{"id":"3c90"#),
            .status(200, #"{"id":"\#(String(repeating: "x", count: 65))"}"#), .status(200, "\u{0}"),
            .none(.tooLarge),
            .status(500, #"{"code":"XX000"}"#), .status(201, #"[{"id":"a"},{"id":"b"}]"#),
        ])
    func aPostThatTellsNothingIsLookedUpAndNotSentAgain(answer: Answer) throws {
        let world = try World()
        world.service.postFate = { $0 == 2 ? .after(answer) : .normal }
        let importing = try world.sealedImport(300)
        #expect(try importing.run() == .finished)
        #expect(world.acceptedOnce(300))
        #expect(world.service.posts == 3)
        #expect(try importing.requests().other == 1)
    }

    @Test("A POST that did not arrive is sent again") func aPostThatDidNotArriveIsSentAgain() throws {
        let world = try World()
        world.service.postFate = { [html] in $0 == 2 ? .instead(.status(502, html)) : .normal }
        #expect(try world.sealedImport(300).run() == .finished)
        #expect(world.acceptedOnce(300))
        #expect(world.service.posts == 4)
    }

    @Test(
        "Without references, the one job of its time and size is followed",
        arguments: [RecordType.contacts, .deals], [ServiceModel.References.ignored, .refused])
    func withoutReferencesTheOneJobOfItsTimeAndSizeIsTaken(
        type: RecordType, references: ServiceModel.References
    ) throws {
        let world = try World()
        world.service.references = references
        let lost = references == .refused ? 2 : 1
        world.service.postFate = { $0 == lost ? .after(.none(.broken)) : .normal }
        let importing = try world.sealedImport(300, type: type)
        #expect(try importing.run() == .finished)
        #expect(world.acceptedOnce(300))
    }

    @Test(
        "The one job is found, too, if the service has no column of references",
        arguments: [RecordType.contacts, .deals])
    func aServiceWithoutTheColumnOfReferences(type: RecordType) throws {
        let world = try World()
        world.service.references = .refused
        world.service.postFate = { $0 == 2 ? .after(.none(.broken)) : .normal }
        world.service.getFate = { [service = world.service] _ in
            service.requests.last?.url.contains("reference_id") == true
                ? .instead(.status(400, #"{"code":"42703","message":"column import.reference_id does not exist"}"#))
                : .normal
        }
        #expect(try world.sealedImport(300, type: type).run() == .finished)
        #expect(world.acceptedOnce(300))
    }

    @Test("Without references and with two such jobs, only contacts are sent again")
    func withoutReferencesAndWithTwoSuchJobsOnlyContactsAreSentAgain() throws {
        for (type, onUnknown, again) in [
            (RecordType.contacts, OnUnknown.byType, true), (.deals, .byType, false),
            (.appointments, .byType, false),
            (.contacts, .stop, false), (.deals, .resend, true),
        ] {
            let world = try World()
            world.options.onUnknown = onUnknown
            world.service.references = .ignored
            world.service.postFate = { [service = world.service] number in
                if number == 1 { service.addForeignJob(records: 100) }
                return number == 1 ? .after(.none(.broken)) : .normal
            }
            let importing = try world.sealedImport(300, type: type)
            #expect(try importing.run() == (again ? .finished : .unknown))
            #expect(try importing.counts().unknown == (again ? 0 : 100))
            #expect(world.service.posts == (again ? 4 : 3))
        }
    }

    @Test("A job of another batch is not followed twice") func aJobThatIsAnotherBatchsIsNotTakenTwice() throws {
        let world = try World()
        world.service.postFate = { [service = world.service] number in
            number == 2 ? .after(.status(201, "{\"id\":\"\(service.jobs.first?.id ?? "")\"}")) : .normal
        }
        let importing = try world.sealedImport(300)
        #expect(try importing.run() == .finished)
        #expect(world.acceptedOnce(300))
    }

    @Test("Refused references are left out") func refusedReferencesAreLeftOut() throws {
        let world = try World()
        world.service.references = .refused
        #expect(try world.sealedImport(300).run() == .finished)
        #expect(world.acceptedOnce(300))
        #expect(world.service.posts == 4)
    }

    @Test("A time-out in the database halves the batch and the next ones")
    func aTimeOutInTheDatabaseHalvesTheBatchAndTheNextOnes() throws {
        let world = try World()
        world.service.postFate = { [service = world.service] _ in
            service.requests.last.map { $0.entities > 30 } == true
                ? .instead(.status(500, #"{"code":"57014","message":"canceling statement"}"#)) : .normal
        }
        let importing = try world.sealedImport(300)
        #expect(try importing.run() == .finished)
        #expect(world.acceptedOnce(300))
        #expect(world.service.jobs.allSatisfy { $0.records.count <= 30 })
        // 100 and 50 are refused once, and one trial of more than 25; all else is divided here.
        #expect(world.service.posts - world.service.jobs.count == 3)
    }

    @Test("A refused record is found in its batch") func aRefusedRecordIsFoundInItsBatch() throws {
        let world = try World()
        world.service.postFate = { [service = world.service] _ in
            service.lastPosted.contains("77")
                ? .instead(.status(400, #"{"code":"22P02","message":"invalid input"}"#)) : .normal
        }
        let importing = try world.sealedImport(300)
        #expect(try importing.run() == .finished)
        let failures = try importing.failures(after: nil, limit: 10)
        #expect(failures.map(\.row) == [77])
        #expect(failures.first?.code == Array("22P02".utf8))
        #expect(failures.first?.externalID == Array("77".utf8))
        #expect(try importing.counts().failed == 1)
        #expect(try importing.counts().succeeded == 299)
    }

    @Test("A limit without headers is waited for, then treated as the day's")
    func aLimitWithoutHeadersIsWaitedForAndThenTakenForTheDays() throws {
        let world = try World()
        world.service.postFate = { $0 >= 2 ? .instead(.status(429)) : .normal }
        let importing = try world.sealedImport(300)
        #expect(try importing.run() == .paused)
        #expect(importing.resumeAt == world.host.wallMilliseconds + 3_600_000)
        world.service.postFate = { _ in .normal }
        world.host.pass(3_600_000)
        #expect(try importing.run() == .finished)
        #expect(world.acceptedOnce(300))
    }

    @Test("A long retry-after pauses the key") func aLongRetryAfterPausesTheKey() throws {
        let world = try World()
        world.service.postFate = {
            $0 == 1 ? .instead(.status(429, headers: ["Retry-After: 7200"])) : .normal
        }
        let importing = try world.sealedImport(300)
        #expect(try importing.run() == .paused)
        #expect(importing.resumeAt > world.host.wallMilliseconds + 7_100_000)
    }

    @Test(
        "A refusal stops the run and loses nothing",
        arguments: [(401, Status.unauthorized), (403, .unauthorized), (404, .refused), (400, .refused)])
    func aRefusalStopsTheRunAndLosesNothing(status: Int, expected: Status) throws {
        let world = try World()
        world.service.postFate = {
            $0 == 1 ? .instead(.status(Int32(status), #"{"message":"secret c1@example.com"}"#)) : .normal
        }
        let importing = try world.sealedImport(300)
        let error = #expect(throws: MateoError.self) { try importing.run() }
        #expect(error?.status == expected)
        #expect(error?.httpStatus == Int32(status))
        #expect(error?.message.contains("example.com") == false)
        #expect(importing.state == .stopped)
        #expect(try importing.counts().pending == 300)
        #expect(try importing.run() == .finished)
        #expect(world.acceptedOnce(300))
    }

    @Test("An unreachable service ends the run after a while")
    func anUnreachableServiceEndsTheRunAfterAWhile() throws {
        let world = try World()
        world.service.postFate = { _ in .instead(.none(.notSent)) }
        let importing = try world.sealedImport(300)
        let error = #expect(throws: MateoError.self) { try importing.run() }
        #expect(error?.status == .unreachable)
        #expect(importing.state == .interrupted)
        #expect(world.service.posts == 6)
        world.service.postFate = { _ in .normal }
        #expect(try importing.run() == .finished)
    }

    @Test("An untrusted certificate ends the run at once") func anUntrustedCertificateEndsTheRunAtOnce()
        throws
    {
        let world = try World()
        world.service.postFate = { _ in .instead(.none(.untrusted)) }
        #expect(throws: MateoError.self) { try world.sealedImport(300).run() }
        #expect(world.service.posts == 1)
    }

    @Test("A job past its deadline is unknown, and settled when it ends later")
    func aJobThatNeverEndsIsUnknownAndSettledWhenItDoes() throws {
        let world = try World()
        world.service.processing = nil
        let importing = try world.sealedImport(100)
        #expect(try importing.run() == .unknown)
        #expect(try importing.counts().unknown == 100)
        world.service.finishJobs()
        let later = try world.reopened()
        #expect(try later.run() == .finished)
        #expect(try later.counts().succeeded == 100)
        #expect(world.service.posts == 1)
    }

    @Test("Another process continues after one that died while sending")
    func aProcessThatDiedWhileSendingIsSucceeded() throws {
        let world = try World()
        do {
            let importing = try world.sealedImport(300)
            while world.service.posts < 2 { _ = try importing.step(milliseconds: 1) }
        }
        #expect(try world.reopened().run() == .finished)
        #expect(world.acceptedOnce(300))
    }

    @Test(
        "A poll without a usable answer changes nothing",
        arguments: [
            "<html>", "[", "[[[[", "\"text\"", "[null]", "{\"id\":7}",
            "[{\"id\":\"someone-elses\",\"success_count\":100}]",
        ])
    func aPollThatTellsNothingChangesNothing(body: String) throws {
        let world = try World()
        world.service.rewritePoll = { [service = world.service] in service.gets <= 2 ? body : $0 }
        #expect(try world.sealedImport(100).run() == .finished)
        #expect(world.acceptedOnce(100))
    }

    @Test("A poll whose answer is too large asks for fewer jobs") func aPollThatIsTooLargeAsksForFewerJobs()
        throws
    {
        let world = try World()
        world.service.getFate = { [service = world.service] _ in
            let asked = service.requests.last.map { $0.url.split(separator: ",").count } ?? 0
            return asked > 8 ? .instead(.none(.tooLarge)) : .normal
        }
        #expect(try world.sealedImport(1000).run() == .finished)
    }

    @Test("A batch is looked up when the journal could not store its answer")
    func anAnswerThatTheJournalCouldNotTakeIsLookedUp() throws {
        let world = try World()
        let importing = try world.sealedImport(300)
        let database = importing.client.journal.database
        world.service.postFate = { number in
            if number == 2 { try? database.execute("PRAGMA query_only = ON") }
            return .normal
        }
        let error = #expect(throws: MateoError.self) { try importing.run() }
        #expect(error?.status == .journalReadOnly)
        #expect(try importing.counts().inFlight == 200)
        try database.execute("PRAGMA query_only = OFF")
        #expect(try importing.run() == .finished)
        #expect(world.acceptedOnce(300))
        #expect(world.service.posts == 3)
    }

    @Test("The log function may call the library") func theLogMayUseTheLibrary() throws {
        let world = try World()
        world.service.postFate = { $0 == 2 ? .after(.none(.broken)) : .normal }
        var counted: [Int64] = []
        var importing: World.VirtualImport?
        world.log = { _, _ in if let counts = try? importing?.counts() { counted.append(counts.total) } }
        importing = try world.sealedImport(300)
        #expect(try importing?.run() == .finished)
        #expect(counted == [300])
    }

    @Test("Slow answers make batches smaller, and the next import starts with that size")
    func slowAnswersMakeBatchesSmallerAndTheNextImportStartsSo() throws {
        let world = try World()
        world.service.latencyOfRecord = 16
        #expect(try world.sealedImport(1000).run() == .finished)
        #expect(world.service.jobs.prefix(2).allSatisfy { $0.records.count == 100 })
        #expect(world.service.jobs.dropFirst(2).allSatisfy { $0.records.count < 100 })
        let jobs = world.service.jobs.count
        #expect(try world.sealedImport(200, name: "next").run() == .finished)
        #expect(world.service.jobs.dropFirst(jobs).allSatisfy { $0.records.count < 100 })
        #expect(world.service.accepted.values.allSatisfy { $0 <= 2 })
    }

    @Test("A long way to the service does not make batches smaller") func aLongWay() throws {
        let world = try World()
        world.service.latency = 1600
        #expect(try world.sealedImport(1000).run() == .finished)
        // One is smaller, to find out whether its size makes the difference.
        #expect(world.service.jobs.filter { $0.records.count == 100 }.count == 9)
        #expect(world.service.jobs.count == 11)
    }

    @Test("An answer is not slow because the caller was away") func aCallerWhoIsAwayDoesNotMakeAnswersSlow()
        throws
    {
        let world = try World()
        let importing = try world.sealedImport(1000)
        while try importing.step(milliseconds: 10) == .running { world.host.pass(5000) }
        #expect(world.service.posts == 10)
    }

    @Test("A service that accepts nothing stops the import") func aServiceThatTakesNothingStopsTheImport()
        throws
    {
        let world = try World()
        world.service.postFate = { _ in .instead(.status(400, #"{"code":"22P02"}"#)) }
        let importing = try world.sealedImport(1000)
        let error = #expect(throws: MateoError.self) { try importing.run() }
        #expect(error?.status == .refused)
        #expect(world.service.posts == 25)
        #expect(try importing.counts().balance)
    }
}
