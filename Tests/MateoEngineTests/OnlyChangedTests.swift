import Foundation
import MateoCore
import Testing

@testable import MateoEngine

/// Imports that send only what is new or changed.
@Suite struct OnlyChangedTests {
    /// Contacts 1 to `count`; the notes of some of them have a new value.
    private static func contacts(_ count: Int, changed: Set<Int> = [], to note: String = "new") -> [UInt8] {
        let records = (1...count).map {
            #"{"external_id":"\#($0)","email":"c\#($0)@example.com","note":"\#(changed.contains($0) ? note : "old")"}"#
        }
        return Array(("[" + records.joined(separator: ",") + "]").utf8)
    }

    private func sealed(
        _ world: World, _ records: [UInt8], name: String = "test", type: RecordType = .contacts, again: Bool = false,
        onlyChanged: Bool = true, list: String? = nil
    ) throws -> World.VirtualImport {
        let importing = try world.reopened(type: type, name: name)
        try importing.setOnlyChanged(onlyChanged)
        if again { try importing.setAgain(true) }
        if let list { try importing.setContactList(externalID: list) }
        try importing.add(json: records.span)
        try importing.seal()
        return importing
    }

    /// Runs an import of these records to its end.
    @discardableResult
    private func run(
        _ world: World, _ records: [UInt8], name: String = "test", type: RecordType = .contacts, again: Bool = false,
        onlyChanged: Bool = true, list: String? = nil, _ state: RunState = .finished
    ) throws -> RecordCounts {
        let importing = try sealed(
            world, records, name: name, type: type, again: again, onlyChanged: onlyChanged, list: list)
        #expect(try importing.run() == state)
        #expect(try world.client().journal.differences(inImport: nil) == [])
        return try importing.counts()
    }

    /// The external ids that were posted since there were so many jobs.
    private func posted(_ world: World, since jobs: Int) -> [String] {
        world.service.jobs[jobs...].flatMap(\.records).compactMap { $0["external_id"] as? String }.sorted {
            ($0.count, $0) < ($1.count, $1)
        }
    }

    @Test("What changed in several batches goes in one")
    func oneBatch() throws {
        let world = try World()
        #expect(try run(world, Self.contacts(1000)).succeeded == 1000)
        let jobs = world.service.jobs.count
        let changed = Set(stride(from: 25, through: 1000, by: 25))
        let counts = try run(world, Self.contacts(1010, changed: changed))
        #expect(counts.succeeded == 50 && counts.unchanged == 960 && counts.total == 1010)
        #expect(world.service.jobs.count == jobs + 1)
        #expect(posted(world, since: jobs) == (changed.sorted() + Array(1001...1010)).map { "\($0)" })
        // Unchanged rows that follow each other are one row of the journal.
        let query = try world.client().journal.database.statement("SELECT count(*) FROM left_out")
        #expect(try query.step() && query.key(0) == 40)
        // The new contents are known now.
        #expect(try run(world, Self.contacts(1010, changed: changed.union([7]))).succeeded == 1)
    }

    @Test("An import of which nothing changed is over at once")
    func nothingChanged() throws {
        let world = try World()
        try run(world, Self.contacts(250))
        let requests = world.service.requests.count
        let counts = try run(world, Self.contacts(250), name: "other")
        #expect(counts.unchanged == 250 && counts.balance)
        #expect(world.service.requests.count == requests)
    }

    @Test("The same records under the same name have the earlier result, and with again only the failed ones go")
    func repeated() throws {
        let world = try World()
        world.service.fails = { $0["external_id"] as? String == "7" ? "23514" : nil }
        try run(world, Self.contacts(250))
        let jobs = world.service.jobs.count
        let same = try sealed(world, Self.contacts(250))
        #expect(same.isRepeated)
        #expect(try same.counts().failed == 1)
        #expect(world.service.jobs.count == jobs)
        #expect(try run(world, Self.contacts(250), again: true).failed == 1)
        #expect(posted(world, since: jobs) == ["7"])
    }

    @Test("A row that failed is sent until it succeeds, and then no more")
    func failed() throws {
        let world = try World()
        world.service.fails = { ($0["note"] as? String) == "bad" ? "23514" : nil }
        try run(world, Self.contacts(250))
        #expect(try run(world, Self.contacts(250, changed: [120], to: "bad")).failed == 1)
        let jobs = world.service.jobs.count
        // As it was before it failed: the service may have kept that or not.
        #expect(try run(world, Self.contacts(250)).succeeded == 1)
        #expect(posted(world, since: jobs) == ["120"])
        #expect(try run(world, Self.contacts(250), name: "other").unchanged == 250)
    }

    @Test("Where the service does not name a failure, all records of its batch are sent again")
    func unnamed() throws {
        let world = try World()
        world.service.fails = { $0["external_id"] as? String == "7" ? "23514" : nil }
        world.service.listAddress = "https://elsewhere.example.com/failed/"
        world.service.listBody = "[]"
        try run(world, Self.contacts(250))
        world.service.fails = { _ in nil }
        #expect(try run(world, Self.contacts(250), again: true).succeeded == 100)
    }

    @Test("A single record that is refused counts as changed")
    func refused() throws {
        let world = try World()
        try run(world, Self.contacts(1))
        world.service.postFate = { _ in .instead(.status(400, #"{"code":"22P02","message":"no"}"#)) }
        #expect(try run(world, Self.contacts(1, changed: [1])).failed == 1)
        world.service.postFate = { _ in .normal }
        #expect(try run(world, Self.contacts(1)).succeeded == 1)
    }

    @Test("Records whose outcome is unknown count as changed")
    func unknown() throws {
        let world = try World()
        try run(world, Self.contacts(250))
        world.service.processing = nil
        try run(world, Self.contacts(250, changed: [3, 130]), .unknown)
        world.service.processing = 300
        let jobs = world.service.jobs.count
        // The same import has nothing more to send; another one must.
        #expect(try run(world, Self.contacts(250), name: "other").succeeded == 2)
        #expect(posted(world, since: jobs) == ["3", "130"])
    }

    @Test("Records that an import sent and never finished count as changed", arguments: [0, 1, 2, 3, 4, 5, 6])
    func died(_ steps: Int) throws {
        let world = try World()
        try run(world, Self.contacts(250))
        world.service.processing = 5000
        do {
            let dying = try sealed(world, Self.contacts(250, changed: [3, 130]))
            for _ in 0..<steps { _ = try dying.step(milliseconds: 0) }
        }
        try world.client().forget(importNamed: "test", force: true)
        world.service.finishJobs()
        let jobs = world.service.jobs.count
        #expect(try run(world, Self.contacts(250)).succeeded == 2)
        #expect(posted(world, since: jobs) == ["3", "130"])
    }

    @Test("A resumed import goes on with what it was sealed with, and its file is still known")
    func resumed() throws {
        let world = try World()
        try run(world, Self.contacts(250))
        do { _ = try sealed(world, Self.contacts(250, changed: [3, 130])) }
        let again = try sealed(world, Self.contacts(250, changed: [3, 130]))
        #expect(try again.counts().unchanged == 248)
        #expect(try again.run() == .finished)
        #expect(try again.counts().succeeded == 2)
        #expect(throws: MateoError.self) {
            let importing = try sealed(world, Self.contacts(250, changed: [4]))
            _ = try importing.step(milliseconds: 0)
            _ = try sealed(world, Self.contacts(250, changed: [5]))
        }
    }

    @Test("An import without the setting leaves no digest of what it replaced, and gives new ones")
    func withoutTheSetting() throws {
        let world = try World()
        try run(world, Self.contacts(250))
        #expect(try run(world, Self.contacts(250, changed: [9]), onlyChanged: false).succeeded == 250)
        #expect(try run(world, Self.contacts(250)).succeeded == 1)
        #expect(try run(world, Self.contacts(250, changed: [9]), name: "other", onlyChanged: false).succeeded == 250)
        #expect(try run(world, Self.contacts(250, changed: [9])).unchanged == 250)
    }

    @Test("An import without the setting that never ended leaves no digest of what it sent")
    func withoutTheSettingAndUnknown() throws {
        let world = try World()
        try run(world, Self.contacts(10))
        world.service.processing = nil
        try run(world, Self.contacts(10, changed: [9]), onlyChanged: false, .unknown)
        world.service.processing = 300
        #expect(try run(world, Self.contacts(10), name: "other").succeeded == 10)
    }

    @Test("An import without the setting is kept in digests too, but not in a journal in memory")
    func beforeTheSetting() throws {
        let world = try World()
        try run(world, Self.contacts(250), onlyChanged: false)
        #expect(try run(world, Self.contacts(250), name: "other").unchanged == 250)
        world.options.journalPath = ""
        let importing = try World.VirtualImport(world.client(), type: .contacts, name: "test")
        try importing.add(json: Array(World.contacts(10).utf8).span)
        try importing.seal()
        #expect(try importing.run() == .finished)
        let query = try importing.client.journal.database.statement("SELECT count(*) FROM digest")
        #expect(try query.step() && query.key(0) == 0)
    }

    @Test("A large import gives digests only once the setting was used")
    func large() throws {
        let world = try World()
        world.options.batch.records = 5000
        world.options.entitiesPerDay = 0
        try run(world, Self.contacts(25_001), onlyChanged: false)
        #expect(try run(world, Self.contacts(25_001), name: "other").unchanged == 0)
        #expect(try run(world, Self.contacts(25_001), name: "third").unchanged == 25_001)
    }

    @Test("Type, settings and key matter")
    func others() throws {
        let world = try World()
        try run(world, Self.contacts(50))
        #expect(try run(world, Self.contacts(50), list: "list").succeeded == 50)
        let deals = Array(#"[{"external_id":"1"}]"#.utf8)
        #expect(try run(world, deals, name: "deals", type: .deals).succeeded == 1)
        world.options.apiKey = "another-key"
        #expect(try run(world, Self.contacts(50), name: "another", list: "list").succeeded == 50)
    }

    /// The wrong key may be one of another account, which has other records.
    @Test("What is unchanged for a mistyped key is sent with the right one", arguments: [true, false])
    func mistypedKey(onlyChanged: Bool) throws {
        let world = try World()
        world.options.apiKey = "mistyped-key"
        try run(world, Self.contacts(250))
        world.service.postFate = { _ in .instead(.status(401, "{}")) }
        #expect(throws: MateoError.self) { try run(world, Self.contacts(250, changed: [3])) }
        world.service.postFate = { _ in .normal }
        world.options.apiKey = "the-right-key"
        #expect(try run(world, Self.contacts(250, changed: [3]), onlyChanged: onlyChanged).succeeded == 250)
    }

    @Test("The later row of an identity is compared")
    func duplicates() throws {
        let world = try World()
        try run(world, Self.contacts(250))
        let jobs = world.service.jobs.count
        let records = Array(
            #"[{"external_id":"5","note":"x"},{"external_id":"5","email":"c5@example.com","note":"old"}]"#.utf8)
        let counts = try run(world, records)
        #expect(counts.superseded == 1 && counts.unchanged == 1)
        #expect(world.service.jobs.count == jobs)
    }

    @Test("Two imports that send a record at the same time leave no digest of it", arguments: [true, false])
    func disputed(firstEndsFirst: Bool) throws {
        let world = try World()
        try run(world, Self.contacts(250))
        world.service.processing = nil
        let first = try sealed(world, Self.contacts(250, changed: [3, 130], to: "one"), name: "first")
        while world.service.jobs.count < 4 { _ = try first.step(milliseconds: 50) }
        let second = try sealed(world, Self.contacts(250, changed: [3, 131], to: "two"), name: "second")
        while world.service.jobs.count < 5 { _ = try second.step(milliseconds: 50) }
        world.service.finishJobs()
        for importing in firstEndsFirst ? [first, second] : [second, first] {
            #expect(try importing.run() == .finished)
        }
        let jobs = world.service.jobs.count
        world.service.processing = 300
        try run(world, Self.contacts(250, changed: [3], to: "one"), name: "third")
        #expect(posted(world, since: jobs).contains("3"))
        try run(world, Self.contacts(250, changed: [3], to: "two"), name: "fourth")
        #expect(posted(world, since: jobs).count { $0 == "3" } == 2)
    }

    @Test("Imports that send others at the same time have digests")
    func undisputed() throws {
        let world = try World()
        try run(world, Self.contacts(10))
        world.service.processing = nil
        let first = try sealed(world, Self.contacts(10, changed: [3]), name: "first")
        while world.service.jobs.count < 2 { _ = try first.step(milliseconds: 50) }
        let other = Array(#"[{"external_id":"other"}]"#.utf8)
        let second = try sealed(world, other, name: "second")
        while world.service.jobs.count < 3 { _ = try second.step(milliseconds: 50) }
        world.service.finishJobs()
        for importing in [second, first] { #expect(try importing.run() == .finished) }
        #expect(try run(world, Self.contacts(10, changed: [3]), name: "third").unchanged == 10)
        #expect(try run(world, other, name: "fourth").unchanged == 1)
    }

    @Test("Forgetting the digests makes all records new, and forgetting an import does not")
    func forgetting() throws {
        let world = try World()
        try run(world, Self.contacts(250))
        try world.client().forget(importNamed: "test", force: false)
        #expect(try run(world, Self.contacts(250)).unchanged == 250)
        try world.client().forgetDigests()
        #expect(try run(world, Self.contacts(250), name: "other").succeeded == 250)
    }

    @Test("Digests that are forgotten while records are under way do not come back")
    func forgettingMeanwhile() throws {
        let world = try World()
        world.service.processing = nil
        let first = try sealed(world, Self.contacts(10), name: "first")
        while world.service.jobs.isEmpty { _ = try first.step(milliseconds: 50) }
        try world.client().forgetDigests()
        _ = try sealed(world, Self.contacts(1), name: "second")
        world.service.finishJobs()
        #expect(try first.run() == .finished)
        world.service.processing = 300
        #expect(try run(world, Self.contacts(10), name: "third").unchanged == 0)
    }

    @Test("A plan tells new, changed and unchanged records, and counts what is sent")
    func plan() throws {
        let world = try World()
        try run(world, Self.contacts(1000))
        let importing = try world.reopened(name: "other")
        try importing.setOnlyChanged(true)
        try importing.add(json: Self.contacts(1010, changed: [5, 500, 1005]).span)
        try importing.add(json: Array(#"[{"external_id":"6","note":"x"},{"email":"nobody@example.com"}]"#.utf8).span)
        let plan = try importing.plan()
        // Row 6 is superseded by a changed one.
        #expect(plan.new == 10 && plan.changed == 4 && plan.unchanged == 997 && plan.superseded == 1)
        #expect(plan.records == 14 && plan.batches == 1)
        try importing.seal()
        let sealed = try importing.plan()
        #expect(sealed.records == 14 && sealed.unchanged == 997 && sealed.superseded == 1 && sealed.batches == 1)
    }

    @Test("The journal has no content of unchanged records")
    func noContent() throws {
        let world = try World()
        try run(world, Self.contacts(250))
        try run(world, Self.contacts(250, changed: [3]))
        #expect(try !world.isInAnyFile("c4@example.com") && !world.isInAnyFile("c3@example.com"))
    }

    /// While the changed ones wait, the file of records has no row that is unchanged.
    @Test("Unchanged rows of a file leave the journal when the import is sealed")
    func noSource() throws {
        let world = try World()
        for (name, city) in [("first", "Kiel"), ("second", "Bern")] {
            let importing = try world.reopened(name: name)
            try importing.setOnlyChanged(true)
            let rows = (1...250).map { "A-\($0)-Z,\($0 == 3 ? city : "Rom")" }
            let csv = Array(("external_id,city\n" + rows.joined(separator: "\n") + "\n").utf8)
            try importing.add(csv: csv.span, options: CSVOptions())
            try importing.endCSV()
            try importing.seal()
            if name == "first" {
                #expect(try importing.run() == .finished)
            } else {
                #expect(try world.isInAnyFile("A-3-Z") && !world.isInAnyFile("A-4-Z") && !world.isInAnyFile("A-249-Z"))
            }
        }
    }
}
