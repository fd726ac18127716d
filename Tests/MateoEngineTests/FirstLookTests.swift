import MateoCore
import Testing

@testable import MateoEngine

/// The first batch warns: a file that fails as a whole costs one small batch.
@Suite struct FirstLookTests {
    /// A world in which batches have 1,000 records, and the first one is looked at.
    private func world(batch: Int = 1000) throws -> World {
        let world = try World()
        world.options.batch.records = batch
        world.options.firstLook = true
        return world
    }

    /// How a run of an import fails.
    private func failure(_ importing: World.VirtualImport) -> MateoError? {
        #expect(throws: MateoError.self) { try importing.run() }
    }

    private func sizes(_ world: World) -> [Int] {
        world.service.requests.filter { $0.entities > 0 }.map(\.entities)
    }

    @Test("The first of several batches has 100 records, and the second waits for its outcome")
    func order() throws {
        let world = try world()
        #expect(try world.sealedImport(2500).run() == .finished)
        #expect(sizes(world) == [100, 900, 1000, 500])
        let posts = world.service.requests.indices.filter { world.service.requests[$0].entities > 0 }
        #expect(posts[1] - posts[0] == 2)
        #expect(world.acceptedOnce(2500))
    }

    @Test("It costs one request and one poll more, and the wait for the first poll") func cost() throws {
        let plain = try World()
        plain.options.batch.records = 1000
        let looking = try world()
        #expect(try plain.sealedImport(2500).run() == .finished)
        #expect(try looking.sealedImport(2500).run() == .finished)
        #expect(looking.service.posts == plain.service.posts + 1)
        #expect(looking.service.gets == plain.service.gets + 1)
        #expect(looking.host.monotonicMilliseconds - plain.host.monotonicMilliseconds < 4000)
    }

    @Test("An import of one batch is sent as it is") func oneBatch() throws {
        let world = try world()
        #expect(try world.sealedImport(1000).run() == .finished)
        #expect(sizes(world) == [1000])
        world.service.fails = { _ in "23514" }
        #expect(try world.sealedImport(1000, name: "failing").run() == .finished)
    }

    @Test("The example is a record that failed for the most frequent reason") func frequentReason() throws {
        let world = try world()
        world.service.fails = { $0["external_id"] as? String == "1" ? "22008" : "23514" }
        let error = try #require(failure(try world.sealedImport(2500)))
        #expect(error.serviceCode == "23514")
        #expect(error.row == 2)
    }

    @Test("If all of the first records fail, nothing more is sent, and the message says why")
    func allFail() throws {
        let world = try world()
        world.service.fails = { _ in "23514" }
        let importing = try world.sealedImport(2500)
        let error = try #require(failure(importing))
        #expect(error.status == .failing)
        #expect(
            error.message
                == "all 100 records of the first batch failed, as row 1 did, code 23514. The import used 100 of 25,000 "
                + "records of the day's quota, and the other 2,400 are not sent. Correct the records, or ignore the failures"
        )
        #expect((error.row, error.serviceCode, error.serviceMessage) == (1, "23514", "refused by a rule"))
        #expect(importing.state == .stopped)
        #expect(sizes(world) == [100])
        let counts = try importing.counts()
        #expect((counts.failed, counts.pending) == (100, 2400))
        #expect(try world.client().summary(after: 0)?.state == .stopped)
        let client = try world.client()
        #expect(try client.journal.differences(inImport: nil) == [])
    }

    @Test("The message about one record is in the singular") func oneRecord() throws {
        let world = try world(batch: 1)
        world.service.fails = { _ in "23514" }
        #expect(
            try #require(failure(try world.sealedImport(2))).message
                == "the first batch of one record failed, as row 1 did, code 23514. The import used 1 of 25,000 records of the "
                + "day's quota, and the other 1 is not sent. Correct the records, or ignore the failures")
    }

    @Test("It stays stopped when it is run again, also with the same records added again") func again() throws {
        let world = try world()
        world.service.fails = { _ in "23514" }
        do { _ = failure(try world.sealedImport(2500)) }
        #expect(try world.client().summary(after: 0)?.state == .stopped)
        do {
            let importing = try world.reopened()
            try importing.add(json: Array(World.contacts(2500).utf8).span)
            try importing.seal()
            #expect(failure(importing)?.status == .failing)
        }
        #expect(failure(try World.VirtualImport(world.client(), resuming: "test"))?.row == 1)
        #expect(world.service.requests.count == 2)
    }

    @Test("Who ignores the failures sends the rest, and never stops again") func ignoring() throws {
        let world = try world()
        world.options.entitiesPerDay = 1500
        world.service.fails = { _ in "23514" }
        do {
            let importing = try world.sealedImport(2500)
            #expect(failure(importing)?.status == .failing)
            try importing.ignoreFailures()
            #expect(try importing.run() == .paused)
        }
        world.options.waitsForQuota = true
        let importing = try world.reopened()
        #expect(try importing.run() == .finished)
        #expect(try importing.counts().failed == 2500)
        #expect(world.acceptedOnce(2500))
    }

    @Test("Failures are ignored for a sealed import alone") func ignoringUnsealed() throws {
        let world = try world()
        let importing = try World.VirtualImport(world.client(), type: .contacts, name: "test")
        #expect(throws: MateoError.self) { try importing.ignoreFailures() }
    }

    @Test("One success among the first records lets the rest go") func oneSuccess() throws {
        let world = try world()
        world.service.fails = { Int($0["external_id"] as? String ?? "") ?? 0 < 100 ? "23514" : nil }
        #expect(try world.sealedImport(2500).run() == .finished)
    }

    @Test("First records whose outcome stays unknown let the rest go at their deadline") func unknown() throws {
        let world = try world()
        world.options.jobDeadline = 60_000
        world.service.processing = nil
        let importing = try world.sealedImport(1500)
        #expect(try importing.step(milliseconds: 50_000) == .running)
        #expect(sizes(world) == [100])
        #expect(try importing.run() == .unknown)
        #expect(sizes(world) == [100, 900, 500])
    }

    @Test("Later on, batches that fail for one reason one after another end the sending") func laterOn() throws {
        let world = try world(batch: 100)
        world.service.fails = { record in
            let row = Int(record["external_id"] as? String ?? "") ?? 0
            return row == 50 ? "22P02" : row > 300 ? "23514" : nil
        }
        world.options.longestPoll = 1000
        world.options.firstPoll = 200
        let importing = try world.sealedImport(3000)
        let error = try #require(failure(importing))
        #expect(error.status == .failing)
        #expect(error.message.contains(" records failed for one reason, as row 301 did, code 23514. "))
        let counts = try importing.counts()
        #expect(counts.inFlight == 0)
        #expect(counts.failed >= 201 && counts.pending > 1500)
        #expect(counts.pending + Int64(sizes(world).reduce(0, +)) == 3000)
        try importing.ignoreFailures()
        #expect(try importing.run() == .finished)
        #expect(world.acceptedOnce(3000))
    }

    @Test("Failures for several reasons, or with successes between them, do not end the sending")
    func severalReasons() throws {
        let world = try world(batch: 100)
        world.service.fails = { record in
            let row = Int(record["external_id"] as? String ?? "") ?? 0
            return row <= 100 ? nil : row % 2 == 0 ? "22P02" : "23514"
        }
        #expect(try world.sealedImport(1000).run() == .finished)
        world.service.fails = { (Int($0["external_id"] as? String ?? "") ?? 0) % 100 == 50 ? nil : "23514" }
        #expect(try world.sealedImport(1000, name: "mixed").run() == .finished)
    }

    @Test("A last batch that fails changes nothing: all is sent") func atTheEnd() throws {
        let world = try world(batch: 500)
        world.service.fails = { (Int($0["external_id"] as? String ?? "") ?? 0) > 500 ? "23514" : nil }
        #expect(try world.sealedImport(1000).run() == .finished)
    }

    @Test("A first batch that is sent in parts is looked at as a whole") func parts() throws {
        let world = try world()
        world.service.fails = { _ in "23514" }
        world.service.postFate = { $0 == 1 ? .instead(.status(413)) : .normal }
        let importing = try world.sealedImport(2500)
        #expect(failure(importing)?.status == .failing)
        #expect(sizes(world) == [100, 50, 50])
        #expect(try importing.counts().failed == 100)
    }

    @Test("Records that are refused one by one count as failed") func refused() throws {
        let world = try world()
        world.options.batch.records = 3
        world.service.postFate = { _ in .instead(.status(400, #"{"code":"22P02","message":"bad"}"#)) }
        let importing = try world.sealedImport(6)
        let error = try #require(failure(importing))
        #expect(error.status == .failing)
        #expect(error.message.contains("all 3 records of the first batch failed"))
        #expect(error.message.contains("used 0 of 25,000 records"))
        #expect(try importing.counts().failed == 3)
    }

    @Test("The outcome is known to the process that goes on after a death") func death() throws {
        let world = try world()
        world.service.fails = { _ in "23514" }
        do {
            let importing = try world.sealedImport(2500)
            _ = try importing.step(milliseconds: 1000)
            #expect(sizes(world) == [100])
        }
        #expect(failure(try world.reopened())?.status == .failing)
        #expect(sizes(world) == [100])
    }

    @Test("Without a first look everything is sent, whatever fails") func switchedOff() throws {
        let world = try world()
        world.service.fails = { _ in "23514" }
        do { #expect(failure(try world.sealedImport(2500))?.status == .failing) }
        world.options.firstLook = false
        #expect(try world.reopened().run() == .finished)
        #expect(sizes(world) == [100, 900, 1000, 500])
    }

    @Test("Other imports go on while one waits for its first records") func others() throws {
        let world = try world()
        world.service.processing = 60_000
        let (client, name) = (try world.client(), "other")
        let waiting = try world.sealedImport(2500)
        _ = try waiting.step(milliseconds: 1000)
        let other = try World.VirtualImport(client, type: .contacts, name: name)
        try other.add(json: Array(World.contacts(10).utf8).span)
        try other.seal()
        _ = try other.step(milliseconds: 2000)
        #expect(sizes(world) == [100, 10])
    }

    @Test("A plan knows the first look until it is over") func plan() throws {
        let world = try world()
        let importing = try World.VirtualImport(world.client(), type: .contacts, name: "test")
        try importing.add(json: Array(World.contacts(2500).utf8).span)
        #expect(try importing.plan().firstLook == 100)
        try importing.seal()
        let plan = try importing.plan()
        #expect((plan.firstLook, plan.batches) == (100, 4))
        _ = try importing.step(milliseconds: 1000)
        #expect(try importing.plan().firstLook == 0)
        #expect(try importing.run() == .finished)
        #expect(Int64(world.service.requests.count) <= plan.requests)
    }

    @Test("A check finds what was sent before the outcome, and failures that are not there") func books() throws {
        let world = try world()
        world.service.processing = 60_000
        let importing = try world.sealedImport(2500)
        _ = try importing.step(milliseconds: 1000)
        let journal = try world.client().journal
        #expect(try journal.differences(inImport: nil) == [])
        try journal.database.run("UPDATE batch SET attempts = 1 WHERE first_row > 1000; UPDATE import SET failing = 3")
        let found = try journal.differences(inImport: nil)
        #expect(found.contains("test: row 1001 was sent before the outcome of the first ones"))
        #expect(found.contains("test: 3 records count as failing, and 0 failed"))
        try journal.database.run("UPDATE import SET first_look = -2")
        #expect(try journal.differences(inImport: nil).contains("a number of import 1 cannot be"))
    }
}
