import Foundation
import MateoCore
import Testing

@testable import MateoEngine

/// What the simulator found, each in the smallest world that shows it.
@Suite struct RecoveryTests {
    @Test("An answer after the request's time does not open the gate of another")
    func anAnswerAfterTheRequestsTimeDoesNotOpenTheGateOfAnother() throws {
        let world = try World()
        let first = try world.sealedImport(100, name: "first")
        let second = try world.sealedImport(100, name: "second")
        _ = try first.step(milliseconds: 0)
        // The first process is held up for longer than its permit holds.
        world.host.pass(2 * Permit.half + 1000)
        _ = try second.step(milliseconds: 0)
        #expect(world.service.posts == 2)
        _ = try first.step(milliseconds: 0)
        let client = second.client
        let wait = try client.withJournal { (journal) throws(MateoError) in
            try journal.gateWait(client.account, client.limits, now: world.host.monotonicMilliseconds)
        }
        #expect(wait == 2 * Permit.half)
    }

    @Test("A batch that is found proves the absence of those before it")
    func aBatchThatIsFoundProvesTheAbsenceOfThoseBeforeIt() throws {
        let world = try World()
        world.service.postFate = {
            $0 <= 2 ? .instead(.none(.broken)) : $0 == 3 ? .after(.none(.broken)) : .normal
        }
        let importing = try world.sealedImport(300, type: .deals)
        while world.service.posts < 3 { _ = try importing.step(milliseconds: 100) }
        _ = try importing.step(milliseconds: 100)
        world.host.pass(60_000)
        #expect(try importing.run() == .finished)
        #expect(world.acceptedOnce(300))
        #expect(world.service.posts == 5)
        #expect(try importing.requests().other == 2)
    }

    @Test("A batch that was given up is looked up when references turn out to work")
    func whatWasGivenUpIsLookedUpWhenReferencesTurnOutToWork() throws {
        let world = try World()
        world.service.postFate = { $0 == 1 ? .instead(.none(.broken)) : .normal }
        // The second batch goes out when the first was given up for long.
        world.options.entitiesPerDay = 100
        world.options.waitsForQuota = true
        let importing = try world.sealedImport(200, type: .deals)
        #expect(try importing.run() == .finished)
        #expect(world.acceptedOnce(200))
    }

    @Test("An address that comes late is still fetched") func anAddressThatIsSeenLateIsFetchedAllTheSame()
        throws
    {
        let world = try World()
        world.service.listAddress = "https://files.example.net/"
        world.service.fails = { $0["external_id"] as? String == "7" ? "23514" : nil }
        // For two minutes the service counts the failure and has no address yet.
        let until = world.host.monotonicMilliseconds + 120_000
        world.service.rewritePoll = { [host = world.host] body in
            guard host.monotonicMilliseconds < until,
                let start = body.range(of: #""failed_url":""#),
                let end = body[start.upperBound...].firstIndex(of: "\"")
            else { return body }
            return body.replacingCharacters(in: start.lowerBound...end, with: #""failed_url":null"#)
        }
        let importing = try world.sealedImport(100)
        while world.host.monotonicMilliseconds < until - 115_000 {
            _ = try importing.step(milliseconds: 1000)
        }
        world.host.pass(120_000)
        #expect(try importing.run() == .finished)
        #expect(try importing.failures(after: nil, limit: 10).map(\.row) == [7])
    }

    @Test("A changed clock does not move a look-up", arguments: [3_600_000, -172_800_000] as [Int64])
    func aClockThatIsSetDoesNotMoveALookUp(jump: Int64) throws {
        let world = try World()
        world.service.postFate = { $0 == 2 ? .after(.none(.broken)) : .normal }
        let importing = try world.sealedImport(300)
        while world.service.posts < 2 { _ = try importing.step(milliseconds: 100) }
        _ = try importing.step(milliseconds: 100)
        let lostAt = world.host.monotonicMilliseconds
        world.host.jump(jump)
        while try importing.requests().other == 0 { _ = try importing.step(milliseconds: 100) }
        #expect((4800...6000).contains(world.host.monotonicMilliseconds - lostAt))
        #expect(try importing.run() == .finished)
        #expect(world.acceptedOnce(300))
    }

    @Test("The job of another lost batch is not taken for this one")
    func theJobOfAnotherLostBatchIsNotTakenForThisOne() throws {
        for type in [RecordType.contacts, .deals] {
            let world = try World()
            world.service.references = .refused
            // Two batches of one size are lost, and only the second has arrived.
            world.service.postFate = {
                $0 == 2 ? .instead(.none(.broken)) : $0 == 3 ? .after(.none(.broken)) : .normal
            }
            let importing = try world.sealedImport(300, type: type)
            while world.service.posts < 3 { _ = try importing.step(milliseconds: 100) }
            _ = try importing.step(milliseconds: 100)
            world.host.pass(60_000)
            #expect(try importing.run() == (type == .contacts ? .finished : .unknown))
            #expect(world.service.accepted.count == (type == .contacts ? 300 : 200))
            #expect(try importing.counts().succeeded == (type == .contacts ? 300 : 100))
        }
    }

    @Test("A batch that was given up is found by a later run")
    func aBatchThatWasGivenUpIsFoundLater() throws {
        let world = try World()
        world.service.references = .ignored
        world.service.postFate = { $0 == 1 ? .after(.none(.broken)) : .normal }
        world.service.getFate = { _ in .instead(.status(200, "[]")) }
        #expect(try world.sealedImport(100, type: .deals).run() == .unknown)
        world.service.getFate = { _ in .normal }
        #expect(try world.reopened(type: .deals).run() == .finished)
        #expect(world.acceptedOnce(100))
    }

    @Test("Of the batches that no look-up can settle, a few are looked up at every start")
    func fewBatchesAreLookedUpAtEveryStart() throws {
        let world = try World()
        world.service.references = .ignored
        world.service.postFate = { $0 % 2 == 0 && $0 <= 24 ? .instead(.none(.broken)) : .normal }
        let importing = try world.sealedImport(2400, type: .deals)
        #expect(try importing.run() == .unknown)
        #expect(try importing.counts().unknown == 1200)
        let gets = world.service.gets
        #expect(try world.reopened(type: .deals).run() == .unknown)
        // One by references, and one for each batch by its time.
        #expect(world.service.gets == gets + 1 + 10)
        world.options.onUnknown = .resend
        #expect(try world.reopened(type: .deals).run() == .finished)
        #expect(world.acceptedOnce(2400))
    }

    @Test("An import that did not fit on the disk holds no lease")
    func anImportThatTheDiskHadNoRoomForHoldsNoLease() throws {
        let world = try World()
        let first = try World.VirtualImport(world.client(), type: .contacts, name: "first")
        let database = first.client.journal.database
        // The insert succeeds, and its commit does not.
        try database.execute(
            """
            CREATE TABLE absent(id INTEGER PRIMARY KEY);
            CREATE TABLE broken(id INTEGER REFERENCES absent DEFERRABLE INITIALLY DEFERRED);
            CREATE TRIGGER breaking AFTER INSERT ON import BEGIN INSERT INTO broken VALUES (1); END
            """)
        try first.add(json: Array(World.contacts(50).utf8).span)
        #expect(throws: MateoError.self) { try first.seal() }
        try database.execute("DROP TRIGGER breaking")
        #expect(try world.sealedImport(100, name: "second").run() == .finished)
    }

    @Test("A single record that took too long is tried again", arguments: [3, Int.max])
    func aSingleRecordThatTookTooLongIsTriedAgain(failures: Int) throws {
        let world = try World()
        let tooSlow = Answer.status(500, #"{"code":"57014","message":"canceling statement"}"#)
        world.service.postFate = { $0 <= failures ? .instead(tooSlow) : .normal }
        let importing = try world.sealedImport(1)
        // It is not tried for ever: the record may be to blame after all.
        #expect(try importing.run() == .finished)
        #expect(try importing.counts().failed == (failures == .max ? 1 : 0))
        #expect(world.service.posts == (failures == .max ? 6 : 4))
    }

    @Test("A batch sent with a reference is found after the service stops accepting references")
    func whatWasTakenWithAReferenceIsFoundWhenNoMoreAreTaken() throws {
        let world = try World()
        world.service.postFate = { [service = world.service] in
            if $0 > 1 { service.references = .refused }
            return $0 == 1 ? .after(.none(.broken)) : .normal
        }
        let importing = try world.sealedImport(200)
        #expect(try importing.run() == .finished)
        #expect(world.acceptedOnce(200))
    }

    @Test("The reference of another batch proves that look-ups work")
    func theReferenceOfAnotherBatchProvesThatLookUpsFindWhatIsThere() throws {
        let world = try World()
        world.service.postFate = {
            $0 == 1 ? .after(.none(.broken)) : $0 == 2 ? .instead(.none(.broken)) : .normal
        }
        let first = try world.sealedImport(100, type: .deals, name: "first")
        while world.service.posts < 1 { _ = try first.step(milliseconds: 0) }
        world.host.pass(60_000)
        #expect(try world.sealedImport(100, type: .deals, name: "second").run() == .finished)
        #expect(world.service.posts == 3)
    }

    @Test("A job is not given up because its answer waited for a busy process")
    func anAnswerThatWaitedForABusyProcessGivesNoJobUp() throws {
        let world = try World()
        world.service.processing = 600_000
        let importing = try world.sealedImport(100)
        while try importing.requests().poll == 0 { _ = try importing.step(milliseconds: 10) }
        world.host.pass(world.options.jobDeadline)
        #expect(try importing.run() == .finished)
    }

    @Test("An older reference proves nothing once references are ignored")
    func aReferenceOfEarlierTimesProvesNothingOnceTheyAreIgnored() throws {
        let world = try World()
        world.service.postFate = { [service = world.service] number in
            if number == 2 { service.references = .ignored }
            return number == 1 || number == 3 ? .after(.none(.broken)) : .normal
        }
        #expect(try world.sealedImport(300, type: .deals).run() == .finished)
        #expect(world.acceptedOnce(300))
    }

    @Test("Answers without references prove nothing about them")
    func answersWithoutReferencesTellNothingAboutThem() throws {
        let world = try World()
        world.service.hidesReferences = true
        world.service.postFate = {
            $0 == 1 ? .after(.none(.broken)) : $0 == 3 ? .instead(.none(.broken)) : .normal
        }
        #expect(try world.sealedImport(300, type: .deals).run() == .finished)
        #expect(world.acceptedOnce(300))
    }

    @Test("A service that cannot show references gets none") func aServiceThatCannotShowReferencesGetsNone()
        throws
    {
        let world = try World()
        world.service.postFate = { [service = world.service] _ in
            service.requests.last?.url.contains("reference_id") == true
                ? .instead(.status(400, #"{"code":"42703","message":"column reference_id does not exist"}"#))
                : .normal
        }
        #expect(try world.sealedImport(300).run() == .finished)
        #expect(world.acceptedOnce(300))
        #expect(world.service.posts == 4)
    }

    @Test("The log names a batch that is given up") func aBatchThatIsGivenUpIsNamed() throws {
        let world = try World()
        var warnings: [String] = []
        world.log = { if $0 == .warning { warnings.append($1) } }
        world.service.references = .ignored
        world.service.postFate = { $0 == 2 ? .instead(.none(.broken)) : .normal }
        #expect(try world.sealedImport(300, type: .deals).run() == .unknown)
        #expect(warnings.contains { $0.contains("it is unknown whether rows 101 to 200 arrived") })
    }

    @Test("A refusal without a message gets one") func aRefusalWithoutWordsIsTold() throws {
        let world = try World()
        world.service.postFate = { _ in .instead(.status(413)) }
        let importing = try world.sealedImport(1)
        #expect(try importing.run() == .finished)
        let message = try importing.failures(after: nil, limit: 1).first?.message
        #expect(message == Array("the service refuses it (HTTP status 413)".utf8))
    }

    @Test("The message says what the service did not do") func whatTheServiceDidNotDoIsSaid() throws {
        let world = try World()
        let importing = try world.sealedImport(100)
        let refusal = { () throws -> String in
            try #require(#expect(throws: MateoError.self) { try importing.run() }).message
        }
        world.service.postFate = { _ in .instead(.none(.notSent)) }
        #expect(try refusal().contains("did not accept rows 1 to 100: "))
        world.service.postFate = { _ in .after(.none(.broken)) }
        world.service.getFate = { _ in .instead(.none(.broken)) }
        #expect(try refusal().contains("did not answer the search for lost batches: "))
        world.service.getFate = { [service = world.service] _ in
            service.requests.last?.url.contains("reference_id=in") == true
                ? .normal : .instead(.none(.broken))
        }
        #expect(try refusal().contains("did not return the jobs: "))
    }
}
