import MateoCore
import Testing

@testable import MateoEngine

/// What the journal keeps of the course of an import.
@Suite struct HistoryTests {
    private func pauses(_ importing: World.VirtualImport, _ reason: PauseReason) throws -> [Pause] {
        try importing.pauses(after: nil, limit: 1000).filter { $0.reason == reason }
    }

    @Test("Each batch has the time of its POST, of its answer and of its outcome") func batches() throws {
        let world = try World()
        world.service.latency = 250
        world.service.fails = { $0["external_id"] as? String == "7" ? "23514" : nil }
        let begin = world.host.wallMilliseconds
        let importing = try world.sealedImport(250)
        #expect(try importing.sentBatches(after: nil, limit: 10).isEmpty)
        #expect(try importing.run() == .finished)
        let batches = try importing.sentBatches(after: nil, limit: 10)
        try #require(batches.map(\.rows.first) == [1, 101, 201])
        #expect(batches.map(\.records) == [100, 100, 50])
        #expect(batches.map(\.succeeded) == [99, 100, 50])
        #expect(batches.map(\.failed) == [1, 0, 0])
        #expect(batches.allSatisfy { $0.state == .settled && $0.attempts == 1 && $0.answerTime == 250 })
        #expect(batches.allSatisfy { $0.begunAt >= begin && $0.settledAt > $0.begunAt })
        #expect(batches.allSatisfy { $0.settledAt <= world.host.wallMilliseconds })
        #expect(batches.map(\.begunAt) == batches.map(\.begunAt).sorted())
        let second = try importing.sentBatches(after: batches[0], limit: 1)
        #expect(second.map(\.rows.first) == [101])
        #expect(try importing.sentBatches(after: batches[2], limit: 10).isEmpty)
        #expect(try importing.pauses(after: nil, limit: 10).isEmpty)
    }

    @Test("A batch that the service refuses is divided, and its records are in others") func states() throws {
        let world = try World()
        world.options.batch.records = 4
        world.service.postFate = { number in
            switch number {
            case 1: .instead(.status(500, #"{"code":"57014"}"#))
            default: .normal
            }
        }
        let importing = try world.sealedImport(8)
        #expect(try importing.run() == .finished)
        let batches = try importing.sentBatches(after: nil, limit: 10)
        #expect(batches.filter { $0.state == .divided }.map(\.rows.first) == [1])
        #expect(batches.filter { $0.state == .settled }.reduce(0) { $0 + $1.records } == 8)
    }

    @Test("A pause for the quota is noted once, however often the import is run in it") func quota() throws {
        let world = try World()
        world.options.entitiesPerDay = 500
        let importing = try world.sealedImport(1200)
        var ends: [Int64] = []
        while try importing.run() == .paused {
            ends.append(importing.resumeAt)
            world.host.pass(1000)
            let another = try World.VirtualImport(world.client(), resuming: "test")
            #expect(try another.run() == .paused)
            another.running.giveBack()
            world.host.pass(importing.resumeAt - world.host.wallMilliseconds)
        }
        let pauses = try pauses(importing, .quota)
        #expect(ends.count >= 2)
        #expect(pauses.map(\.until) == ends)
        #expect(pauses.allSatisfy { $0.times == 1 && $0.since < $0.until })
    }

    @Test("Answers with 429 and failures of the service are pauses; close ones are one") func limits() throws {
        let world = try World()
        world.service.postFate = { number in
            switch number {
            case 2, 3: .instead(.status(429, ""))
            case 5: .instead(.status(502, ""))
            default: .normal
            }
        }
        let importing = try world.sealedImport(400)
        #expect(try importing.run() == .finished)
        let limits = try pauses(importing, .limit)
        #expect(limits.map(\.times) == [2])
        #expect(limits.allSatisfy { $0.since < $0.until })
        #expect(try pauses(importing, .unreachable).map(\.times) == [1])
        #expect(try pauses(importing, .quota).isEmpty)
    }

    @Test("The journal keeps a bounded number of pauses") func boundedPauses() throws {
        let world = try World()
        let importing = try world.sealedImport(1)
        let journal = try Journal(path: world.options.journalPath)
        let count = Journal.mostPauses + 50
        try journal.write { () throws(MateoError) in
            for number in 1...count {
                let time = number * 1_000_000
                try journal.note(number % 2 == 0 ? .limit : .unreachable, of: 1, since: time, until: time + 5)
            }
        }
        let pauses = try importing.pauses(after: nil, limit: 10_000)
        try #require(pauses.count == 200)
        #expect(pauses.reduce(0) { $0 + $1.times } == count)
        #expect(pauses.map(\.until).max() == count * 1_000_000 + 5)
        #expect(try importing.pauses(after: pauses[3], limit: 2).map(\.since) == pauses[4...5].map(\.since))
    }

    @Test("The plan at the start stays as it was") func firstPlan() throws {
        let world = try World()
        world.options.entitiesPerDay = 500
        let importing = try world.sealedImport(1200)
        let plan = try importing.plan()
        #expect(plan.days.count == 3)
        #expect(try importing.firstPlan() == plan)
        #expect(try importing.run() == .paused)
        #expect(try importing.plan() != plan)
        let another = try World.VirtualImport(world.client(), resuming: "test")
        #expect(try another.firstPlan() == plan)
    }

    @Test("A plan of many days is kept in a bounded number of rows") func boundedPlan() throws {
        let world = try World()
        _ = try world.sealedImport(1)
        let journal = try Journal(path: world.options.journalPath)
        let days = (0..<Int64(Journal.mostPlannedDays + 20)).map {
            Plan.Day(startsAt: $0 * 100, finishesAt: $0 * 100 + 50, records: 2, requests: 3)
        }
        let plan = Plan(batches: 7, firstLook: 1, contactRequests: 2, recordsLeft: nil, requestsLeft: 5, days: days)
        try journal.write { () throws(MateoError) in
            try journal.database.execute("DELETE FROM planned_day")
            try journal.keepPlan(plan, of: 1)
        }
        let kept = try #require(try journal.firstPlan(of: 1))
        #expect(kept.days.count == Journal.mostPlannedDays)
        #expect((kept.records, kept.requests, kept.finishesAt) == (plan.records, plan.requests, plan.finishesAt))
        #expect((kept.batches, kept.firstLook, kept.recordsLeft, kept.requestsLeft) == (7, 1, nil, 5))
    }

    @Test("An import of an older format has no plan, and the times of what is sent from now on") func olderFormat()
        throws
    {
        let world = try World()
        world.options.baseURL = "http://127.0.0.1:1"
        try world.write(fixture: 4)
        let importing = try World.VirtualImport(world.client(), resuming: "waiting")
        #expect(try importing.firstPlan() == nil)
        #expect(try importing.pauses(after: nil, limit: 10).isEmpty)
        #expect(try importing.run() == .finished)
        let batches = try importing.sentBatches(after: nil, limit: 10)
        #expect(!batches.isEmpty && batches.allSatisfy { $0.answerTime != nil && $0.settledAt > 0 })
        let begun = try World.VirtualImport(world.client(), resuming: "begun")
        let older = try begun.sentBatches(after: nil, limit: 10)
        #expect(!older.isEmpty && older.allSatisfy { $0.answerTime == nil && $0.settledAt == 0 })
    }

    @Test("An import that is forgotten leaves nothing of its course") func forgotten() throws {
        let world = try World()
        world.options.entitiesPerDay = 500
        do {
            let importing = try world.sealedImport(1200)
            #expect(try importing.run() == .paused)
        }
        let journal = try Journal(path: world.options.journalPath)
        _ = try journal.forget(importNamed: "test", force: true)
        let query = try journal.database.statement(
            "SELECT (SELECT count(*) FROM pause) + (SELECT count(*) FROM plan) + (SELECT count(*) FROM planned_day)")
        #expect(try query.step())
        #expect(query.key(0) == 0)
    }
}
