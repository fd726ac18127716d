import CSQLite
import Foundation
import MateoCore
import Testing

@testable import MateoEngine

/// Imports that are not stepped, and journals that others write into: neither holds up the rest.
@Suite struct StalledTests {
    @Test("A request that nobody carries on holds back other clients for five seconds at most")
    func otherClients() throws {
        let world = try World()
        let stalled = try world.sealedImport(100, type: .deals, name: "stalled")
        let waiting = try world.sealedImport(100, type: .deals, name: "waiting")
        _ = try stalled.step(milliseconds: 0)
        _ = try waiting.step(milliseconds: 4500)
        #expect(world.service.posts == 1)
        _ = try waiting.step(milliseconds: 1500)
        #expect(world.service.posts == 2)
        #expect(try waiting.run() == .finished)
        // The first comes back, lets go of its request, and finds what it sent.
        #expect(try stalled.run() == .finished)
        #expect(world.service.posts == 2)
        #expect(world.service.jobs.count == 2)
        #expect(world.service.mostRequestsInASecond <= 2)
    }

    @Test("A request that goes on for longer keeps its place, as long as somebody carries it on")
    func longRequests() throws {
        let world = try World()
        world.service.latency = 20_000
        let long = try world.sealedImport(100, name: "long")
        let waiting = try world.sealedImport(100, name: "waiting")
        for _ in 0..<180 {
            _ = try long.step(milliseconds: 50)
            _ = try waiting.step(milliseconds: 50)
            #expect(world.service.posts == 1)
        }
        _ = try long.step(milliseconds: 5000)
        _ = try waiting.step(milliseconds: 5000)
        #expect(world.service.posts == 2)
    }

    @Test("Another import of the client carries the request on, and its answer is kept")
    func sameClient() throws {
        let world = try World()
        world.service.latency = 400
        let client = try world.client()
        let imports = try ["stalled", "waiting"].map { name in
            let importing = try World.VirtualImport(client, type: .deals, name: name)
            try importing.add(json: Array(World.contacts(100).utf8).span)
            try importing.seal()
            return importing
        }
        _ = try imports[0].step(milliseconds: 0)
        let start = world.host.monotonicMilliseconds
        while world.service.posts < 2 { _ = try imports[1].step(milliseconds: 10) }
        #expect(world.host.monotonicMilliseconds - start < 1100)
        #expect(try imports[1].run() == .finished)
        #expect(try imports[0].run() == .finished)
        #expect(world.service.posts == 2)
        #expect(world.service.jobs.count == 2)
        // The first was told its job, and had not to look it up.
        #expect(!world.service.requests.contains { $0.url.contains("reference_id=in.") })
        #expect(world.service.mostRequestsInASecond <= 2)
    }

    @Test(
        "A step does not wait for another process that writes, and forgets no answer",
        arguments: [0, 30] as [Int64])
    func lockedOut(milliseconds: Int64) throws {
        let world = try World()
        let importing = try world.sealedImport(100, type: .deals)
        var other: OpaquePointer?
        sqlite3_open(world.options.journalPath, &other)
        defer { sqlite3_close(other) }
        #expect(sqlite3_exec(other, "BEGIN IMMEDIATE", nil, nil, nil) == SQLITE_OK)
        // Nothing can begin.
        #expect(try importing.step(milliseconds: milliseconds) == .running)
        #expect(world.service.posts == 0)
        sqlite3_exec(other, "COMMIT", nil, nil, nil)
        _ = try importing.step(milliseconds: 0)
        #expect(world.service.posts == 1)
        // The answer cannot be written down.
        #expect(sqlite3_exec(other, "BEGIN IMMEDIATE", nil, nil, nil) == SQLITE_OK)
        for _ in 0..<5 { #expect(try importing.step(milliseconds: 100) == .running) }
        sqlite3_exec(other, "COMMIT", nil, nil, nil)
        #expect(try importing.run() == .finished)
        #expect(world.service.posts == 1)
        #expect(!world.service.requests.contains { $0.url.contains("reference_id=in.") })
    }

    @Test("A journal that others write into for ten seconds is busy") func lockedOutForLong() throws {
        let world = try World()
        let importing = try world.sealedImport(100)
        var other: OpaquePointer?
        sqlite3_open(world.options.journalPath, &other)
        defer { sqlite3_close(other) }
        #expect(sqlite3_exec(other, "BEGIN IMMEDIATE", nil, nil, nil) == SQLITE_OK)
        #expect(try importing.step(milliseconds: 0) == .running)
        world.host.pass(Database.patience)
        let error = #expect(throws: MateoError.self) { try importing.step(milliseconds: 0) }
        #expect(error?.status == .journalBusy)
        sqlite3_exec(other, "COMMIT", nil, nil, nil)
        #expect(try importing.run() == .finished)
    }
}
