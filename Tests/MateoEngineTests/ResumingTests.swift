import MateoCore
import Testing

@testable import MateoEngine

@Suite struct ResumingTests {
    @Test("An import continues from the journal alone") func anImportGoesOnFromTheJournalAlone() throws {
        let world = try World()
        world.options.entitiesPerDay = 100
        do {
            let importing = try World.VirtualImport(world.client(), type: .deals, name: "deals")
            try importing.setReassignment(true)
            try importing.add(json: Array(World.contacts(250).utf8).span)
            try importing.seal()
            #expect(try importing.run() == .paused)
        }
        world.options.waitsForQuota = true
        let resumed = try World.VirtualImport(world.client(), resuming: "deals")
        #expect(resumed.type == .deals)
        #expect(resumed.state == .running)
        #expect(throws: MateoError.self) {
            try resumed.setReassignment(false); try resumed.add(json: [1].span)
        }
        #expect(try resumed.run() == .finished)
        #expect(world.acceptedOnce(250))
    }

    @Test("A finished import still shows its outcomes") func oneThatIsOverTellsItsOutcomes() throws {
        let world = try World()
        world.service.fails = { $0["external_id"] as? String == "7" ? "23514" : nil }
        #expect(try world.sealedImport(150).run() == .finished)
        // It needs no key of its own any more.
        world.options.apiKey = "another-key"
        let resumed = try World.VirtualImport(world.client(), resuming: "test")
        #expect(resumed.state == .finished)
        #expect(try resumed.counts().failed == 1)
        #expect(try resumed.failures(after: nil, limit: 10).map(\.row) == [7])
        #expect(throws: MateoError.self) { try resumed.add(json: Array(World.contacts(1).utf8).span) }
        #expect(try resumed.run() == .finished)
        #expect(world.service.posts == 2)
    }

    @Test("An import with unknown outcomes is looked up again") func oneWithUnknownOutcomesIsLookedAtAgain()
        throws
    {
        let world = try World()
        world.service.processing = nil
        #expect(try world.sealedImport(150).run() == .unknown)
        #expect(try world.client().summary(after: 0)?.state == .unknown)
        world.service.finishJobs()
        let resumed = try World.VirtualImport(world.client(), resuming: "test")
        #expect(resumed.state == .running)
        #expect(try resumed.run() == .finished)
        #expect(world.acceptedOnce(150))
    }

    @Test("An import that cannot be resumed is refused") func whatCannotBeResumedIsRefused() throws {
        let world = try World()
        world.options.entitiesPerDay = 100
        #expect(try world.sealedImport(200, name: "begun").run() == .paused)
        let filling = try World.VirtualImport(world.client(), type: .contacts, name: "filling")
        try filling.add(json: Array(World.contacts(150).utf8).span)
        for (name, key, part, status) in [
            ("none", "secret-key", "no import", Status.notFound), ("filling", "secret-key", "never sealed", .state),
            ("begun", "another-key", "another API key", .otherAccount),
        ] {
            world.options.apiKey = key
            let error = #expect(throws: MateoError.self) {
                try World.VirtualImport(world.client(), resuming: name)
            }
            #expect(error?.status == status)
            #expect(error?.message.contains(part) == true)
        }
    }

    @Test("The journal shows the states of imports") func theJournalTellsTheStates() throws {
        let world = try World()
        world.options.entitiesPerDay = 300
        let reader = try world.client()
        let states = { () throws(MateoError) -> [RunState] in
            var found: [RunState] = []
            var last: Int64 = 0
            while let next = try reader.summary(after: last) {
                found.append(next.state)
                last = next.entry.id
            }
            return found
        }
        #expect(try states() == [])
        let first = try World.VirtualImport(world.client(), type: .contacts, name: "first")
        try first.add(json: Array(World.contacts(200).utf8).span)
        #expect(try states() == [.filling])
        try first.seal()
        #expect(try states() == [.interrupted])
        _ = try first.step(milliseconds: 10)
        #expect(try states() == [.running])
        let existing = try Journal(existing: world.options.journalPath)
        let summary = try existing.summary(
            ofImport: "first", world.options, wallNow: world.host.wallMilliseconds)
        #expect(summary?.state == .running)
        #expect(summary?.counts.inFlight == 100)
        #expect(try first.run() == .finished)
        let second = try world.sealedImport(200, name: "second")
        #expect(try second.run() == .paused)
        #expect(try states() == [.finished, .paused])
        #expect(try reader.summary(after: 1)?.resumeAt == second.resumeAt)
        world.host.pass(86_401_000)
        #expect(try states() == [.finished, .interrupted])
    }

    @Test("An import can be planned before and after it is sealed")
    func anImportIsPlannedBeforeAndAfterItIsSealed() throws {
        let world = try World()
        world.options.entitiesPerDay = 300
        let importing = try World.VirtualImport(world.client(), type: .contacts, name: "test")
        try importing.add(json: Array(World.contacts(750).utf8).span)
        let before = try importing.plan()
        #expect(before.records == 750)
        #expect(before.batches == 8)
        #expect(before.days.map(\.records) == [300, 300, 150])
        try importing.seal()
        #expect(try importing.plan() == before)
        #expect(world.service.requests.isEmpty)
        #expect(try importing.run() == .paused)
        let after = try importing.plan()
        #expect(after.recordsLeft == 0)
        #expect(after.days.map(\.records) == [300, 150])
        #expect(after.days[0].startsAt == importing.resumeAt)
        // It comes as it was planned.
        for day in after.days {
            world.host.pass(day.startsAt - world.host.wallMilliseconds)
            let sent = world.service.requests.count
            #expect(try importing.run() == (day == after.days.last ? .finished : .paused))
            let entities = world.service.requests[sent...].reduce(0) { $0 + $1.entities }
            #expect(Int64(entities) == day.records)
            #expect(Int64(world.service.requests.count - sent) <= day.requests)
        }
    }
}
