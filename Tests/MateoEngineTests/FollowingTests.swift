import Foundation
import MateoCore
import Testing

@testable import MateoEngine

/// Deals come after the contacts that they belong to.
@Suite struct FollowingTests {
    /// Contacts 1 to 300: 7 fails, 120 is held, and the job of the third hundred never ends.
    private func contacts(_ world: World) throws -> World.VirtualImport {
        world.service.fails = { $0["external_id"] as? String == "7" ? "23514" : nil }
        let importing = try World.VirtualImport(world.client(), type: .contacts, name: "contacts")
        let rows = (1...300).map { "\($0),\($0 == 120 ? "nobody" : "c\($0)@example.com")\n" }.joined()
        try importing.add(csv: Array(("external_id,email\n" + rows).utf8).span, options: CSVOptions())
        try importing.endCSV()
        try importing.seal()
        return importing
    }

    private func deals(_ world: World, _ contacts: [String]) throws -> World.VirtualImport {
        let importing = try World.VirtualImport(world.client(), type: .deals, name: "deals")
        let rows = contacts.enumerated().map { "D\($0.offset + 1),\($0.element)\n" }.joined()
        try importing.setAfter("contacts")
        try importing.add(csv: Array(("external_id,contact_external_id\n" + rows).utf8).span, options: CSVOptions())
        try importing.endCSV()
        try importing.seal()
        return importing
    }

    @Test("Rows of contacts that are not in are held, with their text, and all others are sent") func held() throws {
        let world = try World()
        #expect(try contacts(world).run() == .finished)
        let importing = try deals(world, ["1", "7", "8", "120", "999", "", "7"])
        #expect(try importing.run() == .finished)
        let failures = try importing.failures(after: nil, limit: 10)
        #expect(failures.map(\.row) == [2, 4, 7])
        #expect(failures.map(\.line) == [3, 5, 8])
        #expect(failures.map { String(decoding: $0.source, as: UTF8.self) } == ["D2,7\n", "D4,120\n", "D7,7\n"])
        for failure in failures {
            #expect(failure.state == .held && failure.code == Array("contact_missing".utf8))
            let message = String(decoding: failure.message, as: UTF8.self)
            #expect(message.contains("in the import called contacts"))
            #expect(message.contains(failure.row == 4 ? "is held" : "failed"))
            #expect(message.hasSuffix(". Correct the contact, import it under that name, and retry this import"))
        }
        #expect(world.service.jobs.last?.records.map { $0["external_id"] as? String } == ["D1", "D3", "D5", "D6"])
        let counts = try importing.counts()
        #expect(counts.balance && counts.succeeded == 4 && counts.held == 3)
        #expect(try Journal(path: world.options.journalPath).differences(inImport: nil) == [])
    }

    @Test(
        "An import that stopped since records fail stays stopped when its held rows are sent again",
        arguments: [0, 150])
    func stopped(succeeding: Int) throws {
        let world = try World()
        #expect(try contacts(world).run() == .finished)
        (world.options.firstLook, world.options.firstPoll, world.options.longestPoll) = (true, 200, 1000)
        world.service.fails = { record in
            let id = Int((record["external_id"] as? String ?? "").dropFirst()) ?? 0
            return id > succeeding ? "23514" : nil
        }
        let importing = try deals(world, ["7"] + Array(repeating: "8", count: 3000))
        #expect(throws: MateoError.self) { try importing.run() }
        #expect(importing.state == .stopped)
        let (pending, entities) = (
            try importing.counts().pending, world.service.requests.reduce(0) { $0 + $1.entities }
        )
        #expect(try importing.retry() == 1)
        #expect(throws: MateoError.self) { try importing.run() }
        #expect(try world.client().summary(after: 1)?.state == .stopped)
        #expect(world.service.requests.reduce(0) { $0 + $1.entities } == entities)
        let later = try importing.counts().pending
        #expect(later >= pending && later <= pending + 1)
        #expect(try Journal(path: world.options.journalPath).differences(inImport: nil) == [])
    }

    @Test("Rows that were held go once their contacts are in: with the same file, or when rows are sent again")
    func mended() throws {
        let world = try World()
        #expect(try contacts(world).run() == .finished)
        let ids = ["1", "7", "8", "120", "7"]
        #expect(try deals(world, ids).run() == .finished)
        // The contacts are still missing.
        let again = try deals(world, ids)
        #expect(!again.isRepeated)
        #expect(try again.run() == .finished)
        #expect(try again.counts().held == 3)
        #expect(world.service.jobs.count == 4)
        world.service.fails = { _ in nil }
        for (name, id) in [("contacts", "7"), ("mended", "120")] {
            let mended = try World.VirtualImport(world.client(), type: .contacts, name: name)
            try mended.add(json: Array(#"[{"external_id":"\#(id)"}]"#.utf8).span)
            try mended.seal()
            #expect(try mended.run() == .finished)
        }
        // The newest import of the name knows nothing of the other contact.
        var third: World.VirtualImport? = try World.VirtualImport(world.client(), resuming: "deals")
        #expect(try third?.retry() == 3)
        #expect(try third?.run() == .finished)
        #expect(world.service.jobs.last?.records.map { $0["external_id"] as? String } == ["D2", "D4", "D5"])
        let counts = try third?.counts()
        #expect(counts?.balance == true && counts?.succeeded == 5 && counts?.held == 0)
        third = nil
        #expect(try deals(world, ids).isRepeated)
        #expect(try Journal(path: world.options.journalPath).differences(inImport: nil) == [])
    }

    @Test("Nothing is sent before the contacts are over, in whatever process") func order() throws {
        let world = try World()
        let first = try contacts(world)
        let second = try deals(world, (1...300).map { "\($0)" })
        let error = #expect(throws: MateoError.self) { try second.run() }
        #expect(error?.status == .predecessor)
        #expect(error?.message.contains("contacts") == true)
        #expect(world.service.posts == 0)
        // Some process runs them.
        while try first.step(milliseconds: 50) == .running {
            #expect(try second.step(milliseconds: 50) == .running)
            #expect(world.service.jobs.allSatisfy { $0.records.count != 98 })
        }
        #expect(try second.run() == .finished)
        #expect(try second.counts().held == 2)
        let counts = try second.counts()
        #expect(counts.balance && counts.succeeded == 298)
    }

    @Test("Contacts with an unknown outcome hold their deals, and a forgotten import none") func unknown() throws {
        let world = try World()
        world.options.jobDeadline = 5000
        let importing = try contacts(world)
        world.service.processing = nil
        #expect(try importing.run() == .unknown)
        world.service.processing = 300
        let second = try deals(world, ["1", "2", "301"])
        #expect(try second.run() == .finished)
        #expect(try second.counts().held == 2)
        let third = try World.VirtualImport(world.client(), type: .deals, name: "others")
        try third.setAfter("contacts")
        try third.add(json: Array(#"[{"external_id":"X","contact_external_id":7}]"#.utf8).span)
        try third.seal()
        _ = try Journal(path: world.options.journalPath).forget(importNamed: "contacts", force: true)
        #expect(try third.run() == .finished)
        #expect(try third.counts().held == 0)
    }

    @Test func wrongNames() throws {
        let world = try World()
        let importing = try World.VirtualImport(world.client(), type: .deals, name: "deals")
        #expect(throws: MateoError.self) { try importing.setAfter("contacts") }
        #expect(throws: MateoError.self) { try importing.setAfter("deals") }
        try importing.setAfter(nil)
    }
}
